// Server-sent events, one stream for the page. Whoever listens is told at most every 300 ms.
import {address} from './api.js';
import {redraw} from './draw.js';

const TYPES = ['finding', 'evaluation', 'exception', 'triage', 'audit', 'ready', 'reset'];
const listeners = new Set();
let source, waiting = [], timer;
export const live = {state: 'connecting', at: undefined};

function flush() {
  timer = undefined;
  const events = waiting;
  waiting = [];
  listeners.forEach(listener => listener(events));
}

function take(type, event) {
  let data = {};
  try { data = JSON.parse(event.data || '{}'); } catch { /* a heartbeat */ }
  live.at = new Date().toISOString();
  if (waiting.length < 1000) waiting.push({type, data});
  timer ??= setTimeout(flush, 300);
}

/** Opens the stream; the browser reconnects by itself, and after a refusal this does. A page that nobody sees has none: a browser opens six connections to a server, for all its tabs. */
export function connect() {
  source?.close();
  source = undefined;
  if (document.visibilityState === 'hidden') return;
  source = new EventSource(address('v1/events'));
  source.onopen = () => { live.state = 'live'; redraw(); };
  source.onerror = () => {
    if (!source) return;
    live.state = source.readyState === EventSource.CLOSED ? 'lost' : 'connecting';
    if (live.state === 'lost') setTimeout(connect, 5000);
    redraw();
  };
  for (const type of TYPES) source.addEventListener(type, event => take(type, event));
}

addEventListener('pagehide', () => { source?.close(); source = undefined; });
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'hidden') {
    source?.close();
    source = undefined;
  } else if (!source) {
    connect();
    take('reset', {});
  }
});

/** Calls back with [{type, data}] until the returned function is called. */
export function listen(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
