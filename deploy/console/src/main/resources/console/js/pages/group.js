// One group: instances × queries, odd ones first; what is covered, what a deploy explains, how it went over time.
import {html, nothing} from '../lib.js';
import {get, resource} from '../api.js';
import {listen} from '../live.js';
import {shown, brief} from '../text.js';
import {count, many, when, utc, groupName, SEVERITIES} from '../words.js';
import {loaded, severity, findingLines, linked, share, chip} from '../ui/parts.js';
import {shortTable} from '../ui/table.js';
import {cohortBands, findingBands} from '../ui/bands.js';
import {offers, task} from '../ui/task.js';
import {mayWrite} from '../me.js';
import {heat} from '../ui/heat.js';
import {chart} from '../ui/chart.js';
import {paged} from '../ui/paged.js';
import {setAside} from './now.js';
import * as to from '../route.js';

export function open(at) {
  const key = at.params.group;
  const detail = resource(signal => get('v1/group', {group: key}, signal));
  const matrix = paged('v1/group/matrix', () => ({group: key}), item => item.instance_id, 500);
  const history = resource(signal => get('v1/evaluations', {group: key, limit: 500}, signal));
  const deploys = resource(signal => get('v1/findings', {group: key, kind: 'drift,coverage', state: 'all', limit: 60, sort: 'recent'}, signal));
  const asked = resource(signal => get('v1/tasks', {group: key, limit: 20}, signal));
  const ran = resource(signal => get('v1/group/deploys', {group: key}, signal));
  const analysis = task();
  const map = heat(matrix, key);
  const load = () => { detail.load(); matrix.refresh(); history.load(); deploys.load(); };
  const quiet = listen(events => { if (events.some(e => e.type === 'reset' || (e.data.group === key && ['finding', 'evaluation'].includes(e.type)))) load(); });
  detail.load(); matrix.load(); history.load(); deploys.load(); asked.load();
  return {
    close: () => { detail.stop(); matrix.stop(); history.stop(); deploys.stop(); ran.stop(); asked.stop(); analysis.stop(); quiet(); map.stop(); },
    view: () => html`<nav class="crumbs" aria-label="Where this is"><a href="#/groups">Groups</a></nav><h1 tabindex="-1">${shown(groupName(key), 120)}</h1>
      ${loaded(detail, d => html`${summary(d.summary)}
        <section><h2>Hosts × queries <span class="quiet">odd hosts first</span></h2>${loaded(matrix, () => map.view())}</section>
        ${d.drift?.length ? html`<section><h2>What a deploy explains</h2><p class="quiet">What separates hosts along image, launch version or type. It hides nothing.</p>${findingLines(d.drift)}</section>` : nothing}
        ${cohorts(d.cohorts)}
        <section><h2>Over time</h2>${history.data ? overTime(history.data.items, detail.data) : html`<p class="quiet">Loading …</p>`}
          <h3>Deploys and gaps</h3>${deploys.data && history.data ? findingBands(deploys.data.items, history.data.items.map(e => e.evaluated_at)) : html`<p class="quiet">Loading …</p>`}
          ${offers('/v1/group/deploys', 'get') ? html`<details @toggle=${event => { if (event.target.open && !ran.data) ran.load(); }}><summary><h3>Which images its hosts ran in the last day</h3></summary>${ran.data || ran.busy || ran.error ? loaded(ran, cohortBands) : nothing}</details>` : nothing}</section>
        ${offers('/v1/analysis') ? askNow(key, analysis, asked) : nothing}
        <section><h2>Queries and their coverage</h2>${queries(d)}</section>
        ${d.gaps?.length ? html`<section><h2>Gaps in coverage</h2>${findingLines(d.gaps)}</section>` : nothing}
        ${d.queries.some(q => q.set_aside?.length) ? html`<section><details><summary><h2>What was set aside, and why</h2></summary>${setAside(d.queries.flatMap(q => (q.set_aside ?? []).map(a => ({query: q.query, ...a}))))}</details></section>` : nothing}
        ${learnt(d.queries)}`)}`,
  };
}

const summary = g => html`<p class="lead">${g.no_data ? html`<span class="chip nodata">? no data</span> Nothing of it was judged.` : html`${count(g.judged)} of ${many(g.hosts, 'host')} judged in ${many(g.queries, 'query', 'queries')}${g.silent ? html`, <b>${count(g.silent)} silent</b>` : nothing}. ${g.accusations ? html`<a href=${to.link('queue', {group: g.group, min_severity: 'medium'})}><b>${many(g.accusations, 'story accuses', 'stories accuse')} a host</b></a>` : html`<span class="chip clean">✓ nothing accuses a host</span>`}${g.told ? html`, <a href=${to.link('queue', {group: g.group})}>${count(g.told)} only tell</a>` : nothing}.`} <span class="quiet mono">${g.account ?? ''} ${g.region ?? ''}</span> <span class="quiet">judged</span> ${when(g.last_evaluated_at)}</p>`;

const cohorts = list => list?.length ? html`<section><h2>Cohorts <span class="quiet">of the hosts that findings name</span></h2>${shortTable('Cohorts', [{title: 'Launch version', width: 'minmax(0, 1fr)'}, {title: 'Image', width: 'minmax(0, 1fr)'}, {title: 'Type', width: 'minmax(0, 1fr)'}, {title: 'Hosts', width: '5rem', num: true}], list.map(c => [shown(c.launch_version ?? c.label, 80), html`<span class="mono">${shown(c.ami ?? '', 60)}</span>`, html`<span class="mono">${shown(c.instance_type ?? '', 40)}</span>`, count(c.hosts)]))}</section>` : nothing;

const queries = d => shortTable('Queries', [{title: 'Query', width: 'minmax(11.5rem, 1.4fr)'}, {title: 'Judged', width: '11rem'}, {title: 'Open', width: '8.5rem'}, {title: 'Accepted', width: '4.5rem', num: true}, {title: 'Not judged, why', width: 'minmax(0, 1.4fr)'}, {title: 'Baseline', width: 'minmax(0, 1fr)'}, {title: 'Judged at', width: '9.5rem'}], [...d.queries].sort(oddFirst).map(q => [
  html`<a class="mono" href=${to.link('stack', {group: d.summary.group, query: q.query})}>${shown(q.query, 60)}</a>`, share(q.covered, q.covered + q.absent),
  html`<span>${q.findings ? html`<a href=${to.link('queue', {group: d.summary.group, query: q.query})}>${q.worst ? severity(q.worst) : nothing} ${count(q.findings)}</a>` : q.covered ? html`<span class="chip clean">✓ nothing</span>` : html`<span class="chip nodata">? no data</span>`}${q.overflow ? html` <span class="quiet">+${count(q.overflow)} only counted</span>` : nothing}</span>`, count(q.hidden),
  q.absent ? html`<span>${Object.entries(q.absent_reasons ?? {}).map(([why, n]) => html`${count(n)} ${shown(why, 100)}; `)}</span>` : nothing, q.baselines?.length ? html`<span>${q.baselines.map(b => html`version ${b.version} of ${utc(b.taken_at)} `)}</span>` : nothing, when(q.evaluated_at)]));

/** What is odd, then what was not judged; the rest as it was. */
const oddFirst = (a, b) => SEVERITIES.indexOf(b.worst) - SEVERITIES.indexOf(a.worst) || b.absent - a.absent;

/** Queries are judged at their own times: between, the last that was said of each counts. */
function overTime(items, detail) {
  const hours = new Map(), last = new Map();
  for (const e of [...items].reverse()) {
    last.set(e.query, e);
    const all = [...last.values()];
    hours.set(new Date(e.evaluated_at).setSeconds(0, 0), {findings: all.reduce((sum, one) => sum + one.findings, 0), absent: all.reduce((sum, one) => sum + one.absent, 0)});
  }
  const times = [...hours.keys()].sort((a, b) => a - b);
  if (times.length < 2) return html`<p class="quiet">${times.length ? `Judged once, at ${utc(detail.summary.last_evaluated_at)}. A curve needs two.` : 'No evaluation is known.'}</p>`;
  return chart('group', {label: `Open findings and answers that did not count of ${brief(groupName(detail.summary.group), 60)} over time`, times, series: [{label: 'open findings', values: times.map(t => hours.get(t).findings), kind: 'high'}, {label: 'answers that did not count', values: times.map(t => hours.get(t).absent), kind: 'absent'}]});
}

const learnt = list => list.some(q => q.learnt?.length || q.passing?.length) ? html`<section><details><summary><h2>What was learnt from the peers</h2></summary><ul>${list.flatMap(q => [...(q.learnt ?? []).map(l => html`<li><span class="mono">${shown(q.query)}.${shown(l.column)}</span> differs on each host and is ${l.kept ? 'kept by a setting' : 'left out'}</li>`), ...(q.passing ?? []).map(p => html`<li><span class="mono">${shown(q.query)}</span> ${shown(p.words ?? '', 200)} <span class="mono">${linked(p.example)}</span></li>`)])}</ul></details></section>` : nothing;

const before = (asked, analysis) => asked.data?.items.filter(t => t.kind === 'analysis' && t.id !== analysis.id) ?? [];
const askNow = (key, analysis, asked) => html`<section><h2>Ask its hosts now</h2><p class="quiet">Its hosts are asked anew and judged against each other and their baselines. Some minutes, as they answer.</p>
  <form class="filters" @submit=${event => { event.preventDefault(); analysis.start('v1/analysis', {group: key, ...(event.target.incident.value.trim() ? {incident_id: event.target.incident.value.trim()} : {})}).then(() => asked.load()); }}><label>Incident <input name="incident" maxlength="200" placeholder="INC-7, or nothing" autocomplete="off"></label><button ?disabled=${!mayWrite() || analysis.busy}>Start an analysis</button></form>
  ${analysis.view()}${before(asked, analysis).length ? html`<h3>Before</h3><ul class="plain">${before(asked, analysis).map(t => html`<li>${chip(t.verdict?.replaceAll('_', ' ') ?? t.state)} ${when(t.started_at)} <span class="quiet">by ${shown(t.by, 60)}</span> <button type="button" class="small" @click=${() => analysis.watch(t.id)}>Show</button></li>`)}</ul>` : nothing}</section>`;
