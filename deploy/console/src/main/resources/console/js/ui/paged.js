// A list that comes in pages by cursor, as far as somebody scrolls.
import {get, resource} from '../api.js';
import {redraw} from '../draw.js';

export function paged(path, parameters, key, first = 100) {
  let next, more = false, wanted = 0, fresh = 0, again, last = 0;
  /** What comes stands from here on; what was there behind it stays until it comes anew. */
  const put = (from, items) => {
    const have = new Set(self.items.slice(0, from).map(key));
    const added = items.filter(item => !have.has(key(item)));
    added.forEach(item => have.add(key(item)));
    self.items = [...self.items.slice(0, from), ...added, ...self.items.slice(from).filter(item => !have.has(key(item)))];
    fresh = from + added.length;
    if (!next) self.items.length = fresh;
  };
  const self = resource(async signal => {
    const page = await get(path, {...parameters(), limit: self.keep ? Math.min(500, Math.max(first, self.items.length)) : first}, signal);
    next = page.next;
    if (!self.keep) self.items = [];
    put(0, page.items);
    wanted = 0;
    last = Date.now();
    self.total = page.total ?? page.items.length;
    self.page = page;
    return page;
  });
  const {load, stop} = self;
  Object.assign(self, {
    items: [], total: 0, page: undefined, keep: false,
    load: () => { self.keep = false; return load(); },
    stop: () => { clearTimeout(again); stop(); },
    /** Loads again what is shown, without going back to the start; far down a long list, where that is much, not at each event. */
    refresh: () => {
      clearTimeout(again);
      const wait = last + (wanted > 500 ? 5000 : 0) - Date.now();
      if (wait > 0) { again = setTimeout(self.refresh, wait); return Promise.resolve(); }
      self.keep = true;
      return load();
    },
    /** Says that the item at this place is needed. */
    reach(index) {
      wanted = Math.max(wanted, index);
      if (!more && next && wanted >= fresh - 30) { more = true; queueMicrotask(fill); }
    },
  });
  async function fill() {
    try {
      while (next && wanted >= fresh - 30) {
        const from = next, at = fresh;
        const page = await get(path, {...parameters(), limit: 500, cursor: from});
        if (from !== next) continue;
        next = page.next;
        put(at, page.items);
        redraw();
      }
      if (!next) { self.total = self.items.length; redraw(); }
    } catch { /* the next scroll asks again */ } finally { more = false; }
  }
  return self;
}
