// Is what stands here true? How far the topics are read, what could not be read, who is silent.
import {html, nothing} from '../lib.js';
import {get, resource} from '../api.js';
import {shown} from '../text.js';
import {count, many, when} from '../words.js';
import {loaded, chip, copyButton} from '../ui/parts.js';
import {paged} from '../ui/paged.js';
import {openDialog} from '../ui/overlay.js';

export function open() {
  const health = resource(signal => get('v1/health', {}, signal));
  const letters = paged('v1/dead-letters', () => ({}), l => `${l.partition}-${l.offset}`);
  const pack = resource(signal => get('v1/pack', {}, signal));
  const timer = setInterval(() => health.load(), 5000);
  health.load(); letters.load(); pack.load();
  return {
    close: () => { clearInterval(timer); health.stop(); letters.stop(); pack.stop(); },
    view: () => html`<h1 tabindex="-1">Health</h1>${loaded(health, status)}
      <section><h2>Dead letters <span class="quiet">records that broke their contract</span></h2>${loaded(letters, () => letters.total ? html`<div class="scroll" tabindex="0" role="region" aria-label="Dead letters"><table><thead><tr><th scope="col">When</th><th scope="col">Why</th><th scope="col">From</th><th scope="col" class="num">Bytes</th><th scope="col">Beginning</th></tr></thead><tbody>${letters.items.map(l => html`<tr><td>${when(l.at)}</td><td>${shown(l.reason, 300)}</td><td class="mono">${shown(l.topic ?? '', 60)}<br><span class="quiet">${l.partition}/${l.offset}</span></td><td class="num">${l.bytes === undefined ? '' : count(l.bytes)}</td><td><button type="button" class="small" @click=${() => letter(l)}>Show</button> <span class="mono">${shown(l.excerpt ?? '', 60)}</span></td></tr>`)}</tbody></table></div>${letters.items.length < letters.total ? html`<button type="button" @click=${() => letters.reach(letters.items.length)}>Show more</button>` : nothing}` : html`<p class="quiet">None: every record that came could be read.</p>`)}</section>
      <section><details><summary><h2>The queries that are asked</h2></summary>${loaded(pack, p => html`<div class="scroll" tabindex="0" role="region" aria-label="Queries"><table><thead><tr><th scope="col">Query</th><th scope="col">Asks</th><th scope="col" class="num">Every</th><th scope="col">ATT&amp;CK</th></tr></thead><tbody>${p.queries.map(q => html`<tr><th scope="row" class="mono">${q.query}</th><td>${q.description ? html`${shown(q.description, 300)}<br>` : nothing}<code>${shown(q.sql, 600)}</code></td><td class="num">${q.interval_seconds ? `${count(q.interval_seconds)} s` : ''}</td><td>${(q.techniques ?? []).join(' ')}</td></tr>`)}</tbody></table></div>`)}</details></section>`,
  };
}

function status(h) {
  return html`<section class="verdict ${h.ready ? 'clean' : 'nodata'}" aria-label="State"><span class="mark" aria-hidden="true">${h.ready ? '✓' : '…'}</span><div><h2>${h.ready ? 'Caught up' : 'Still reading'}</h2><p>${shown(h.state, 300)}</p><p class="quiet">${h.version ? html`version ${h.version}, ` : nothing}started ${when(h.started_at)}</p></div></section>
    <dl class="tiles"><div><dt>Findings in memory</dt><dd>${count(h.findings)}${h.dropped ? html`<span class="quiet">${count(h.dropped)} closed ones forgotten</span>` : nothing}</dd></div><div class=${h.unreadable ? 'bad' : ''}><dt>Unreadable</dt><dd>${count(h.unreadable)}</dd></div><div class=${h.dead_letters ? 'bad' : ''}><dt>Dead letters</dt><dd>${count(h.dead_letters)}</dd></div><div><dt>Pages open</dt><dd>${count(h.streams)}</dd></div>${h.memory ? html`<div><dt>Memory</dt><dd>${count(Math.round(h.memory.used / 1048576))}<span class="quiet">of ${count(Math.round(h.memory.max / 1048576))} MiB</span></dd></div>` : nothing}</dl>
    <section><h2>Topics</h2><div class="scroll" tabindex="0" role="region" aria-label="Topics"><table><thead><tr><th scope="col">Topic</th><th scope="col" class="num">Read</th><th scope="col" class="num">Behind</th><th scope="col">State</th></tr></thead><tbody>${h.topics.map(t => html`<tr><th scope="row" class="mono">${t.topic}</th><td class="num">${count(t.read)}</td><td class="num">${count(t.lag ?? Math.max(0, t.end - t.read))}</td><td>${(t.lag ?? t.end - t.read) > 0 ? chip('behind', 'nodata') : chip('✓ caught up', 'clean')}</td></tr>`)}</tbody></table></div></section>`;
}

function letter(l) {
  openDialog({title: `Dead letter ${l.partition}/${l.offset}`, view: () => html`<p>${shown(l.reason, 2000)}</p><p class="quiet">${when(l.at)} · key ${shown(l.key ?? '', 100)} · ${many(l.bytes ?? 0, 'byte')}</p><table class="kv"><tbody>${Object.entries(l.headers ?? {}).map(([name, value]) => html`<tr><th scope="row">${shown(name, 80)}</th><td>${shown(value, 600)}</td></tr>`)}</tbody></table><pre class="longtext" tabindex="0"><bdi>${shown(l.excerpt ?? '', 20_000)}</bdi></pre>${copyButton(l.excerpt ?? '', 'Copy')}`});
}
