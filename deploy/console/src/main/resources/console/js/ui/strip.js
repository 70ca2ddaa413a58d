// Each host a cell. One tab stop: the arrows walk over it.
import {html, nothing} from '../lib.js';
import {brief} from '../text.js';
import {count, many} from '../words.js';
import * as to from '../route.js';

const WORDS = {odd: 'odd', like_peers: 'like its peers', absent: 'not judged'};
const MOST = 1500;

function walk(event) {
  const step = {ArrowRight: 1, ArrowLeft: -1, ArrowDown: 1, ArrowUp: -1}[event.key];
  const cells = [...event.currentTarget.querySelectorAll('a')];
  const at = cells.indexOf(document.activeElement);
  const next = event.key === 'Home' ? 0 : event.key === 'End' ? cells.length - 1 : step ? at + step : -1;
  if (!cells[next]) return;
  event.preventDefault();
  event.stopPropagation();
  cells[next].focus();
}

export function strip(cells, group, names = new Map()) {
  const tally = {odd: 0, like_peers: 0, absent: 0};
  cells.forEach(cell => { tally[cell.state] += 1; });
  const sorted = [...cells].sort((a, b) => (b.state === 'odd') - (a.state === 'odd') || (a.state === 'absent') - (b.state === 'absent'));
  return html`<div class="strip" role="group" aria-label="${many(tally.odd, 'host')} odd, ${count(tally.like_peers)} like their peers, ${count(tally.absent)} not judged. Arrows walk over the hosts." @keydown=${walk}>
    ${sorted.slice(0, MOST).map((cell, i) => html`<a class=${cell.state} href=${to.instance(group, cell.instance_id)} tabindex=${i ? -1 : 0} title="${brief(names.get(cell.instance_id) ?? '', 40)} ${brief(cell.instance_id, 60)}: ${WORDS[cell.state]}" aria-label="${brief(cell.instance_id, 60)}: ${WORDS[cell.state]}"></a>`)}</div>
    <p class="legend"><span><i class="odd"></i>${count(tally.odd)} odd</span><span><i class="like_peers"></i>${count(tally.like_peers)} like their peers</span>${tally.absent ? html`<span><i class="absent"></i>${count(tally.absent)} not judged</span>` : nothing}${cells.length > MOST ? html`<span>${count(cells.length - MOST)} more are not drawn</span>` : nothing}</p>`;
}
