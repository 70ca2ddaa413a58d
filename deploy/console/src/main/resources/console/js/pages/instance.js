// One host: everything odd and everything normal about it, and what happened on it, also after it is gone.
import {html, nothing} from '../lib.js';
import {get, resource} from '../api.js';
import {listen} from '../live.js';
import {shown} from '../text.js';
import {many, when} from '../words.js';
import {loaded, severity, chip, groupLink, findingLines, copyButton} from '../ui/parts.js';
import {timeline} from '../ui/timeline.js';
import * as to from '../route.js';

const STATES = {judged: ['clean', 'judged'], partly: ['low', 'judged in part'], silent: ['nodata', 'silent: stopped answering'], gone: ['nodata', 'gone: no newest evaluation has it']};

export function open(at) {
  const {group, instance} = at.params;
  const detail = resource(signal => get('v1/instance', {group, instance}, signal));
  const quiet = listen(events => { if (events.some(e => e.type === 'reset' || (e.data.group === group && ['finding', 'evaluation'].includes(e.type)))) detail.load(); });
  detail.load();
  return {
    close: () => { detail.stop(); quiet(); },
    view: () => html`<nav class="crumbs" aria-label="Where this is"><a href="#/groups">Groups</a> › ${groupLink(group)}</nav><h1 tabindex="-1" class="mono">${shown(instance, 80)}</h1>${loaded(detail, page)}`,
  };
}

function page(d) {
  const s = d.summary, [kind, words] = STATES[s.state] ?? STATES.gone;
  const facts = [['Host name', s.hostname], ['Address', s.private_ip], ['Zone', s.az], ['Image', s.ami], ['Launch version', s.launch_version], ['Type', s.instance_type]].filter(([, value]) => value);
  return html`<p class="chips">${chip(words, s.state === 'judged' && d.findings.length ? '' : kind)}${s.worst ? severity(s.worst) : nothing}${s.score ? chip(`score ${s.score.toFixed(1)}`) : nothing} <span class="quiet">last judged</span> ${when(s.last_judged_at)}</p>
    <dl class="facts">${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd class="mono">${shown(value, 120)}</dd></div>`)}</dl>
    <section><h2>Odd on it <span class="quiet">${many(d.findings.length, 'open finding')}${s.since ? html`, since ${when(s.since)}` : nothing}</span></h2>${findingLines(d.findings, s.state === 'judged' ? 'Nothing: in all queries it is like its peers.' : 'Nothing that could be judged.')}</section>
    <section><h2>Every query</h2><ul class="querylist">${[...d.queries].sort((a, b) => rank(b) - rank(a)).map(q => html`<li class=${q.state}><a class="mono" href=${to.link('stack', {group: s.group, query: q.query})}>${shown(q.query, 60)}</a> ${q.state === 'judged' ? html`<span class="chip clean">✓ like its peers</span>` : q.state === 'absent' ? html`<span class="chip nodata">⊘ not judged</span>` : q.state === 'unknown' ? html`<span class="chip nodata">? nothing is known</span>` : severity(q.state)}${q.reason ? html` <span class="quiet">${shown(q.reason, 200)}</span>` : nothing}</li>`)}</ul></section>
    <div class="cols"><section><h2>What happened on it</h2>${timeline(d.history)}</section>
    <section><h2>Closed before</h2>${findingLines(d.closed, 'Nothing was closed on it that is still known.')}</section></div>
    <p>${copyButton(s.instance_id, 'Copy instance id')} ${s.hostname ? copyButton(s.hostname, 'Copy host name') : nothing} <a href=${to.link('queue', {host: s.instance_id, state: 'all'})}>All its findings in the queue</a></p>`;
}

const rank = q => ['judged', 'unknown', 'absent', 'informational', 'low', 'medium', 'high', 'critical'].indexOf(q.state);
