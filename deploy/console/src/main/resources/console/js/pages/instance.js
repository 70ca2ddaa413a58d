// One host: everything odd and everything normal about it, and what happened on it, also after it is gone.
import {html, nothing} from '../lib.js';
import {get, resource} from '../api.js';
import {listen} from '../live.js';
import {plain, shown} from '../text.js';
import {many, when, utc} from '../words.js';
import {loaded, severity, chip, groupLink, findingLines, copyButton, linked, noData} from '../ui/parts.js';
import {offers} from '../ui/task.js';
import {refine} from '../route.js';
import {timeline} from '../ui/timeline.js';
import * as to from '../route.js';

const STATES = {judged: ['clean', 'judged'], partly: ['low', 'judged in part'], silent: ['nodata', 'silent: stopped answering'], gone: ['nodata', 'gone: no newest evaluation has it']};

export function open(at) {
  const {group, instance} = at.params;
  const detail = resource(signal => get('v1/instance', {group, instance}, signal));
  const quiet = listen(events => { if (events.some(e => e.type === 'reset' || (e.data.group === group && ['finding', 'evaluation'].includes(e.type)))) detail.load(); });
  const form = {at: at.params.at, query: at.params.query, opened: new Date().toISOString()};
  const answers = resource(signal => get('v1/instance/answers', {group, instance, query: form.query, at: form.at}, signal));
  const look = () => { refine({at: form.at, query: form.query}); answers.load(); };
  if (form.at || form.query) answers.load();
  detail.load();
  return {
    close: () => { detail.stop(); answers.stop(); quiet(); },
    view: () => html`<nav class="crumbs" aria-label="Where this is"><a href="#/groups">Groups</a> › ${groupLink(group)}</nav><h1 tabindex="-1" class="mono">${shown(instance, 80)}</h1>${loaded(detail, d => page(d, offers('/v1/instance/answers', 'get') ? ranThen(d, answers, form, look) : nothing))}`,
  };
}

function page(d, ran) {
  const s = d.summary, [kind, words] = STATES[s.state] ?? STATES.gone;
  const facts = [['Host name', s.hostname], ['Address', s.private_ip], ['Zone', s.az], ['Image', s.ami], ['Launch version', s.launch_version], ['Type', s.instance_type]].filter(([, value]) => value);
  return html`<p class="chips">${chip(words, s.state === 'judged' && d.findings.length ? '' : kind)}${s.worst ? severity(s.worst) : nothing}${s.score ? chip(`score ${s.score.toFixed(1)}`) : nothing} <span class="quiet">last judged</span> ${when(s.last_judged_at)}</p>
    <dl class="facts">${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd class="mono">${shown(value, 120)}</dd></div>`)}</dl>
    <section><h2>Odd on it <span class="quiet">${many(d.findings.length, 'open finding')}${s.since ? html`, since ${when(s.since)}` : nothing}</span></h2>${findingLines(d.findings, s.state === 'judged' ? 'Nothing: in all queries it is like its peers.' : 'Nothing that could be judged.')}</section>
    <section><h2>Every query</h2><ul class="querylist">${[...d.queries].sort((a, b) => rank(b) - rank(a)).map(q => html`<li class=${q.state}><a class="mono" href=${to.link('stack', {group: s.group, query: q.query})}>${shown(q.query, 60)}</a> ${q.state === 'judged' ? html`<span class="chip clean">✓ like its peers</span>` : q.state === 'absent' ? html`<span class="chip nodata">⊘ not judged</span>` : q.state === 'unknown' ? html`<span class="chip nodata">? nothing is known</span>` : severity(q.state)}${q.reason ? html` <span class="quiet">${shown(q.reason, 200)}</span>` : nothing}</li>`)}</ul></section>
    ${ran}
    <div class="cols"><section><h2>What happened on it</h2>${timeline(d.history)}</section>
    <section><h2>Closed before</h2>${findingLines(d.closed, 'Nothing was closed on it that is still known.')}</section></div>
    <p>${copyButton(s.instance_id, 'Copy instance id')} ${s.hostname ? copyButton(s.hostname, 'Copy host name') : nothing} <a href=${to.link('queue', {host: s.instance_id, state: 'all'})}>All its findings in the queue</a></p>`;
}

/** What it answered last before a time, also after it is gone. */
function ranThen(d, answers, form, look) {
  return html`<section><h2>What it ran then</h2><form class="filters" @submit=${event => { event.preventDefault(); const {at, query} = event.target; Object.assign(form, {at: at.value ? `${at.value}:00Z` : undefined, query: query.value || undefined}); look(); }}>
    <label>Before (UTC)<input type="datetime-local" name="at" .value=${(form.at ?? form.opened).slice(0, 16)}></label>
    <label>Query<select name="query"><option value="">all</option>${d.queries.map(q => html`<option value=${q.query} ?selected=${q.query === form.query}>${plain(q.query)}</option>`)}</select></label><button>Show</button></form>
    ${answers.data || answers.busy || answers.error ? loaded(answers, a => html`${a.complete ? nothing : html`<div class="warn">Not everything could be read: ${shown(a.why ?? '', 200)}</div>`}${a.items.length ? a.items.map(ran) : noData('No answer of that time is kept', html`Read from ${utc(a.since)} to ${utc(a.at)}.`)}`) : nothing}</section>`;
}

const ran = a => html`<details ?open=${a.rows.length <= 20}><summary><span class="mono">${shown(a.query, 60)}</span> <span class="quiet">${a.coverage === 'ok' ? many(a.rows_total, 'row') : html`${shown(a.coverage, 40)}${a.error ? html`: ${shown(a.error, 200)}` : nothing}`} · answered</span> ${when(a.collected_at)}</summary>
  <ul class="plain mono rows">${a.rows.slice(0, 300).map(row => html`<li>${linked(row)}</li>`)}</ul>${a.rows_total > Math.min(300, a.rows.length) ? html`<p class="quiet">the first ${Math.min(300, a.rows.length)}</p>` : nothing}<p>${copyButton(JSON.stringify(a.rows), 'Copy JSON')}</p></details>`;

const rank = q => ['judged', 'unknown', 'absent', 'informational', 'low', 'medium', 'high', 'critical'].indexOf(q.state);
