// What lasted from when to when as bands on one axis of time: deploys, gaps, the hosts of each image.
import {html, css} from '../lib.js';
import {shown, brief} from '../text.js';
import {utc, what, many} from '../words.js';
import * as to from '../route.js';

const KINDS = {drift: 'deploy', coverage: 'not judged', cohort: 'hosts of it answered'};

/** items: {label, note, from, to, kind, title}; times: what else the axis reaches over. */
function bands(items, times) {
  const all = [...times, ...items.flatMap(i => [i.from, i.to])].map(t => +new Date(t)).filter(Number.isFinite);
  const from = Math.min(...all), span = Math.max(60_000, Math.max(...all) - from);
  const part = t => (100 * (new Date(t) - from)) / span;
  return html`<ol class="bands">${items.map(i => html`<li>${i.label} <span class="quiet">${i.note}</span>
      <span class="rail" role="img" aria-label="from ${utc(i.from)} to ${utc(i.to)}"><i class=${i.kind} title="${utc(i.from)} to ${utc(i.to)}" ${css({left: `${part(i.from)}%`, width: `${Math.max(0.8, part(i.to) - part(i.from))}%`})}></i></span></li>`)}</ol>
    <p class="legend bandaxis"><span>${utc(from)}</span>${[...new Set(items.map(i => i.kind))].map(kind => html`<span><i class=${kind}></i>${KINDS[kind]}</span>`)}<span>${utc(from + span)}</span></p>`;
}

/** Findings that last: what is open lasts until now. */
export const findingBands = (findings, times) => findings.length ? bands(findings.slice(0, 60).map(f => ({label: html`<a href=${to.finding(f.uid)} title=${brief(f.reason, 200)}>${shown(what(f), 80)}</a>`, note: html`${f.cohort ? html`${shown(f.cohort, 80)} · ` : ''}${many(f.hosts, 'host')}${f.open ? '' : ' · over'}`, from: f.first_seen, to: f.open ? new Date().toISOString() : f.last_seen, kind: f.kind})), times)
  : html`<p class="quiet">No deploy separated the hosts, and no gap lasted, as far as is known.</p>`;

/** Which images and launch versions ran when. */
export const cohortBands = d => d.items.length ? html`${bands(d.items.slice(0, 60).map(c => ({label: shown(c.label, 120), note: many(c.hosts, 'host'), from: c.first_answer_at, to: c.last_answer_at, kind: 'cohort'})), [d.since, d.at])}${d.complete ? '' : html`<div class="warn">Not everything could be read: ${shown(d.why ?? 'more lies there than is read for one answer', 200)}</div>`}`
  : html`<p class="quiet">No host answered in this time.</p>`;
