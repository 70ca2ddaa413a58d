// Who decided what, when and from where.
import {html, nothing} from '../lib.js';
import {listen} from '../live.js';
import {shown} from '../text.js';
import {count, many, when} from '../words.js';
import {loaded, empty, copyButton} from '../ui/parts.js';
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
    view: () => html`<h1 tabindex="-1">Audit</h1><p class="quiet">Every decision, analysis and replay that was asked for, by whom, from where, and what became of it.</p>${filters(params, [{name: 'from', label: 'From', placeholder: '24h, 2026-11-30T03:00:00Z'}, {name: 'to', label: 'To'}], {more: ['group']})}
      ${loaded(list, () => list.total ? html`<p><b>${many(list.total, 'entry', 'entries')}</b></p><ol class="audit">${list.items.map(x => html`<li><span class="at">${when(x.at)}</span> <span>${shown(x.words ?? x.entry.action ?? '', 400)}</span><details><summary class="quiet">record</summary><pre class="json" tabindex="0"><bdi>${shown(JSON.stringify(x.entry, null, 2), 6000)}</bdi></pre>${copyButton(JSON.stringify(x.entry, null, 2), 'Copy JSON')}</details></li>`)}</ol>
        ${list.items.length < list.total ? html`<button type="button" @click=${() => list.reach(list.items.length)}>Show more (${count(list.total - list.items.length)})</button>` : nothing}` : empty('Nobody has decided anything', 'No entry is in this time.'))}`,
  };
}
