// Addresses: #/page?name=value. Every state of every page is a link; the server never sees what stands behind #.
import {compact} from './words.js';
import {cut} from './text.js';

export function here() {
  const [path, query = ''] = location.hash.replace(/^#\/?/, '').split('?');
  const [page, ...rest] = path.split('/').map(part => { try { return decodeURIComponent(part); } catch { return part; } });
  return {page: page || 'now', id: rest.join('/'), params: Object.fromEntries(new URLSearchParams(query))};
}

export function link(page, params = {}, id) {
  const query = new URLSearchParams(compact(params)).toString();
  return `#/${page}${id ? `/${encodeURIComponent(id)}` : ''}${query ? `?${query}` : ''}`;
}

/** Changes parameters of this page without leaving a trail of every key in the history. */
export function refine(changes) {
  const at = here();
  history.replaceState(null, '', link(at.page, {...at.params, ...changes}, at.id));
  dispatchEvent(new Event('diffy:refined'));
}

export const finding = uid => link('finding', {}, uid);
export const group = key => link('group', {group: key});
export const instance = (key, id) => link('instance', {group: key, instance: id});
/** Where else a value is: of a long one its beginning, of a single character only what is nothing else. */
export const hunt = value => link('hunt', {value: cut(value, 1000), match: value.length === 1 ? 'exact' : undefined});
