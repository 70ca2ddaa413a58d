// What people accepted, who, why, until when, and what it hides now. Nothing is hidden that this list does not show.
import {html, nothing} from '../lib.js';
import {redraw} from '../draw.js';
import {listen} from '../live.js';
import {shown, brief} from '../text.js';
import {count, many, when} from '../words.js';
import {loaded, groupLink, empty, chip} from '../ui/parts.js';
import {filters} from '../ui/filters.js';
import {paged} from '../ui/paged.js';
import {table} from '../ui/table.js';
import {undo} from '../ui/accept.js';
import {mayWrite} from '../me.js';
import * as to from '../route.js';

export function open(at) {
  let params = at.params;
  const picked = new Set();
  const list = paged('v1/exceptions', () => ({group: params.group, state: params.state}), x => x.id);
  const quiet = listen(events => { if (events.some(e => ['exception', 'finding', 'reset'].includes(e.type))) list.refresh(); });
  const end = ids => undo(ids, () => { picked.clear(); list.refresh(); });
  const rows = table('Exceptions', [{title: 'What', width: 'minmax(0, 2fr)'}, {title: 'Group, scope', width: 'minmax(0, 1.3fr)'}, {title: 'Why, by whom', width: 'minmax(0, 1.6fr)'}, {title: 'Until', width: '9.5rem'}, {title: 'Hides now', width: 'minmax(0, 1fr)'}, {title: 'End it', width: '3.5rem', sr: true}], {guess: 72, phone: 260});
  list.load();
  return {
    close: () => { list.stop(); quiet(); rows.stop(); },
    refined: next => { params = next.params; rows.reset(); list.load(); },
    view: () => html`<h1 tabindex="-1">Exceptions</h1><p class="quiet">What was accepted. When a row changes, its finding opens again.</p>${filters(params, [{name: 'state', label: 'Show', options: [['', 'all'], ['in_force', 'in force'], ['ended', 'ended']]}], {more: ['group']})}
      ${loaded(list, () => list.total ? html`<div class="listhead"><p><b>${many(list.total, 'exception')}</b></p><div class="actions">${picked.size ? html`<button type="button" class="primary" ?disabled=${!mayWrite()} @click=${() => end([...picked])}>End ${count(picked.size)}</button>` : nothing}</div></div>
        ${rows.view(list, x => x.id, x => line(x, picked, end), x => (x.in_force ? '' : 'ended'))}` : empty(params.state ? 'No such exception' : 'Nothing was accepted', 'So nothing is hidden: all that is odd stands in the queue. Accept a finding there when you know that it is harmless.'))}`,
  };
}

const line = (x, picked, end) => [html`<span class="picking">${x.in_force ? html`<input type="checkbox" aria-label="Pick ${brief(x.summary ?? x.id, 40)}" .checked=${picked.has(x.id)} @change=${() => { if (!picked.delete(x.id)) picked.add(x.id); redraw(); }}>` : nothing}<span><a href=${to.finding(x.finding_uid)}>${shown(x.query ?? 'finding', 60)} ${x.kind ?? ''}</a><span class="mono fsum">${shown(x.summary ?? '', 200)}</span></span></span>`, html`<span>${groupLink(x.group)}<br><span class="quiet">${x.scope}${x.instance_id ? html` <span class="mono">${shown(x.instance_id, 40)}</span>` : nothing}${x.any_attributes ? ', whatever its attributes' : ''}</span></span>`,
  html`<span>${shown(x.reason, 300)}<br><span class="quiet">${shown(x.by, 60)},</span> ${when(x.at)}</span>`, x.in_force ? x.waiting ? chip('waits for signatures') : x.expires_at ? when(x.expires_at) : html`<b>for ever</b>` : html`<span class="quiet">${x.removed ? html`ended by ${shown(x.removed.by, 60)}, ${when(x.removed.at, false)}` : 'expired'}</span>`,
  x.hides ? shown(x.hides, 200) : html`<span class="quiet">nothing</span>`, x.in_force ? html`<button type="button" class="small" ?disabled=${!mayWrite()} @click=${() => end([x.id])}>End</button>` : nothing];
