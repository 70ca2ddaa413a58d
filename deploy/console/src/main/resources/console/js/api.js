// The HTTP API: answers, problems as RFC 9457 has them, what loads, and what is live.
import {redraw} from './draw.js';

const BASE = new URL('../', import.meta.url);
export const address = path => new URL(path.replace(/^\//, ''), BASE);

/** An answer that is none: what went wrong, in the server's words. */
export class Problem extends Error {
  constructor(status, body, retry) {
    super(body?.detail ?? body?.title ?? `The console answered ${status}.`);
    this.status = status;
    this.body = body ?? {};
    this.retry = retry;
    this.name = String(body?.type ?? '').split(':').pop();
  }
}

async function ask(path, options = {}) {
  let answer;
  try {
    answer = await fetch(address(path), {credentials: 'same-origin', ...options});
  } catch (e) {
    if (e.name === 'AbortError') throw e;
    throw new Problem(0, {type: 'urn:diffy:problem:unreachable', title: 'No answer', detail: 'The console does not answer. It may have been stopped, or the network is down. This page asks again by itself.'}, 3);
  }
  const text = answer.status === 204 ? '' : await answer.text();
  let body;
  try { body = text ? JSON.parse(text) : undefined; } catch { body = {detail: text.slice(0, 300)}; }
  if (!answer.ok) {
    const retry = Number(answer.headers.get('Retry-After')) || (answer.status === 503 ? 2 : undefined);
    const problem = new Problem(answer.status, body, retry);
    if (answer.status === 401) dispatchEvent(new CustomEvent('diffy:unauthorized', {detail: problem}));
    throw problem;
  }
  return body;
}

export function get(path, parameters = {}, signal) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined && value !== null && value !== '') query.set(name, value);
  return ask(`${path}${query.size ? `?${query}` : ''}`, {signal});
}

export const send = (method, path, body) => ask(path, {method, headers: {'X-Diffy': '1', ...(body ? {'Content-Type': 'application/json'} : {})}, ...(body ? {body: JSON.stringify(body)} : {})});
export const post = (path, body) => send('POST', path, body);

/** Writes about many findings: the server takes 500 at once. Each part's answer, in order. */
export async function inParts(path, list, body, name = 'uids') {
  const answers = [];
  for (let i = 0; i < list.length; i += 500) answers.push(await post(path, {...body, [name]: list.slice(i, i + 500)}));
  return answers;
}

/** Something that is loaded, loads again while the console is not ready, and is drawn in each state. */
export function resource(fetcher) {
  let timer, controller;
  const self = {
    data: undefined, error: undefined, busy: false,
    async load() {
      clearTimeout(timer);
      controller?.abort();
      const mine = controller = new AbortController();
      self.busy = true;
      redraw();
      try {
        self.data = await fetcher(mine.signal);
        self.error = undefined;
      } catch (e) {
        if (mine !== controller || e.name === 'AbortError') return;
        self.error = e;
        if (e.retry) timer = setTimeout(self.load, e.retry * 1000);
      }
      if (mine !== controller) return;
      self.busy = false;
      redraw();
    },
    stop() { clearTimeout(timer); controller?.abort(); controller = undefined; },
  };
  return self;
}
