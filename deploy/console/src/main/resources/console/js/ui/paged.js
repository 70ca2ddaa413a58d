// A list that comes in pages by cursor, as far as somebody scrolls.
import {get, resource} from '../api.js';
import {redraw} from '../draw.js';

export function paged(path, parameters, key, first = 100) {
  let next, more = false, wanted = 0;
  const self = resource(async signal => {
    const size = Math.min(500, Math.max(first, self.keepSize ? self.items.length : 0));
    const page = await get(path, {...parameters(), limit: size}, signal);
    self.items = page.items;
    self.total = page.total ?? page.items.length;
    self.page = page;
    next = page.next;
    return page;
  });
  const load = self.load;
  Object.assign(self, {
    items: [], total: 0, page: undefined,
    load: () => { self.keepSize = false; wanted = 0; return load(); },
    /** Loads again what is shown, without going back to the start. */
    refresh: async () => { self.keepSize = true; await load(); },
    /** Says that the item at this place is needed. */
    reach(index) {
      wanted = Math.max(wanted, index);
      if (!more && next && wanted >= self.items.length - 30) { more = true; queueMicrotask(fill); }
    },
  });
  async function fill() {
    try {
      while (next && wanted >= self.items.length - 30) {
        const from = next;
        const page = await get(path, {...parameters(), limit: 500, cursor: from});
        if (from !== next) continue;
        const have = new Set(self.items.map(key));
        self.items = [...self.items, ...page.items.filter(item => !have.has(key(item)))];
        next = page.next;
        redraw();
      }
      if (!next) { self.total = self.items.length; redraw(); }
    } catch { /* the next scroll asks again */ } finally { more = false; }
  }
  return self;
}
