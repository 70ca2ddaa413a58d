// Who decided what, when and from where.
import {html, nothing} from '../lib.js';
import {listen} from '../live.js';
import {shown} from '../text.js';
import {count, many, when} from '../words.js';
import {loaded, empty, chip, copyButton, groupLink} from '../ui/parts.js';
import {filters} from '../ui/filters.js';
import {paged} from '../ui/paged.js';

export function open(at) {
  let params = at.params;
  const list = paged('v1/audit', () => ({group: params.group, from: params.from, to: params.to}), x => JSON.stringify(x));
  const quiet = listen(events => { if (events.some(e => ['audit', 'reset'].includes(e.type))) list.refresh(); });
  list.load();
  return {
    close: () => { list.stop(); quiet(); },
    refined: next => { params = next.params; list.load(); },
    view: () => html`<h1 tabindex="-1">Audit</h1><p class="quiet">Every decision, analysis and replay that was asked for, by whom, from where, and what became of it.</p>${filters(params, [{name: 'from', label: 'From', placeholder: '-24h or 03:10'}, {name: 'to', label: 'To'}], {more: ['group']})}
      ${loaded(list, () => list.total ? html`<p><b>${many(list.total, 'entry', 'entries')}</b></p><ol class="audit">${list.items.map(line)}</ol>
        ${list.items.length < list.total ? html`<button type="button" @click=${() => list.reach(list.items.length)}>Show more (${count(list.total - list.items.length)})</button>` : nothing}` : empty('Nobody has decided anything', 'No entry is in this time.'))}`,
  };
}

const ACTIONS = {in_force: 'in force', requested: 'asked for'};

/** Who, from where, what for; of a decision of the processor, whose it was. */
function line(x) {
  const e = x.entry, json = JSON.stringify(e, null, 2), work = ['analysis', 'replay'].includes(e.kind);
  return html`<li><span class="at">${when(x.at)}</span> ${chip(ACTIONS[e.action] ?? e.action, e.action === 'refused' || e.action === 'erased' ? 'nodata' : '')} <b>${e.kind}${e.version ? ` ${e.version}` : ''}</b> of ${groupLink(e.group)}${e.query ? html` <span class="mono">${shown(e.query, 60)}</span>` : nothing}
    ${e.action === 'requested' ? html`<span>${shown(e.reason, 300)}</span>` : html`<span>by ${shown(e.by ?? '', 80)}</span>${e.keys?.length ? html` <span class="quiet">signed by ${shown(e.keys.join(', '), 200)}</span>` : nothing}${e.reason ? html`<br>${shown(e.reason, 400)}` : nothing}`}
    ${e.ground ? html`<br><span class="quiet">${work ? '' : '“'}${shown(e.ground, 400)}${work ? '' : '”'}</span>` : nothing}
    <details><summary class="quiet">record</summary><pre class="json" tabindex="0"><bdi>${shown(json, 6000)}</bdi></pre>${copyButton(json, 'Copy JSON')}</details></li>`;
}
