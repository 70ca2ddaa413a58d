// Expected against observed, word by word: what differs is marked, and said to those who can't see a colour.
import {html, nothing} from '../lib.js';
import {pieces, cut, shown, CUT} from '../text.js';
import {cell, copyMark, huntLink, showAll} from './parts.js';

const words = text => text.match(/[\p{L}\p{N}_]+|\s+|[^\p{L}\p{N}_\s]/gu) ?? [];

/** Which of a's words are not in b, in order: [{text, same}]. */
export function marked(a, b) {
  const left = words(cut(a, CUT)), right = words(cut(b, CUT));
  const same = new Array(left.length).fill(false);
  let start = 0, end = 0;
  while (start < left.length && start < right.length && left[start] === right[start]) same[start++] = true;
  while (end < left.length - start && end < right.length - start && left[left.length - 1 - end] === right[right.length - 1 - end]) same[left.length - 1 - end++] = true;
  const x = left.slice(start, left.length - end), y = right.slice(start, right.length - end);
  if (x.length * y.length <= 90_000) {
    const length = Array.from({length: x.length + 1}, () => new Uint16Array(y.length + 1));
    for (let i = x.length - 1; i >= 0; i -= 1) for (let j = y.length - 1; j >= 0; j -= 1) length[i][j] = x[i] === y[j] ? length[i + 1][j + 1] + 1 : Math.max(length[i + 1][j], length[i][j + 1]);
    for (let i = 0, j = 0; i < x.length && j < y.length;) {
      if (x[i] === y[j]) { same[start + i] = true; i += 1; j += 1; } else if (length[i + 1][j] >= length[i][j + 1]) i += 1; else j += 1;
    }
  }
  const runs = [];
  left.forEach((text, i) => { if (runs.length && runs.at(-1).same === same[i]) runs.at(-1).text += text; else runs.push({text, same: same[i]}); });
  return runs;
}

function side(text, other) {
  if (text === null || text === undefined) return html`<span class="none">not there</span>`;
  if (other === null || other === undefined || other === text) return cell(text);
  return html`<span class="cell"><bdi class="v">${marked(text, other).map(run => run.same ? pieces(run.text) : html`<mark>${pieces(run.text)}</mark>`)}${text === '' ? html`<mark class="none">empty</mark>` : nothing}${text.length > CUT ? '…' : nothing}</bdi>${showAll(text)}
    <span class="cellacts">${copyMark(text)}${huntLink(text)}</span></span>`;
}

const ROLES = {identity: 'which thing', attribute: 'how it is', left_out: 'not compared'};

/** Both sides of a finding. */
export function compare(columns, {peers, host}) {
  const blank = c => [c.expected, c.observed].every(v => v === null || v === undefined || v === '');
  const empties = columns.filter(blank);
  columns = columns.filter(c => !blank(c));
  const solo = !columns.some(c => c.expected !== null && c.expected !== undefined) ? 'observed' : !columns.some(c => c.observed !== null && c.observed !== undefined) ? 'expected' : undefined;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Expected and observed"><table class="compare ${solo ? `only-${solo}` : ''}"><caption class="sr">Expected against observed, by column</caption>
    <thead><tr><th scope="col">Column</th><th scope="col">Expected <span class="quiet">${peers}</span></th><th scope="col">Observed <span class="quiet">${host}</span></th></tr></thead>
    <tbody>${columns.map((c, i) => html`<tr class="${c.differs ? 'differs' : ''} ${c.role}"><th scope="row">${shown(c.column, 80)} <span class="role">${c.masked ? 'masked' : ROLES[c.role]}</span>${c.differs && !solo ? html`<span class="sr">differs</span>` : nothing}</th>
      ${solo === 'observed' ? (i ? nothing : html`<td rowspan=${columns.length} class="absent"><span>No peer has this row</span></td>`) : html`<td data-side="expected">${side(c.expected, c.differs ? c.observed : undefined)}</td>`}
      ${solo === 'expected' ? (i ? nothing : html`<td rowspan=${columns.length} class="absent"><span>This row is not there</span></td>`) : html`<td data-side="observed">${side(c.observed, c.differs ? c.expected : undefined)}</td>`}</tr>`)}</tbody></table></div>${empties.length ? html`<p class="quiet">Empty: ${empties.map(c => html`<span class="pair mono">${shown(c.column, 80)}</span> `)}</p>` : nothing}`;
}
