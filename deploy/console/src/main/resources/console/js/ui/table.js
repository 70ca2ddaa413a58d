// Long tables: a line for each thing where there is room, a card for each on a phone. Only what is near the window is in the document.
import {html, css, nothing} from '../lib.js';
import {virtual} from './virtual.js';

/** columns: [{title, width, num, sr}], the first names the thing. */
export function table(label, columns, {phone = 150, guess = 52} = {}) {
  const lines = virtual({guess: () => (innerWidth < 700 ? phone : guess), role: 'rowgroup'});
  const cell = (content, i) => html`<div role=${i ? 'cell' : 'rowheader'} class="tcell ${columns[i].num ? 'num' : ''}" data-label=${columns[i].sr ? nothing : columns[i].title}>${content}</div>`;
  return {
    stop: lines.stop,
    reset: lines.reset,
    /** list: of paged(); cells(item): the contents of its cells, or undefined. */
    view: (list, key, cells, classOf = () => '') => html`<div class="btable" role="table" aria-label=${label} aria-rowcount=${list.total + 1} ${css({'--cols': columns.map(c => c.width).join(' ')})}>
      <div role="rowgroup"><div class="trow thead" role="row">${columns.map(c => html`<div role="columnheader" class="tcell ${c.num ? 'num' : ''}">${c.sr ? html`<span class="sr">${c.title}</span>` : c.title}</div>`)}</div></div>
      ${lines.view(list.total, i => {
        list.reach(i);
        const item = list.items[i];
        return item ? html`<div class="trow ${classOf(item)}" role="presentation">${cells(item, i).map(cell)}</div>` : html`<div class="trow" role="presentation"><div role="cell" class="tcell quiet">Loading …</div></div>`;
      }, i => (list.items[i] ? key(list.items[i], i) : i))}</div>`,
  };
}
