// Small parts that many pages share.
import {html, nothing} from '../lib.js';
import {shown, brief, plain, CUT} from '../text.js';
import {many, count, STATES, groupName, when, titled} from '../words.js';
import {openText, say} from './overlay.js';
import * as to from '../route.js';
import {copyIcon, findIcon} from './icons.js';

const MARKS = {critical: '◆', high: '▲', medium: '●', low: '○', informational: '·'};

export const severity = word => html`<span class="chip sev ${word}"><span aria-hidden="true">${MARKS[word]}</span> ${word}</span>`;
export const chip = (text, kind = '') => html`<span class="chip ${kind}">${text}</span>`;
export const triage = state => html`<span class="chip state ${state ?? 'new'}">${STATES[state ?? 'new'] ?? plain(state)}</span>`;
export const acceptedChip = html`<span class="chip clean" title="It goes when it is judged next">✓ accepted</span>`;
export const groupLink = key => html`<a href=${to.group(key)} title=${brief(key, 200)}>${shown(groupName(key), 80)}</a>`;
export const hostLink = (key, id, name) => html`<a class="mono" href=${to.instance(key, id)}>${shown(id, 60)}</a>${name && name !== id ? html` <span class="quiet">${shown(name, 60)}</span>` : nothing}`;
export const huntLink = value => value
  ? html`<a class="hunt" href=${to.hunt(value)} title="Have we this anywhere?" aria-label="Hunt for ${brief(value, 40)}">${findIcon}</a>` : nothing;

/** Copies exactly what the host said. */
export async function copy(text, what = 'Copied') {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = Object.assign(document.createElement('textarea'), {value: text, className: 'offscreen'});
    document.body.append(area);
    area.select();
    document.execCommand('copy');
    area.remove();
  }
  say(what);
}
export const copyMark = text => html`<button type="button" class="bare" title="Copy the exact value" aria-label="Copy ${brief(text, 40)}" @click=${() => copy(text)}>${copyIcon}</button>`;
export const copyButton = (text, label = 'Copy', what) => html`<button type="button" class="small" @click=${() => copy(text, what ?? `Copied: ${label}`)}>${label}</button>`;

export const showAll = text => text.length > CUT ? html` <button type="button" class="small" @click=${() => openText(text)}>show all ${count(text.length)} characters</button>` : nothing;

/** One value of a row: escaped, cut, copyable, and a way to look for it everywhere. */
export function cell(text) {
  if (text === null || text === undefined) return shown(text);
  return html`<span class="cell">${shown(text)}${showAll(text)}
    <span class="cellacts">${copyMark(text)}${huntLink(text)}</span></span>`;
}

/** A row in one line of name=value, where each value is a link that looks for it everywhere. */
export const linked = row => html`${Object.entries(row ?? {}).map(([name, value]) => html`<span class="pair"><span class="key">${shown(name, 60)}=</span>${valueLink(value)}</span> `)}`;
export const valueLink = value => value ? html`<a class="value" href=${to.hunt(value)} title="Have we this anywhere?">${shown(value, 160)}</a>` : shown(value, 160);

export function rowTable(row, caption) {
  return html`<table class="kv"><caption class="sr">${caption}</caption><tbody>${Object.entries(row ?? {}).map(([name, value]) => html`<tr><th scope="row">${shown(name, 80)}</th><td>${cell(value)}</td></tr>`)}</tbody></table>`;
}

/** k of N, with a bar that says the same. */
export function share(have, of) {
  const part = of ? Math.max(have / of, have ? 0.02 : 0) : 0;
  return html`<span class="share"><svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect class="rail" width="100" height="8"/><rect class="fill" width=${100 * part} height="8"/></svg><span>${count(have)} of ${count(of)}</span></span>`;
}

/** The states in which something has no content yet. Loading, failed and empty never look alike. */
export function loaded(resource, view) {
  const {data, error, busy} = resource;
  if (error && (data === undefined || error.status === 0 || error.status === 503)) return trouble(error, resource);
  if (data === undefined) return html`<div class="state-box loading" aria-busy="true"><span class="spinner" aria-hidden="true"></span> Loading …</div>`;
  return html`${error ? html`<div class="warn" role="alert">${shown(error.message)} What stands below is older.</div>` : nothing}<div class=${busy ? 'busy' : ''}>${view(data)}</div>`;
}

function trouble(error, resource) {
  if (error.status === 503) {
    const progress = error.body.progress ?? [];
    return html`<section class="state-box loading" aria-busy="true"><h2><span class="spinner" aria-hidden="true"></span> Still reading</h2><p>${shown(error.message)}</p>
      ${progress.length ? html`<table class="progress"><caption class="sr">How far each topic is read</caption><tbody>${progress.map(p => html`<tr><th scope="row" class="mono">${p.topic}</th><td><progress max=${Math.max(p.end, 1)} value=${p.end ? p.read : 1} aria-label="${p.topic}"></progress></td><td class="num">${count(p.read)} of ${count(p.end)}</td></tr>`)}</tbody></table>` : nothing}
      <p class="quiet">Nothing is shown before all of it is read, so that an empty list means that nothing is there. This page asks again by itself.</p></section>`;
  }
  const title = {0: 'The console does not answer', 401: 'Who are you?', 403: 'Not allowed', 404: 'There is no such thing'}[error.status] ?? 'That did not work';
  return html`<section class="state-box failed" role="alert"><h2>${title}</h2><p>${shown(error.message)}</p><button type="button" @click=${() => resource.load()}>Try again</button></section>`;
}

export const empty = (title, why) => html`<div class="state-box empty"><h2>${title}</h2>${why ? html`<p>${why}</p>` : nothing}</div>`;

/** Nothing was judged, or nothing is kept: it does not look like nothing found. */
export const noData = (title, why) => html`<div class="state-box nodata"><h2>${title}</h2><p>${why}</p></div>`;

/** A finding or story in one line of a list on other pages. */
export const findingLine = (f, linked = true) => html`<li class="fline">${severity(f.severity)}${linked ? html`<a class="ftitle" href=${to.finding(f.uid)}>${shown(titled(f), 160)}</a>` : html`<span class="ftitle">${shown(titled(f), 160)}</span>`}
  <span class="mono fsum">${shown(f.summary, 200)}</span><span class="quiet fwhen">${f.accepted ? html`${acceptedChip} ` : nothing}${f.open ? nothing : html`closed: ${shown(f.close_reason ?? '', 60)} · `}${when(f.first_seen)}</span></li>`;
export const findingLines = (list, none, linked = true) => list?.length ? html`<ul class="flines">${list.map(f => findingLine(f, linked))}</ul>` : html`<p class="quiet">${none}</p>`;
export const hosts = n => many(n, 'host');
