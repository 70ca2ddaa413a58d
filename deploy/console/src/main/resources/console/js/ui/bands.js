// What lasted from when to when: deploys and gaps as bands on one axis of time.
import {html, nothing, css} from '../lib.js';
import {shown, brief} from '../text.js';
import {utc, what, many} from '../words.js';
import * as to from '../route.js';

/** findings: with first_seen, last_seen, kind; times: what else the axis reaches over. */
export function bands(findings, times) {
  if (!findings.length) return html`<p class="quiet">No deploy separated the hosts, and no gap lasted, as far as is known.</p>`;
  const all = [...times, ...findings.flatMap(f => [f.first_seen, f.last_seen])].map(t => +new Date(t)).filter(Number.isFinite);
  const from = Math.min(...all), span = Math.max(60_000, Math.max(...all) - from);
  const part = t => (100 * (new Date(t) - from)) / span;
  return html`<ol class="bands">${findings.slice(0, 60).map(f => html`<li><a href=${to.finding(f.uid)} title=${brief(f.reason, 200)}>${shown(what(f), 80)}</a> <span class="quiet">${f.cohort ? html`${shown(f.cohort, 80)} · ` : nothing}${many(f.hosts, 'host')}${f.open ? '' : ' · over'}</span>
      <span class="rail" role="img" aria-label="from ${utc(f.first_seen)} to ${f.open ? 'now' : utc(f.last_seen)}"><i class=${f.kind} title="${utc(f.first_seen)} to ${f.open ? 'now' : utc(f.last_seen)}" ${css({left: `${part(f.first_seen)}%`, width: `${Math.max(0.8, (f.open ? 100 : part(f.last_seen)) - part(f.first_seen))}%`})}></i></span></li>`)}</ol>
    <p class="legend bandaxis"><span>${utc(from)}</span><span><i class="drift"></i>deploy</span><span><i class="coverage"></i>not judged</span><span>${utc(from + span)}</span></p>`;
}
