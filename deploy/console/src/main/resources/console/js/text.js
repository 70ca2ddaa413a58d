// Text of hosts is hostile. It reaches the page as text nodes only; what the eye would not see, or would see in another order, is shown as an escape.
import {html} from './lib.js';

const UNSEEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Cn}\p{Zl}\p{Zp}\u00a0\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2000-\u200a\u202f\u205f\u2800\u3000\u3164\uffa0\ufe00-\ufe0f\u{e0100}-\u{e01ef}]|(?<=\p{M}{3})\p{M}|^ +| +$/gu;
const SHORT = {'\n': '\\n', '\t': '\\t', '\r': '\\r', '\0': '\\0'};
const NAMES = {
  '\u200b': 'zero width space', '\u200c': 'zero width non-joiner', '\u200d': 'zero width joiner', '\u202e': 'right-to-left override', '\u202d': 'left-to-right override',
  '\u2066': 'left-to-right isolate', '\u2067': 'right-to-left isolate', '\u202a': 'left-to-right embedding', '\u202b': 'right-to-left embedding', '\u00a0': 'no-break space',
  '\ufeff': 'byte order mark', '\u001b': 'escape', '\n': 'line feed', '\t': 'tab', '\r': 'carriage return', ' ': 'space',
};

/** How much of a cell is shown before it is cut. */
export const CUT = 1200;

function escape(raw) {
  if (raw[0] === ' ') return '·'.repeat(raw.length);
  if (SHORT[raw]) return SHORT[raw];
  const code = raw.codePointAt(0);
  return code < 256 ? `\\x${code.toString(16).padStart(2, '0')}` : code < 65536 ? `\\u${code.toString(16).padStart(4, '0')}` : `\\u{${code.toString(16)}}`;
}

/** The text with escapes, as a string: for titles, labels and very long text. */
export function plain(text) {
  return String(text ?? '').replace(UNSEEN, escape);
}

/** The first so many characters, never half of a pair. */
export function cut(text, most) {
  if (text.length <= most) return text;
  const last = text.charCodeAt(most - 1);
  return text.slice(0, last >= 0xd800 && last < 0xdc00 ? most - 1 : most);
}

/** Short plain text for a title or a label. */
export function brief(text, most = 80) {
  const all = String(text ?? '');
  return all.length > most ? `${plain(cut(all, most))}…` : plain(all);
}

/** Pieces of a text: strings, and templates for what the eye would not see. */
export function pieces(text) {
  const out = [];
  let from = 0;
  for (const found of text.matchAll(UNSEEN)) {
    if (out.length > 400) break;
    if (found.index > from) out.push(text.slice(from, found.index));
    const raw = found[0];
    const code = raw.codePointAt(0).toString(16).toUpperCase().padStart(4, '0');
    out.push(html`<span class="esc" .raw=${raw} title="U+${code} ${NAMES[raw[0]] ?? ''}">${escape(raw)}</span>`);
    from = found.index + raw.length;
  }
  if (from < text.length) out.push(out.length > 400 ? plain(text.slice(from)) : text.slice(from));
  return out;
}

/** The text in pieces, with what lies from here to there marked. */
export function piecesMarked(text, from, to) {
  const whole = pieces(text), out = [];
  let at = 0;
  for (const piece of whole) {
    const length = typeof piece === 'string' ? piece.length : piece.values[0].length;
    const a = Math.max(0, from - at), b = Math.min(length, to - at);
    if (b <= a) out.push(piece);
    else if (typeof piece === 'string') out.push(piece.slice(0, a), html`<mark>${piece.slice(a, b)}</mark>`, piece.slice(b));
    else out.push(html`<mark>${piece}</mark>`);
    at += length;
  }
  return out;
}

/** Text of a host, isolated, cut where it is long. */
export function shown(text, most = CUT) {
  if (text === null || text === undefined) return html`<span class="none">—</span>`;
  const all = String(text);
  if (all === '') return html`<span class="none">empty</span>`;
  return html`<bdi class="v">${pieces(cut(all, most))}${all.length > most ? html`<span class="cutmark">…</span>` : ''}</bdi>`;
}

/** Selecting and copying gives the evidence itself, not its escapes. */
export function copyExactly(event) {
  const selection = document.getSelection();
  if (!selection || selection.isCollapsed || /^(INPUT|TEXTAREA)$/.test(document.activeElement?.tagName ?? '')) return;
  const range = selection.getRangeAt(0);
  const marks = [...document.querySelectorAll('.esc')].filter(mark => selection.containsNode(mark, true));
  if (!marks.length) return;
  const copy = range.cloneContents();
  const copied = copy.querySelectorAll('.esc');
  if (copied.length) copied.forEach((mark, i) => { mark.textContent = marks[i]?.raw ?? mark.textContent; });
  event.clipboardData.setData('text/plain', copied.length ? copy.textContent : marks[0].raw);
  event.preventDefault();
}
