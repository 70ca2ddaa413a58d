// How it stands: what accuses, what changed since you last looked, who is not judged and why. Clean and no data never look alike.
import {html, nothing} from '../lib.js';
import {get, resource} from '../api.js';
import {listen} from '../live.js';
import {kept, keep} from '../store.js';
import {shown} from '../text.js';
import {count, many, when, ago, SEVERITIES, REASONS} from '../words.js';
import {severity, groupLink, hostLink, findingLine, loaded, linked} from '../ui/parts.js';
import {shortTable} from '../ui/table.js';
import * as to from '../route.js';

export function open() {
  const since = kept('looked', undefined);
  const status = resource(signal => get('v1/status', {since}, signal));
  const groups = resource(signal => get('v1/groups', {limit: 12}, signal));
  const queue = resource(signal => get('v1/stories', {limit: 8, min_severity: 'medium'}, signal));
  const load = () => { status.load(); groups.load(); queue.load(); };
  const quiet = listen(events => { if (events.some(e => e.type !== 'ready')) load(); });
  load();
  return {
    close: () => { status.stop(); groups.stop(); queue.stop(); quiet(); if (status.data) keep('looked', new Date().toISOString()); },
    view: () => html`<h1 tabindex="-1">Now</h1>${loaded(status, s => now(s, groups, queue))}`,
  };
}

const VERDICTS = {accused: ['accused', '▲', s => `${many(s.accusations, 'story', 'stories')} to look at`], clean: ['clean', '✓', () => 'Clean: everything was judged, nothing accuses a host'], no_data: ['nodata', '?', () => 'No data: nothing was judged'] };

function now(s, groups, queue) {
  const [kind, mark, words] = VERDICTS[s.verdict] ?? VERDICTS.no_data;
  const gaps = s.not_judged.length > 0;
  return html`
    <section class="verdict ${kind} ${gaps ? 'gaps' : ''}" aria-label="Verdict"><span class="mark" aria-hidden="true">${mark}</span><div>
      <h2>${s.verdict === 'clean' && gaps ? 'Nothing accuses a host, as far as was judged' : words(s)}</h2><p>${shown(s.words, 400)}</p><p class="quiet">judged up to ${when(s.as_of)}</p></div></section>
    <dl class="tiles">
      ${tile('Groups', count(s.groups), '#/groups')}${tile('Hosts', count(s.hosts))}${tile('Judged', count(s.judged), undefined, s.judged < s.hosts ? `${count(s.hosts - s.judged)} not` : 'all of them', s.judged < s.hosts)}
      ${tile('Silent', count(s.silent), s.silent ? '#silent' : undefined, s.silent ? 'stopped answering' : 'none', s.silent > 0)}${tile('New stories', count(s.new), to.link('queue', {triage: 'new'}))}${tile('Dead letters', count(s.dead_letters), '#/health', undefined, s.dead_letters > 0)}</dl>
    <section><h2>Look at these first</h2>${queue.data ? queue.data.items.length ? html`<ul class="flines">${queue.data.items.map(story => findingLine(story.head))}</ul>${queue.data.total > queue.data.items.length ? html`<p><a href="#/queue?min_severity=medium">All ${count(queue.data.total)} in the queue</a></p>` : nothing}` : html`<p class="quiet">Nothing of medium severity or above is open.</p>` : html`<p class="quiet">Loading …</p>`}</section>
    <div class="cols">
      <section><h2>Open by severity</h2><ul class="bars">${[...SEVERITIES].reverse().map(word => html`<li><a href=${to.link('queue', {severity: word})}>${severity(word)}</a><svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect class="fill ${word}" width=${bar(s.open, word)} height="8"/></svg><span class="num">${count(s.open[word])}</span></li>`)}</ul>
        <p class="quiet">${many(s.accusations, 'story accuses', 'stories accuse')} a host, ${count(s.told)} only tell. ${s.exceptions_in_force ? html`<a href="#/exceptions">${many(s.exceptions_in_force, 'exception')}</a> in force.` : nothing}</p></section>
      <section><h2>Since you last looked</h2>${changes(s.changes)}</section></div>
    <section><h2>Groups</h2>${groups.data ? !groups.data.items.length ? html`<p class="quiet">No group is known: nothing was judged yet.</p>` : html`${shortTable('Groups', [{title: 'Group', width: 'minmax(0, 2fr)'}, {title: 'Accuse', width: 'minmax(0, 2fr)'}, {title: 'Hosts', width: '4rem', num: true}, {title: 'Judged', width: '4rem', num: true}, {title: 'Silent', width: '4rem', num: true}, {title: 'Last judged', width: '13.5rem'}], groups.data.items.map(g => [groupLink(g.group), g.no_data ? html`<span class="chip nodata">? no data</span>` : g.accusations ? html`<a href=${to.link('queue', {group: g.group, min_severity: 'medium'})}>${severity(worst(g.open))} ${many(g.accusations, 'story', 'stories')}</a>` : html`<span class="chip clean">✓ nothing</span>`, count(g.hosts), count(g.judged), count(g.silent), html`<span>${when(g.last_evaluated_at)}</span>`]))}${groups.data.total > groups.data.items.length ? html`<p><a href="#/groups">All ${many(groups.data.total, 'group')}</a></p>` : nothing}` : html`<p class="quiet">Loading …</p>`}</section>
    <section><h2>Not judged, and why</h2>${gaps ? html`${shortTable('Not judged', [{title: 'Group', width: 'minmax(0, 1fr)'}, {title: 'Query', width: 'minmax(0, 1fr)'}, {title: 'Hosts', width: '4rem', num: true}, {title: 'Why', width: 'minmax(0, 2.5fr)'}], s.not_judged.map(n => [groupLink(n.group), html`<span class="mono">${n.query === '*' ? 'all' : shown(n.query, 60)}</span>`, count(n.hosts), html`<span>${shown(n.reason, 200)} <span class="quiet mono">${(n.instances ?? []).slice(0, 3).map(i => html`${hostLink(n.group, i)} `)}</span></span>`]))}${s.not_judged_total > s.not_judged.length ? html`<p class="quiet">and ${count(s.not_judged_total - s.not_judged.length)} more</p>` : nothing}` : html`<p class="quiet">${s.verdict === 'no_data' ? 'Nothing was judged at all. Is a processor running, and do hosts send?' : 'Every query was judged on every host.'}</p>`}</section>
    ${s.silent_hosts?.length ? html`<section id="silent"><h2>Silent hosts</h2>${silentHosts(s.silent_hosts)}</section>` : nothing}
    ${s.set_aside?.length ? html`<section><details><summary><h2>In what else hosts differ <span class="quiet">(told, no findings)</span></h2></summary>${setAside(s.set_aside)}</details></section>` : nothing}`;
}

const tile = (name, value, href, note, bad) => html`<div class=${bad ? 'bad' : ''}><dt>${name}</dt><dd>${href ? html`<a href=${href}>${value}</a>` : value}${note ? html`<span class="quiet">${note}</span>` : nothing}</dd></div>`;
const bar = (open, word) => { const most = Math.max(1, ...Object.values(open)); return open[word] ? Math.max(2, (100 * open[word]) / most) : 0; };
const worst = open => [...SEVERITIES].reverse().find(word => open[word]) ?? 'informational';

function changes(c) {
  if (!c?.since) return html`<p class="quiet">You have not looked before in this browser. From now on, this tells what happened in between.</p>`;
  const nothingNew = !(c.created || c.closed || c.updated);
  return html`<p>${ago(c.since)}${nothingNew ? ': nothing changed.' : html`: <b>${count(c.created)}</b> came, <b>${count(c.updated)}</b> changed, <b>${count(c.closed)}</b> closed${c.reached ? html`; reached <b>${many(c.reached, 'host')}</b>` : nothing}.`}</p>
    ${c.first?.length ? html`<ul class="flines">${c.first.slice(0, 6).map(f => findingLine(f))}</ul>` : nothing}`;
}

export const silentHosts = list => html`<ul class="plain">${list.map(h => html`<li>${hostLink(h.group, h.instance_id)} <span class="quiet">${groupLink(h.group)} · last answer</span> ${when(h.last_answer_at)} ${h.uid ? html`<a href=${to.finding(h.uid)}>finding</a>` : nothing}</li>`)}</ul>`;

export const setAside = list => shortTable('Set aside', [{title: 'Query', width: 'minmax(11.5rem, 1fr)'}, {title: 'Why it is no finding', width: 'minmax(0, 1.4fr)'}, {title: 'Rows', width: '4rem', num: true}, {title: 'Hosts', width: '4rem', num: true}, {title: 'One of them', width: 'minmax(0, 3fr)'}], list.map(a => [
  html`<span class="mono">${shown(a.query, 60)}${a.group ? html`<br><span class="quiet">${groupLink(a.group)}</span>` : nothing}</span>`, a.why ? shown(a.why, 200) : REASONS[a.reason] ?? a.reason, count(a.rows), count(a.hosts), html`<span class="mono">${a.example ? linked(a.example) : shown(a.summary ?? '', 200)}</span>`]));
