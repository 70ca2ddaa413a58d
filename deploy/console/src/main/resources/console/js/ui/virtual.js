// Lists of ten thousand: only the rows near the window are in the document. The page scrolls, not a box in it.
import {html, css, repeat, nothing} from '../lib.js';
import {redraw} from '../draw.js';

let id = 0;

/** A window on a long list; height(): how high a row is, in pixels. */
export function virtual({height, overscan = 8, role = 'list'}) {
  const self = {id: `virtual-${id += 1}`, from: 0, to: 40, total: 0};
  const measure = () => {
    const box = document.getElementById(self.id)?.getBoundingClientRect();
    if (!box) return;
    const from = Math.max(0, Math.floor(-box.top / height()) - overscan);
    const to = Math.ceil((innerHeight - box.top) / height()) + overscan;
    if (from !== self.from || to !== self.to) { self.from = from; self.to = to; redraw(); }
  };
  addEventListener('scroll', measure, {passive: true});
  addEventListener('resize', measure);
  self.stop = () => { removeEventListener('scroll', measure); removeEventListener('resize', measure); };
  self.measure = measure;
  /** Scrolls so that a row is in the window, below what sticks to its top. */
  self.reveal = index => {
    const box = document.getElementById(self.id)?.getBoundingClientRect();
    if (!box) return;
    const top = box.top + index * height(), margin = 130;
    if (top < margin) scrollBy({top: top - margin});
    else if (top + height() > innerHeight - 12) scrollBy({top: top + height() - innerHeight + 12});
  };
  /** The rows: row(index) draws one, key(index) names it, keep is drawn even when far away (it has the focus). */
  self.view = (total, row, key, keep = -1) => {
    self.total = total;
    const indexes = [];
    for (let i = Math.min(self.from, Math.max(0, total - 1)); i < Math.min(self.to, total); i += 1) indexes.push(i);
    if (keep >= 0 && keep < total && !indexes.includes(keep)) indexes.push(keep);
    const h = height();
    return html`<div class="virtual" id=${self.id} role=${role} ${css({height: `${total * h}px`})}>${repeat(indexes, key, i => html`
      <div class="vrow" role=${role === 'list' ? 'listitem' : 'row'} aria-setsize=${role === 'list' ? total : nothing} aria-posinset=${role === 'list' ? i + 1 : nothing} aria-rowindex=${role === 'list' ? nothing : i + 2}
        ${css({transform: `translateY(${i * h}px)`, height: `${h}px`})}>${row(i)}</div>`)}</div>`;
  };
  return self;
}
