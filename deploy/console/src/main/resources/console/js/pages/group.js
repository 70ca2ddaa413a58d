// One group: instances × queries, odd ones first; what is covered, what a deploy explains, how it went over time.
import {html, nothing} from '../lib.js';
import {get, resource} from '../api.js';
import {listen} from '../live.js';
import {shown, brief} from '../text.js';
import {count, many, when, utc, groupName} from '../words.js';
import {loaded, severity, findingLines, inline, share} from '../ui/parts.js';
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
  const map = heat(matrix, key);
  const load = () => { detail.load(); matrix.refresh(); history.load(); };
  const quiet = listen(events => { if (events.some(e => e.type === 'reset' || (e.data.group === key && ['finding', 'evaluation'].includes(e.type)))) load(); });
  detail.load(); matrix.load(); history.load();
  return {
    close: () => { detail.stop(); matrix.stop(); history.stop(); quiet(); map.stop(); },
    view: () => html`<nav class="crumbs" aria-label="Where this is"><a href="#/groups">Groups</a></nav><h1 tabindex="-1">${shown(groupName(key), 120)}</h1>
      ${loaded(detail, d => html`${summary(d.summary)}
        <section><h2>Hosts × queries <span class="quiet">odd hosts first</span></h2>${loaded(matrix, () => map.view())}</section>
        ${d.drift?.length ? html`<section><h2>What a deploy explains</h2><p class="quiet">What separates hosts along image, launch version or type. It hides nothing.</p>${findingLines(d.drift)}</section>` : nothing}
        ${cohorts(d.cohorts)}
        <section><h2>Over time</h2>${history.data ? overTime(history.data.items, detail.data) : html`<p class="quiet">Loading …</p>`}</section>
        <section><h2>Queries and their coverage</h2>${queries(d)}</section>
        ${d.gaps?.length ? html`<section><h2>Gaps in coverage</h2>${findingLines(d.gaps)}</section>` : nothing}
        ${d.queries.some(q => q.set_aside?.length) ? html`<section><details><summary><h2>What was set aside, and why</h2></summary>${setAside(d.queries.flatMap(q => (q.set_aside ?? []).map(a => ({query: q.query, ...a}))))}</details></section>` : nothing}
        ${learnt(d.queries)}`)}`,
  };
}

const summary = g => html`<p class="lead">${g.no_data ? html`<span class="chip nodata">? no data</span> Nothing of it was judged.` : html`${count(g.judged)} of ${many(g.hosts, 'host')} judged in ${many(g.queries, 'query', 'queries')}${g.silent ? html`, <b>${count(g.silent)} silent</b>` : nothing}. ${g.accusations ? html`<a href=${to.link('queue', {group: g.group, min_severity: 'medium'})}><b>${many(g.accusations, 'story accuses', 'stories accuse')} a host</b></a>` : html`<span class="chip clean">✓ nothing accuses a host</span>`}${g.told ? html`, <a href=${to.link('queue', {group: g.group})}>${count(g.told)} only tell</a>` : nothing}.`} <span class="quiet mono">${g.account ?? ''} ${g.region ?? ''}</span> <span class="quiet">judged</span> ${when(g.last_evaluated_at)}</p>`;

const cohorts = list => list?.length ? html`<section><h2>Cohorts</h2><div class="scroll" tabindex="0" role="region" aria-label="Cohorts"><table><thead><tr><th scope="col">Launch version</th><th scope="col">Image</th><th scope="col">Type</th><th scope="col" class="num">Hosts with findings</th></tr></thead><tbody>${list.map(c => html`<tr><th scope="row">${shown(c.launch_version ?? c.label, 80)}</th><td class="mono">${shown(c.ami ?? '', 60)}</td><td class="mono">${shown(c.instance_type ?? '', 40)}</td><td class="num">${count(c.hosts)}</td></tr>`)}</tbody></table></div></section>` : nothing;

function queries(d) {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Queries"><table><thead><tr><th scope="col">Query</th><th scope="col">Judged</th><th scope="col">Not judged, why</th><th scope="col">Open</th><th scope="col" class="num">Accepted</th><th scope="col">Baseline</th><th scope="col">Judged at</th></tr></thead><tbody>${d.queries.map(q => html`<tr><th scope="row" class="mono"><a href=${to.link('stack', {group: d.summary.group, query: q.query})}>${shown(q.query, 60)}</a></th><td>${share(q.covered, q.covered + q.absent)}</td><td>${Object.entries(q.absent_reasons ?? {}).map(([why, n]) => html`${count(n)} ${shown(why, 100)}; `)}</td><td>${q.findings ? html`<a href=${to.link('queue', {group: d.summary.group, query: q.query})}>${q.worst ? severity(q.worst) : nothing} ${count(q.findings)}</a>` : '0'}${q.overflow ? html` <span class="quiet">+${count(q.overflow)} only counted</span>` : nothing}</td><td class="num">${count(q.hidden)}</td><td>${(q.baselines ?? []).map(b => html`version ${b.version} of ${utc(b.taken_at)} `)}</td><td>${when(q.evaluated_at)}</td></tr>`)}</tbody></table></div>`;
}

function overTime(items, detail) {
  const hours = new Map();
  for (const e of items) {
    const at = new Date(e.evaluated_at).setSeconds(0, 0);
    const slot = hours.get(at) ?? {findings: 0, absent: 0};
    slot.findings += e.findings;
    slot.absent += e.absent;
    hours.set(at, slot);
  }
  const times = [...hours.keys()].sort((a, b) => a - b);
  if (times.length < 2) return html`<p class="quiet">${times.length ? `Judged once, at ${utc(detail.summary.last_evaluated_at)}. A curve needs two.` : 'No evaluation is known.'}</p>`;
  return chart('group', {label: `Open findings and answers that did not count of ${brief(groupName(detail.summary.group), 60)} over time`, times, series: [{label: 'open findings', values: times.map(t => hours.get(t).findings), kind: 'high'}, {label: 'answers that did not count', values: times.map(t => hours.get(t).absent), kind: 'absent'}]});
}

const learnt = list => list.some(q => q.learnt?.length || q.passing?.length) ? html`<section><details><summary><h2>What was learnt from the peers</h2></summary><ul>${list.flatMap(q => [...(q.learnt ?? []).map(l => html`<li><span class="mono">${shown(q.query)}.${shown(l.column)}</span> differs on each host and is ${l.kept ? 'kept by a setting' : 'left out'}</li>`), ...(q.passing ?? []).map(p => html`<li><span class="mono">${shown(q.query)}</span> ${shown(p.words ?? '', 200)} <span class="mono">${inline(p.example)}</span></li>`)])}</ul></details></section>` : nothing;
