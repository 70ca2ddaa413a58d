// Work that the server does on demand: started, watched, and what came of it.
import {html, nothing} from '../lib.js';
import {get, post, resource} from '../api.js';
import {redraw} from '../draw.js';
import {shown} from '../text.js';
import {count, many, when} from '../words.js';
import {chip, findingLines, loaded} from './parts.js';
import * as to from '../route.js';

const OVER = ['judged', 'failed', 'done'];
const VERDICTS = {accused: 'Hosts stand accused', nobody_accused: 'Judged: nobody is accused', nothing_judged: 'No data: nothing could be judged'};

/** The operations that this server has; what it lacks has no button. */
let document_;
export const offers = path => {
  document_ ??= resource(signal => get('openapi.json', {}, signal));
  if (!document_.data && !document_.busy && !document_.error) document_.load();
  return document_.data?.paths?.[path] !== undefined;
};

/** A task that is started by start(path, body) and watched until it is over. */
export function task() {
  let timer;
  const self = {
    id: undefined, busy: false, trouble: undefined, detail: undefined,
    async start(path, body) {
      if (self.busy) return;
      self.busy = true;
      self.trouble = undefined;
      redraw();
      try {
        const answer = await post(path, body);
        self.watch(answer.id ?? answer.task?.id);
      } catch (e) { self.trouble = e; }
      self.busy = false;
      redraw();
    },
    watch(id) {
      clearTimeout(timer);
      self.detail?.stop();
      self.id = id;
      const detail = self.detail = resource(signal => get(`v1/tasks/${encodeURIComponent(id)}`, {}, signal));
      const look = () => detail.load().then(() => {
        if (self.detail === detail && !OVER.includes((detail.data?.task ?? detail.data)?.state) && (!detail.error || detail.error.retry)) timer = setTimeout(look, 1000);
      });
      look();
    },
    stop() { clearTimeout(timer); self.detail?.stop(); self.detail = undefined; },
    view: () => html`${self.trouble ? html`<p class="warn" role="alert">${shown(self.trouble.message)}</p>` : nothing}${self.detail ? loaded(self.detail, progress) : nothing}`,
  };
  return self;
}

function progress(d) {
  const t = d.task ?? d, over = OVER.includes(t.state);
  return html`<div class="task" aria-live="polite"><p>${over ? t.state === 'failed' ? chip('failed', 'nodata') : chip('✓ done', 'clean') : html`<span class="spinner" aria-hidden="true"></span> ${chip(t.state)}`} ${shown(t.doing ?? '', 200)} <span class="quiet">${t.by ? html`by ${shown(t.by, 60)}, ` : nothing}started</span> ${when(t.started_at)}${t.deadline && !over ? html` <span class="quiet">until</span> ${when(t.deadline)}` : nothing}</p>
    ${t.asked && !over ? html`<progress max=${t.asked} value=${t.results ?? 0} aria-label="Hosts with an answer"></progress> ${count(t.results)} of ${many(t.asked, 'host')}` : nothing}
    ${t.why ? html`<p class="warn">${shown(t.why, 1000)}</p>` : nothing}
    ${t.verdict ? html`<p><b>${VERDICTS[t.verdict] ?? t.verdict}</b></p>` : nothing}
    ${t.not_answered?.length ? html`<details><summary>${many(t.not_answered.length, 'host')} gave no answer</summary><ul>${t.not_answered.map(n => html`<li><a class="mono" href=${to.instance(t.group, n.instance_id)}>${shown(n.instance_id, 60)}</a> ${shown(n.reason, 300)}</li>`)}</ul></details>` : nothing}
    ${over ? found(d) : nothing}</div>`;
}

/** An analysis finds; a replay is compared with what was said then. */
function found(d) {
  const of = d.result ?? d;
  if (Array.isArray(of.findings)) return findingLines(of.findings, 'Nothing was found.');
  const side = (title, list, none) => list === undefined ? nothing : html`<h3>${title} <span class="quiet">${count(Array.isArray(list) ? list.length : list)}</span></h3>${Array.isArray(list) ? findingLines(list.slice(0, 100), none) : nothing}`;
  return html`${side('New by today’s rules', of.new, 'Nothing.')}${side('Gone', of.gone, 'Nothing.')}${side('The same', of.same, 'Nothing.')}`;
}
