// One story: what, who differs from whom, since when, why we think so, what else, what next.
import {html, nothing} from '../lib.js';
import {get, resource} from '../api.js';
import {redraw} from '../draw.js';
import {listen} from '../live.js';
import {shown, brief} from '../text.js';
import {count, many, when, utc, KINDS, STATES, titled, oddOf} from '../words.js';
import {loaded, severity, chip, triage, groupLink, hostLink, rowTable, copy, copyButton, copyMark, findingLines, hosts, linked, valueLink} from '../ui/parts.js';
import {shortTable, table} from '../ui/table.js';
import {compare} from '../ui/compare.js';
import {strip} from '../ui/strip.js';
import {timeline} from '../ui/timeline.js';
import {accept, undo, setTriage} from '../ui/accept.js';
import {say} from '../ui/overlay.js';
import {me, mayWrite} from '../me.js';
import * as to from '../route.js';

export function open(at) {
  const detail = resource(signal => get(`v1/findings/${encodeURIComponent(at.id)}`, {}, signal));
  const quiet = listen(events => {
    const mine = detail.data?.summary;
    if (events.some(e => e.type === 'reset' || [e.data.uid, e.data.finding_uid].includes(mine?.uid) || (e.type === 'finding' && e.data.group === mine?.group))) detail.load();
  });
  const state = {note: ''}, hostRows = table('Hosts', HOSTS, {phone: 190});
  const all = () => [detail.data.summary, ...(detail.data.shadows ?? [])].filter(f => f.open);
  const reload = () => detail.load();
  const doAccept = () => { if (detail.data && mayWrite()) accept(all(), reload); return true; };
  const mark = changes => { if (!detail.data) return; if (!mayWrite()) { say('Your role may only read.'); return; } setTriage([detail.data.summary, ...(detail.data.shadows ?? [])], changes, () => { if (changes.state) say(`State: ${STATES[changes.state]}`); reload(); }); };
  const investigate = () => mark({state: 'investigating', ...(me.name ? {assignee: me.name} : {})});
  detail.load();
  return {
    close: () => { detail.stop(); quiet(); hostRows.stop(); },
    help: [['a', 'accept, with a preview'], ['i', 'I investigate it'], ['t, f', 'true, false positive'], ['c', 'copy as Markdown']],
    keys: {a: doAccept, i: () => { investigate(); return true; }, t: () => { mark({state: 'true_positive'}); return true; }, f: () => { mark({state: 'false_positive'}); return true; }, c: () => { if (detail.data?.next?.markdown) copy(detail.data.next.markdown, 'Copied as Markdown'); return true; }},
    view: () => loaded(detail, d => page(d, {state, doAccept, mark, investigate, reload, hostRows})),
  };
}

function page(d, act) {
  const f = d.summary, e = d.explanation ?? {};
  const names = new Map(d.hosts.map(h => [h.instance_id, h.hostname]));
  const inForce = (d.exceptions ?? []).filter(x => x.in_force);
  return html`
    <nav class="crumbs" aria-label="Where this is"><a href="#/queue">Queue</a> › ${groupLink(f.group)} › <a href=${to.link('stack', {group: f.group, query: f.query})} title="Stack of this query">${shown(f.query, 60)}</a></nav>
    <div class="finding-head"><h1 tabindex="-1">${shown(titled(f), 200)}</h1>
      <p class="chips">${severity(f.severity)}${chip(html`<span class="mono">${shown(f.query, 60)} ${f.kind}</span>`)}${chip(`${f.confidence} confidence`)}${chip(html`score ${f.score.toFixed(1)}`)}${f.open ? chip('open', 'open') : chip(html`closed: ${shown(f.close_reason ?? '', 60)}`, 'closed')}${triage(f.triage?.state)}${f.accusation ? nothing : chip('only tells')}</p>
      <p class="sentence">${shown(f.reason, 1000)}</p>
      ${f.summary ? html`<p class="mono headsum">${shown(f.summary, 300)}</p>` : nothing}
      <p class="quiet">${hosts(f.hosts)} · first seen ${when(f.first_seen)} · last seen ${when(f.last_seen)} · <span class="mono">${f.uid.slice(0, 8)}</span></p></div>
    ${actions(f, act)}
    ${inForce.length ? html`<div class="note-box"><b>Accepted</b> ${inForce.map(x => html`<p>“${shown(x.reason, 300)}” <span class="quiet">by ${shown(x.by, 60)}, ${utc(x.at)}, ${x.scope}${x.expires_at ? `, until ${utc(x.expires_at)}` : ', for ever'}</span> <button type="button" class="small" ?disabled=${!mayWrite()} @click=${() => undo([x.id], act.reload)}>Undo</button></p>`)}</div>` : nothing}
    <section><h2>${f.kind === 'drift' ? 'What separates' : 'Expected and observed'} <span class="quiet">${f.kind} = ${KINDS[f.kind]}</span></h2>
      ${d.differences?.length ? drift(d.differences) : nothing}
      ${d.columns.length ? compare(d.columns, {peers: f.kind === 'missing' ? 'what the peers have' : 'at the peers', host: d.hosts.length === 1 ? brief(d.hosts[0].hostname ?? d.hosts[0].instance_id, 40) : hosts(f.hosts)}) : nothing}
      ${e.replaced?.length ? html`<p class="quiet">Masked before comparing: ${e.replaced.map(r => html`<span class="pair"><span class="key">${shown(r.column)}</span> ${shown(r.text, 80)} → ${shown(r.by, 40)}</span> `)}</p>` : nothing}</section>
    <section><h2>Peers <span class="quiet">${f.hosts_compared ? html`${count(oddOf(f))} of ${count(f.hosts_compared)}${f.cohort ? html` · ${shown(f.cohort, 120)}` : nothing}` : nothing}</span></h2>
      ${d.strip.length ? strip(d.strip, f.group, names) : html`<p class="quiet">No evaluation of this query is known any more.</p>`}
      ${list(e.compared_with)}${(e.baselines ?? []).length ? html`<p class="quiet">Baselines: ${e.baselines.map(b => html`version ${b.version} of ${utc(b.taken_at)} `)}</p>` : nothing}</section>
    <section><h2>What else is odd on ${d.hosts.length === 1 ? 'this host' : 'these hosts'}</h2>${findingLines([...(d.shadows ?? []), ...(d.also ?? [])], 'Nothing else is open there.')}</section>
    ${d.elsewhere?.length ? html`<section><h2>The same thing in other groups</h2>${findingLines(d.elsewhere)}</section>` : nothing}
    <div class="cols">
      <section><h2>Harmless causes to rule out</h2>${e.benign?.length ? list(e.benign) : html`<p class="quiet">The pack names none.</p>`}
        ${d.techniques?.length ? html`<h3>ATT&amp;CK</h3><ul class="plain">${d.techniques.map(t => html`<li><a rel="noreferrer noopener" target="_blank" href="https://attack.mitre.org/techniques/${encodeURIComponent(t.id).replace('.', '/')}/">${t.id} ${shown(t.name ?? '', 80)} ↗</a></li>`)}</ul>` : nothing}</section>
      <section><h2>Next steps</h2>${next(d)}</section></div>
    <div class="cols">
      <section><h2>Why this score</h2>${list(e.score)}${e.confidence ? html`<p><b>Confidence</b> ${shown(e.confidence, 600)}</p>` : nothing}${e.severity ? html`<p><b>Severity</b> ${shown(e.severity, 600)}</p>` : nothing}</section>
      <section><h2>Timeline</h2>${timeline(d.timeline)}</section></div>
    <section><h2>Hosts</h2>${act.hostRows.view({items: d.hosts, total: d.hosts.length}, h => h.instance_id, h => hostLine(h, f.group))}</section>
    <section><details><summary><h2>The raw rows and the event</h2></summary>
      ${d.hosts.filter(h => h.row).slice(0, 20).map(h => html`<h3>${hostLink(f.group, h.instance_id, h.hostname)}</h3>${rowTable(h.row, 'Raw row')}<p>${copyButton(JSON.stringify(h.row), 'Copy row as JSON')}</p>`)}
      ${d.finding?.unmapped?.diffy?.row && !d.hosts.some(h => h.row) ? rowTable(d.finding.unmapped.diffy.row, 'Raw row') : nothing}
      <h3>The event on the findings topic (OCSF)</h3><p>${copyButton(JSON.stringify(d.finding, null, 2), 'Copy JSON')}</p><pre class="json" tabindex="0"><bdi>${shown(JSON.stringify(d.finding, null, 2), 20_000)}</bdi></pre></details></section>`;
}

const list = texts => texts?.length ? html`<ul>${texts.map(text => html`<li>${shown(text, 600)}</li>`)}</ul>` : nothing;

function actions(f, act) {
  const off = !mayWrite();
  return html`<div class="actionbar" role="group" aria-label="Decide">
    <button type="button" class="primary" ?disabled=${off || !f.open} @click=${act.doAccept}>Accept … <kbd>a</kbd></button>
    <button type="button" ?disabled=${off} aria-pressed=${f.triage?.state === 'investigating'} @click=${act.investigate}>Investigating <kbd>i</kbd></button>
    <button type="button" ?disabled=${off} aria-pressed=${f.triage?.state === 'true_positive'} @click=${() => act.mark({state: 'true_positive'})}>True positive <kbd>t</kbd></button>
    <button type="button" ?disabled=${off} aria-pressed=${f.triage?.state === 'false_positive'} @click=${() => act.mark({state: 'false_positive'})}>False positive <kbd>f</kbd></button>
    <form class="notes" @submit=${event => { event.preventDefault(); if (act.state.note.trim()) { act.mark({note: act.state.note.trim()}); act.state.note = ''; redraw(); } }}>
      <label class="sr" for="note">Note</label><input id="note" maxlength="1000" placeholder="Add a note" .value=${act.state.note} ?disabled=${off} @input=${e => { act.state.note = e.target.value; }}><button ?disabled=${off}>Keep</button></form>
    <form class="notes" @submit=${event => { event.preventDefault(); act.mark({assignee: event.target.assignee.value.trim()}); say('Assigned'); }}>
      <label class="sr" for="assignee">Assignee</label><input id="assignee" name="assignee" maxlength="200" placeholder="Assign to" .value=${f.triage?.assignee ?? ''} ?disabled=${off}><button ?disabled=${off}>Assign</button></form>
    ${off ? html`<span class="quiet">${me.known ? 'Your role may only read.' : nothing}</span>` : nothing}
    ${f.triage?.note ? html`<p class="lastnote">“${shown(f.triage.note, 400)}” <span class="quiet">${shown(f.triage.by, 60)}, ${utc(f.triage.at)}</span></p>` : nothing}</div>`;
}

const HOSTS = [{title: 'Host', width: 'minmax(0, 1.6fr)'}, {title: 'Address', width: 'minmax(0, 1fr)'}, {title: 'Zone', width: 'minmax(0, 0.8fr)'}, {title: 'Since', width: '9.5rem'}, {title: 'Last', width: '9.5rem'}, {title: 'Its own', width: 'minmax(0, 1.6fr)'}];
const hostLine = (h, group) => [hostLink(group, h.instance_id, h.hostname), h.private_ip ? html`<span class="mono">${valueLink(h.private_ip)}</span>` : '—', h.az ? shown(h.az, 40) : '—', when(h.first_seen), html`<span>${when(h.last_seen, false)}${h.returned_at ? html` <span class="quiet">came back ${utc(h.returned_at)}</span>` : nothing}</span>`, html`<span class="mono">${h.own && Object.keys(h.own).length ? linked(h.own) : html`<span class="quiet">as above</span>`}</span>`];

function next(d) {
  const n = d.next ?? {commands: []};
  const step = (title, text) => text ? html`<div class="step"><div class="stephead"><b>${title}</b>${copyButton(text, 'Copy', `Copied: ${title}`)}</div><pre tabindex="0"><bdi>${shown(text, 3000)}</bdi></pre></div>` : nothing;
  return html`${step('Ask the host, with osquery', n.sql)}${step('The same by AWS SSM', n.ssm)}${n.commands.length ? html`<h3>On the command line</h3><ul class="plain commands">${n.commands.map(command => html`<li class="mono"><span>${shown(command, 600)}</span>${copyMark(command)}</li>`)}</ul>` : nothing}
    <div class="actions">${n.markdown ? copyButton(n.markdown, 'Copy Markdown for the ticket') : nothing}${copyButton(JSON.stringify(d.finding, null, 2), 'Copy JSON')}<button type="button" class="small" @click=${() => copy(location.href, 'Copied the link')}>Copy link</button></div>`;
}

const SEPARATES = [{title: 'Query', width: 'minmax(0, 1fr)'}, {title: 'Only on', width: 'minmax(0, 1.4fr)'}, {title: 'Hosts', width: '4rem', num: true}, {title: 'Things', width: '4rem', num: true}, {title: 'For example', width: 'minmax(0, 3fr)'}];
const drift = differences => shortTable('What separates', SEPARATES, differences.slice(0, 200).map(x => [html`<span class="mono">${shown(x.query, 60)}</span>`, shown(x.cohort, 120), count(x.hosts), count(x.things), html`<span class="mono">${x.examples.map(e => html`<span class="example">${chip(e.kind)} ${linked(e.row)}${Object.keys(e.previous).length ? html` <span class="quiet">was</span> ${linked(e.previous)}` : nothing}</span>`)}</span>`]));
