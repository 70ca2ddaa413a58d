// What lies over the page: dialogs, short messages, and what is said to those who listen to it.
import {html, nothing} from '../lib.js';
import {redraw, afterDraw} from '../draw.js';
import {pieces, plain, cut} from '../text.js';
import {count} from '../words.js';
import {closeIcon} from './icons.js';

let dialog, toast, timer, spoken = '';

/** Opens a dialog that draws itself by {title, view(close)}; the focus goes back to where it was. */
export function openDialog(content) {
  const from = document.activeElement;
  dialog = {...content, close() {
    const element = document.querySelector('dialog');
    dialog?.closed?.();
    dialog = undefined;
    if (element?.open) element.close();
    redraw();
    if (from?.isConnected) from.focus();
  }};
  afterDraw(() => {
    const element = document.querySelector('dialog');
    if (element && !element.open) element.showModal();
    element?.querySelector('[data-first]')?.focus();
  });
}
export const dialogOpen = () => dialog !== undefined;
export const closeDialog = () => dialog?.close();

const PART = 100_000;
/** A long text in full, in parts that a browser can lay out. */
export function openText(text) {
  let parts = 1;
  openDialog({
    title: `${count(text.length)} characters`,
    view: () => html`<p class="quiet">Characters that the eye would not see are shown as escapes. Copy gives the exact text.</p>
      <div class="actions"><button type="button" class="primary" data-first @click=${async () => { await navigator.clipboard.writeText(text); say('Copied all of it'); }}>Copy all</button></div>
      <pre class="longtext" tabindex="0"><bdi>${text.length < 20_000 ? pieces(text) : plain(cut(text, parts * PART))}</bdi></pre>
      ${parts * PART < text.length ? html`<button type="button" @click=${() => { parts += 1; redraw(); }}>Show ${count(PART)} more</button>` : nothing}`,
  });
}

/** Says something shortly, on screen and to a screen reader; with an action such as Undo it stays longer. */
export function say(text, action) {
  toast = {text, action};
  spoken = text;
  clearTimeout(timer);
  timer = setTimeout(() => { toast = undefined; redraw(); }, action ? 30_000 : 4000);
  redraw();
}
/** Does what the message offers; false where it offers nothing. */
export function act() {
  const action = toast?.action;
  if (!action) return false;
  toast = undefined;
  redraw();
  action.run();
  return true;
}
/** For screen readers only. */
export function announce(text) { spoken = text; redraw(); }

export const overlays = () => html`
  <div class="sr" role="status" aria-live="polite">${spoken}</div>
  <dialog aria-labelledby="dialog-title" @cancel=${event => { event.preventDefault(); dialog?.close(); }}>${dialog ? html`
    <header><h2 id="dialog-title">${dialog.title}</h2><button type="button" class="bare" aria-label="Close" @click=${() => dialog.close()}>${closeIcon}</button></header>
    <div class="dialog-body">${dialog.view()}</div>` : nothing}</dialog>
  ${toast ? html`<div class="toast"><span>${toast.text}</span>${toast.action ? html`<button type="button" @click=${act}>${toast.action.label} <kbd>u</kbd></button>` : nothing}
    <button type="button" class="bare" aria-label="Dismiss" @click=${() => { toast = undefined; redraw(); }}>${closeIcon}</button></div>` : nothing}`;
