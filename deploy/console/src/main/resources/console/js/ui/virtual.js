// Lists of ten thousand: only the rows near the window are in the document. The page scrolls, not a box in it. Rows are as high as what stands in them.
import {html, css, repeat, nothing, directive, Directive, noChange} from '../lib.js';
import {redraw} from '../draw.js';

let id = 0;

/** Tells when a row has another height, before it is painted. */
const heights = new ResizeObserver(entries => {
  const of = new Map();
  for (const {target} of entries) {
    if (!target.isConnected) { heights.unobserve(target); continue; }
    of.set(target.list, [...(of.get(target.list) ?? []), [target.index, target.offsetHeight]]);
  }
  of.forEach((rows, list) => list.grew(rows));
});
const watched = directive(class extends Directive {
  render() { return noChange; }
  update({element}, [list, index]) {
    if (!element.list) { element.list = list; element.index = index; heights.observe(element); }
    // What was measured for another place of the list counts for this one now.
    if (element.index !== index) { element.index = index; heights.unobserve(element); heights.observe(element); }
    return noChange;
  }
});

/** A window on a long list; guess(): how high a row may be, until it was seen; fixed: all are as high as that. */
export function virtual({guess, overscan = 500, role = 'list', fixed = false}) {
  const self = {id: `virtual-${id += 1}`, from: 0, to: 40};
  let known = [], tops = new Float64Array(1), total = 0, stale = true, wide = innerWidth;
  const sums = () => {
    if (!stale && tops.length === total + 1) return;
    tops = new Float64Array(total + 1);
    const h = guess();
    for (let i = 0; i < total; i += 1) tops[i + 1] = tops[i] + (known[i] ?? h);
    stale = false;
  };
  const at = y => {
    let low = 0, high = total;
    while (low < high) { const mid = (low + high + 1) >> 1; if (tops[mid] <= y) low = mid; else high = mid - 1; }
    return Math.min(low, Math.max(0, total - 1));
  };
  const measure = () => {
    const box = document.getElementById(self.id)?.getBoundingClientRect();
    if (!box) return;
    if (wide !== innerWidth) { wide = innerWidth; self.reset(); }
    sums();
    // A row more or less is not worth a drawing while there is room.
    const last = Math.min(self.to, total);
    if (tops[Math.min(self.from, total)] <= Math.max(0, -box.top - 200) && tops[last] >= Math.min(tops[total], innerHeight - box.top + 200) && last - self.from < 120) return;
    self.from = at(-box.top - overscan);
    self.to = at(innerHeight - box.top + overscan) + 1;
    redraw();
  };
  addEventListener('scroll', measure, {passive: true});
  addEventListener('resize', measure);
  Object.assign(self, {
    measure,
    stop: () => { removeEventListener('scroll', measure); removeEventListener('resize', measure); },
    /** Another list, or another width: nothing measured counts any more. */
    reset: () => { known = []; stale = true; },
    /** Rows turned out to be so high; what is above the window may not push what is read. */
    grew(rows) {
      if (fixed) return;
      const box = document.getElementById(self.id)?.getBoundingClientRect();
      let above = 0, changed = false;
      for (const [index, height] of rows) {
        const before = known[index] ?? guess();
        if (!height || Math.abs(before - height) < 0.5) { known[index] ??= height || undefined; continue; }
        if (box && box.top + tops[index] + before <= 60) above += height - before;
        known[index] = height;
        changed = true;
      }
      if (!changed) return;
      stale = true;
      redraw();
      measure();
      if (Math.abs(above) >= 1) queueMicrotask(() => scrollBy(0, above));
    },
    /** Scrolls so that a row is in the window, below what sticks to its top. */
    reveal(index) {
      const box = document.getElementById(self.id)?.getBoundingClientRect();
      if (!box) return;
      sums();
      const top = box.top + tops[index], end = box.top + tops[Math.min(total, index + 1)], margin = 130;
      if (top < margin) scrollBy({top: top - margin});
      else if (end > innerHeight - 12) scrollBy({top: end - innerHeight + 12});
    },
    /** The rows: row(index) draws one, key(index) names it, keep is drawn even when far away (it has the focus). */
    view(all, row, key, keep = -1) {
      if (total !== all) { total = all; stale = true; }
      sums();
      const indexes = [];
      for (let i = Math.max(0, Math.min(self.from, total - 40)); i < Math.min(self.to, total); i += 1) indexes.push(i);
      if (keep >= 0 && keep < total && !indexes.includes(keep)) indexes.push(keep);
      const list = role === 'list';
      return html`<div class="virtual" id=${self.id} role=${role} ${css({height: `${tops[total]}px`})}>${repeat(indexes, key, i => html`
        <div class="vrow" role=${list ? 'listitem' : 'row'} aria-setsize=${list ? total : nothing} aria-posinset=${list ? i + 1 : nothing} aria-rowindex=${list ? nothing : i + 2}
          ${css({transform: `translateY(${tops[i]}px)`, height: fixed ? `${guess()}px` : ''})} ${watched(self, i)}>${row(i)}</div>`)}</div>`;
    },
  });
  return self;
}
