// Is what stands here true? How far the topics are read, what could not be read, who is silent.
import {html, nothing} from '../lib.js';
import {get, resource} from '../api.js';
import {listen} from '../live.js';
import {shown} from '../text.js';
import {count, many, when} from '../words.js';
import {loaded, chip, copyButton, groupLink} from '../ui/parts.js';
import {paged} from '../ui/paged.js';
import {shortTable, table} from '../ui/table.js';
import {openDialog} from '../ui/overlay.js';
import {setAside, silentHosts} from './now.js';

export function open() {
  const health = resource(signal => get('v1/health', {}, signal));
  const now = resource(signal => get('v1/status', {}, signal));
  const windows = resource(signal => get('v1/windows', {limit: 20}, signal));
  const tables = resource(signal => get('v1/tables', {}, signal));
  const letters = paged('v1/dead-letters', () => ({}), l => `${l.partition}-${l.offset}`);
  const pack = resource(signal => get('v1/pack', {}, signal));
  const rows = table('Dead letters', [{title: 'Why', width: 'minmax(0, 2fr)'}, {title: 'When', width: '9.5rem'}, {title: 'From', width: 'minmax(0, 1.2fr)'}, {title: 'Bytes', width: '4rem', num: true}, {title: 'Beginning', width: 'minmax(0, 1.5fr)'}]);
  const timer = setInterval(() => health.load(), 5000);
  const quiet = listen(events => { if (events.some(e => ['evaluation', 'exception', 'reset'].includes(e.type))) { now.load(); windows.load(); } });
  health.load(); now.load(); windows.load(); letters.load(); pack.load();
  return {
    close: () => { clearInterval(timer); quiet(); [health, now, windows, tables, letters, pack, rows].forEach(one => one.stop()); },
    view: () => html`<h1 tabindex="-1">Health</h1>${loaded(health, status)}
      ${loaded(windows, delays)}
      <section><h2>Silent hosts <span class="quiet">answered once, and do not any more</span></h2>${loaded(now, s => s.silent_hosts?.length ? silentHosts(s.silent_hosts) : html`<p class="quiet">None.</p>`)}</section>
      <section><h2>Dead letters <span class="quiet">records that broke their contract</span></h2>${loaded(letters, () => letters.total ? rows.view(letters, l => `${l.partition}-${l.offset}`, line) : html`<p class="quiet">None: every record that came could be read.</p>`)}</section>
      ${health.data ? topics(health.data) : nothing}
      <section><h2>What is muted, and why</h2>${loaded(now, s => html`<p>${s.exceptions_in_force ? html`<a href="#/exceptions?state=in_force">${many(s.exceptions_in_force, 'exception')}</a> in force.` : 'Nothing is accepted.'} ${s.set_aside?.length ? 'Told, and no findings:' : 'Nothing else was set aside.'}</p>${s.set_aside?.length ? setAside(s.set_aside) : nothing}`)}</section>
      <section><details @toggle=${event => { if (event.target.open && !tables.data) tables.load(); }}><summary><h2>Tables without a row</h2></summary><p class="quiet">Read from the answers when this is opened. A table that is empty everywhere may be one that the agent can't read.</p>${tables.data || tables.busy || tables.error ? loaded(tables, emptiness) : nothing}</details></section>
      <section><details><summary><h2>The queries that are asked</h2></summary>${loaded(pack, p => shortTable('Queries', [{title: 'Query', width: 'minmax(0, 1fr)'}, {title: 'Asks', width: 'minmax(0, 3fr)'}, {title: 'Every', width: '5rem', num: true}, {title: 'ATT&CK', width: 'minmax(0, 1fr)'}], p.queries.map(q => [html`<span class="mono">${q.query}</span>`, html`<span>${q.description ? html`${shown(q.description, 300)}<br>` : nothing}<code>${shown(q.sql, 600)}</code></span>`, q.interval_seconds ? `${count(q.interval_seconds)} s` : '', (q.techniques ?? []).join(' ')])))}</details></section>`,
  };
}

/** What is well takes a line, and is open to who wants to see it. */
const fold = (well, title, words, body) => html`<section><details ?open=${!well}><summary><h2>${title}</h2> ${well ? chip(`✓ ${words}`, 'clean') : chip(words, 'nodata')}</summary>${body}</details></section>`;

const delays = w => fold(w.total && !w.late, 'Windows', w.late ? `${many(w.late, 'query is', 'queries are')} late` : w.total ? `none of ${count(w.total)} is late` : 'nothing was judged yet', html`<p class="quiet">When each query was judged last: late is longer ago than an answer counts.</p>
  ${shortTable('Windows', [{title: 'Query', width: 'minmax(11.5rem, 1fr)'}, {title: 'Group', width: 'minmax(0, 1.4fr)'}, {title: 'Judged up to', width: '13.5rem'}, {title: 'Asked every', width: '7rem', num: true}, {title: 'State', width: '6rem'}], w.items.filter((one, i) => one.late || i < 5).map(one => [html`<span class="mono">${shown(one.query, 60)}</span>`, groupLink(one.group), html`<span>${when(one.evaluated_at)}</span>`, one.interval_seconds ? `${count(one.interval_seconds / 60)} min` : '', one.late ? chip('late', 'nodata') : chip('✓', 'clean')]))}`);

function emptiness(t) {
  const none = t.items.filter(one => !one.with_rows), some = t.items.length - none.length;
  return html`${t.complete ? nothing : html`<div class="warn">Not everything could be read: ${shown(t.why ?? '', 200)}</div>`}<p>${none.length ? html`Not one row in ${many(none.length, 'query', 'queries')}, rows in ${count(some)}, back to ${when(t.since)}` : t.items.length ? html`Every query has rows somewhere, back to ${when(t.since)}` : html`No answer since ${when(t.since)}`}</p>
    ${none.length ? shortTable('Tables without a row', [{title: 'Query', width: 'minmax(0, 1fr)'}, {title: 'Answers', width: '6rem', num: true}, {title: 'Last answer', width: '13.5rem'}], none.map(one => [html`<span class="mono">${shown(one.query, 60)}</span>`, count(one.answers), html`<span>${when(one.last_answer_at)}</span>`])) : nothing}`;
}

function status(h) {
  return html`<section class="verdict ${h.ready ? 'clean' : 'nodata'}" aria-label="State"><span class="mark" aria-hidden="true">${h.ready ? '✓' : '…'}</span><div><h2>${h.ready ? 'Caught up' : 'Still reading'}</h2>${h.ready ? nothing : html`<p>${shown(h.state, 300)}</p>`}<p class="quiet">${h.version ? html`version ${h.version}, ` : nothing}started ${when(h.started_at)}</p></div></section>
    <dl class="tiles"><div><dt>Findings in memory</dt><dd>${count(h.findings)}${h.dropped ? html`<span class="quiet">${count(h.dropped)} closed ones forgotten</span>` : nothing}</dd></div><div class=${h.unreadable ? 'bad' : ''}><dt>Unreadable</dt><dd>${count(h.unreadable)}</dd></div><div class=${h.dead_letters ? 'bad' : ''}><dt>Dead letters</dt><dd>${count(h.dead_letters)}</dd></div><div><dt>Pages open</dt><dd>${count(h.streams)}</dd></div>${h.memory ? html`<div><dt>Memory</dt><dd>${count(Math.round(h.memory.used / 1048576))}<span class="quiet">of ${count(Math.round(h.memory.max / 1048576))} MiB</span></dd></div>` : nothing}</dl>`;
}

const behind = t => t.lag ?? Math.max(0, t.end - t.read);
const topics = h => fold(!h.topics.some(behind), 'Topics', h.topics.some(behind) ? 'behind' : `all ${count(h.topics.length)} caught up`, shortTable('Topics', [{title: 'Topic', width: 'minmax(0, 2fr)'}, {title: 'Read', width: '7rem', num: true}, {title: 'Behind', width: '7rem', num: true}, {title: 'State', width: 'minmax(0, 1fr)'}], h.topics.map(t => [html`<span class="mono">${t.topic}</span>`, count(t.read), count(behind(t)), behind(t) ? chip('behind', 'nodata') : chip('✓ caught up', 'clean')])));

function letter(l) {
  openDialog({title: `Dead letter ${l.partition}/${l.offset}`, view: () => html`<p>${shown(l.reason, 2000)}</p><p class="quiet">${when(l.at)} · key ${shown(l.key ?? '', 100)} · ${many(l.bytes ?? 0, 'byte')}</p><table class="kv"><tbody>${Object.entries(l.headers ?? {}).map(([name, value]) => html`<tr><th scope="row">${shown(name, 80)}</th><td>${shown(value, 600)}</td></tr>`)}</tbody></table><pre class="longtext" tabindex="0"><bdi>${shown(l.excerpt ?? '', 20_000)}</bdi></pre>${copyButton(l.excerpt ?? '', 'Copy')}`});
}

const line = l => [shown(l.reason, 300), when(l.at), html`<span class="mono">${shown(l.topic ?? '', 60)} <span class="quiet">${l.partition}/${l.offset}</span></span>`, l.bytes === undefined ? '' : count(l.bytes), html`<span><button type="button" class="small" @click=${() => letter(l)}>Show</button> <span class="mono">${shown(l.excerpt ?? '', 60)}</span></span>`];
