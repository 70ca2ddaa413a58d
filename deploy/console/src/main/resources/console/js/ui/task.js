// Work that the server does on demand: started, watched, and what came of it.
import {html, nothing} from '../lib.js';
import {get, post, resource, send} from '../api.js';
import {redraw} from '../draw.js';
import {shown} from '../text.js';
import {count, many, when} from '../words.js';
import {chip, findingLines, loaded} from './parts.js';
import * as to from '../route.js';

const OVER = ['judged', 'failed', 'cancelled'];
const VERDICTS = {accused: 'Hosts stand accused', nobody_accused: 'Judged: nobody is accused', nothing_judged: 'No data: nothing could be judged'};

/** The operations that this server has; what it lacks has no button. */
let document_;
export const offers = (path, method = 'post') => {
  document_ ??= resource(signal => get('openapi.json', {}, signal));
  if (!document_.data && !document_.busy && !document_.error) document_.load();
  return document_.data?.paths?.[path]?.[method] !== undefined;
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
    end() { send('DELETE', `v1/tasks/${encodeURIComponent(self.id)}`).catch(e => { self.trouble = e; redraw(); }); },
    stop() { clearTimeout(timer); self.detail?.stop(); self.detail = undefined; },
    view: () => html`${self.trouble ? html`<p class="warn" role="alert">${shown(self.trouble.message)}</p>` : nothing}${self.detail ? loaded(self.detail, d => progress(d, self)) : nothing}`,
  };
  return self;
}

function progress(d, self) {
  const t = d.task ?? d, over = OVER.includes(t.state);
  return html`<div class="task" aria-live="polite"><p>${over ? t.state !== 'judged' ? chip(t.state, 'nodata') : chip('✓ done', 'clean') : html`<span class="spinner" aria-hidden="true"></span> ${chip(t.state)}`} ${over ? nothing : shown(t.doing ?? '', 200)} <span class="quiet">${t.by ? html`by ${shown(t.by, 60)}, ` : nothing}started</span> ${when(t.started_at)}${t.deadline && !over ? html` <span class="quiet">until</span> ${when(t.deadline)}` : nothing}${!over && offers('/v1/tasks/{id}', 'delete') ? html` <button type="button" class="small" @click=${() => self.end()}>End it</button>` : nothing}</p>
    ${t.asked && !over ? html`<progress max=${t.asked} value=${t.results ?? 0} aria-label="Hosts with an answer"></progress> ${count(t.results)} of ${many(t.asked, 'host')}` : nothing}
    ${t.why ? html`<p class="warn">${shown(t.why, 1000)}</p>` : nothing}
    ${t.verdict ? html`<p><b>${VERDICTS[t.verdict] ?? t.verdict}</b></p>` : nothing}
    ${t.not_answered?.length ? html`<details><summary>${many(t.not_answered.length, 'host')} gave no answer</summary><ul>${t.not_answered.map(n => html`<li><a class="mono" href=${to.instance(t.group, n.instance_id)}>${shown(n.instance_id, 60)}</a> ${shown(n.reason, 300)}</li>`)}</ul></details>` : nothing}
    ${t.state === 'judged' ? found(d) : nothing}</div>`;
}

/** An analysis finds; a replay is held beside what stood at the end of its window. */
function found({findings, comparison: c}) {
  if (!c) return findingLines(findings, 'Nothing was found.');
  return html`<h3>New <span class="quiet">${count(c.new.length)} that today’s rules find and were not open then</span></h3>${findingLines(c.new.slice(0, 100), 'Nothing.', false)}
    <h3>Gone <span class="quiet">${count(c.gone.length)} that were open then and today’s rules do not find</span></h3>${findingLines(c.gone.slice(0, 100), 'Nothing.')}
    <p><b>${count(c.same)}</b> the same</p>`;
}
