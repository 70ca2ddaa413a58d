// Long tables: a line for each thing where there is room, a card for each on a phone. Only what is near the window is in the document.
import {html, css, nothing} from '../lib.js';
import {virtual} from './virtual.js';

const cells = (columns, contents) => contents.map((content, i) => html`<div role=${i ? 'cell' : 'rowheader'} class="tcell ${columns[i].num ? 'num' : ''}" data-label=${columns[i].sr ? nothing : columns[i].title}>${content}</div>`);
const frame = (label, columns, total, body) => html`<div class="btable" role="table" aria-label=${label} aria-rowcount=${total + 1} ${css({'--cols': columns.map(c => c.width).join(' ')})}>
  <div role="rowgroup"><div class="trow thead" role="row">${columns.map(c => html`<div role="columnheader" class="tcell ${c.num ? 'num' : ''}">${c.sr ? html`<span class="sr">${c.title}</span>` : c.title}</div>`)}</div></div>
  ${body}</div>`;

/** A few lines: each an array of what stands in its cells. */
export const shortTable = (label, columns, rows) => frame(label, columns, rows.length, html`<div role="rowgroup">${rows.map(row => html`<div class="trow" role="row">${cells(columns, row)}</div>`)}</div>`);

/** columns: [{title, width, num, sr}], the first names the thing. */
export function table(label, columns, {phone = 150, guess = 52} = {}) {
  const lines = virtual({guess: () => (innerWidth < 700 ? phone : guess), role: 'rowgroup'});
  return {
    stop: lines.stop,
    reset: lines.reset,
    /** list: of paged(); cells(item): the contents of its cells, or undefined. */
    view: (list, key, contents, classOf = () => '') => frame(label, columns, list.total, lines.view(list.total, i => {
      list.reach?.(i);
      const item = list.items[i];
      return item ? html`<div class="trow ${classOf(item)}" role="presentation">${cells(columns, contents(item, i))}</div>` : html`<div class="trow" role="presentation"><div role="cell" class="tcell quiet">Loading …</div></div>`;
    }, i => (list.items[i] ? key(list.items[i], i) : i))),
  };
}
