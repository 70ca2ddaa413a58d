// The heat map: one line for each host, one cell for each query. A cell says by letter and colour; the page holds only the lines near the window.
import {html, nothing, css} from '../lib.js';
import {shown, brief} from '../text.js';
import {count} from '../words.js';
import {virtual} from './virtual.js';
import * as to from '../route.js';

const LETTERS = {critical: 'C', high: 'H', medium: 'M', low: 'L', informational: 'I', judged: '', absent: '⊘', unknown: ''};
const RANKS = ['critical', 'high', 'medium', 'low', 'informational'];
const WORDS = {judged: 'like its peers', absent: 'not judged', unknown: 'nothing is known'};

function walk(event) {
  const step = {ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1]}[event.key];
  const at = document.activeElement;
  if (!step || !at?.dataset.c) return;
  const next = event.currentTarget.querySelector(`[data-r="${+at.dataset.r + step[1]}"][data-c="${+at.dataset.c + step[0]}"]`);
  event.preventDefault();
  event.stopPropagation();
  next?.focus();
}

/** Columns in which somebody is odd stand left; the others keep their order. */
function oddFirst(queries, items) {
  const worst = queries.map((_, q) => Math.max(0, ...items.slice(0, 200).map(item => 6 - (RANKS.indexOf(item.cells[q]) + 1 || 6))));
  return queries.map((_, q) => q).sort((a, b) => worst[b] - worst[a] || a - b);
}

export function heat(matrix, group) {
  const lines = virtual({guess: () => 26, role: 'rowgroup', fixed: true});
  const line = (item, index, queries, order) => item ? html`<div class="heatline" role="presentation">
      <span class="heathost" role="rowheader"><a href=${to.instance(group, item.instance_id)} data-r=${index} data-c="0" tabindex=${index ? -1 : 0} title=${brief(`${item.hostname ?? ''} ${item.cohort ?? ''}`, 160)}>${shown(item.instance_id, 40)}</a>${item.state === 'silent' ? html`<span class="chip nodata">silent</span>` : nothing}<span class="num quiet">${item.score ? item.score.toFixed(1) : ''}</span></span>
      ${order.map((q, at) => [item.cells[q], q, at]).map(([state, q, at]) => html`<span class="heatcell" role="cell">${LETTERS[state]?.length && state !== 'absent'
        ? html`<a class="cellbox ${state}" data-r=${index} data-c=${at + 1} tabindex="-1" href=${to.link('queue', {group, query: queries[q], host: item.instance_id})} aria-label="${queries[q]}: ${state}" title="${queries[q]}: ${state}">${LETTERS[state]}</a>`
        : html`<span class="cellbox ${state}" title="${queries[q]}: ${WORDS[state]}"><span aria-hidden="true">${LETTERS[state]}</span><span class="sr">${WORDS[state]}</span></span>`}</span>`)}</div>` : html`<div class="heatline quiet">Loading …</div>`;
  return {
    stop: lines.stop,
    view() {
      const queries = matrix.page?.queries ?? [];
      const order = oddFirst(queries, matrix.items);
      if (!matrix.total) return html`<p class="state-box empty">No host of this group is known.</p>`;
      return html`<p class="legend">${['critical', 'high', 'medium', 'low', 'informational'].map(s => html`<span><i class="cellbox ${s}" aria-hidden="true">${LETTERS[s]}</i>${s}</span>`)}<span><i class="cellbox judged"></i>like its peers</span><span><i class="cellbox absent" aria-hidden="true">⊘</i>not judged</span><span><i class="cellbox unknown"></i>nothing is known</span></p>
        <div class="heat scroll" role="table" aria-label="Hosts by queries, odd hosts first" aria-rowcount=${matrix.total + 1} aria-colcount=${queries.length + 1} @keydown=${walk} ${css({'--queries': queries.length})}>
        <div role="rowgroup"><div class="heatline heads" role="row"><span class="heathost" role="columnheader">${count(matrix.total)} hosts</span>${order.map(i => queries[i]).map(q => html`<span class="heathead" role="columnheader"><a href=${to.link('stack', {group, query: q})}>${shown(q, 40)}</a></span>`)}</div></div>
        ${lines.view(matrix.total, i => { matrix.reach(i); return line(matrix.items[i], i, queries, order); }, i => matrix.items[i]?.instance_id ?? i)}</div>`;
    },
  };
}
