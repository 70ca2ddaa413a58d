// Stacking: what a query's hosts have, rarest first.
import {html, nothing} from '../lib.js';
import {get, resource} from '../api.js';
import {plain, shown} from '../text.js';
import {count, many, when, groupName} from '../words.js';
import {loaded, linked, hostLink, share, empty, noData, copyMark} from '../ui/parts.js';
import {filters} from '../ui/filters.js';
import {paged} from '../ui/paged.js';
import {table} from '../ui/table.js';
import * as to from '../route.js';

export function open(at) {
  let params = at.params;
  const groups = resource(signal => get('v1/groups', {limit: 500}, signal));
  const pack = resource(signal => get('v1/group', {group: params.group}, signal));
  const items = paged('v1/stack', () => ({group: params.group, query: params.query, text: params.text}), item => JSON.stringify(item.row));
  const rows = table('Things by prevalence', [{title: 'On', width: '10rem'}, {title: 'Thing', width: 'minmax(0, 1fr)'}, {title: 'Who', width: '12rem'}, {title: 'Since', width: '9.5rem'}], {guess: 76, phone: 220});
  const load = () => { if (params.group) pack.load(); if (params.group && params.query) items.load(); };
  groups.load();
  load();
  return {
    close: () => { groups.stop(); pack.stop(); items.stop(); rows.stop(); },
    refined: next => { params = next.params; rows.reset(); load(); },
    view: () => html`<h1 tabindex="-1">Stack</h1><p class="quiet">What the hosts of a group have, rarest first, over the newest answer of each.</p>
      ${filters(params, [
        {name: 'group', label: 'Group', options: [['', 'choose …'], ...(groups.data?.items ?? (params.group ? [{group: params.group}] : [])).map(g => [g.group, plain(groupName(g.group))])]},
        {name: 'query', label: 'Query', options: [['', 'choose …'], ...(pack.data?.queries ?? (params.query ? [{query: params.query}] : [])).map(q => [q.query, q.query])]},
        {name: 'text', label: 'Text in a row', search: true}], {page: 'stack'})}
      ${groups.error?.status === 503 ? loaded(groups, () => nothing) : !params.group || !params.query ? empty('Choose a group and a query', '') : loaded(items, () => stack(items, params, rows))}`,
  };
}

function stack(items, params, rows) {
  const p = items.page;
  return html`<p><b>${many(items.total, 'thing')}</b> on ${many(p.covered, 'host')} that answered${p.since ? html` <span class="quiet">· read back to</span> ${when(p.since)}` : nothing}</p>${p.complete ? nothing : html`<div class="warn">Not everything could be read: ${shown(p.why ?? 'the time is longer than the bounds', 200)}. A thing may be on more hosts than it says.</div>`}
    ${items.total ? rows.view(items, item => JSON.stringify(item.row), item => line(item, params.group), item => (item.hosts * 2 < item.of ? 'rare' : '')) : !p.covered ? noData('No data: no host answered lately', 'Nothing can be said of what they have.') : empty(params.text ? 'No row has this text' : 'No host has a row here', 'The hosts answered, and what they answered is empty.')}`;
}

const line = (item, group) => [share(item.hosts, item.of), html`<span class="mono">${linked(item.row)}<span class="cellacts">${copyMark(JSON.stringify(item.row))}</span>${(item.findings ?? []).map(uid => html` <a href=${to.finding(uid)}>finding ${uid.slice(0, 8)}</a>`)}</span>`,
  item.hosts === item.of ? html`<span class="quiet">all</span>` : html`<span>${(item.instances ?? []).slice(0, 3).map(id => html`${hostLink(group, id)} `)}${item.hosts > 3 ? html`<span class="quiet">+${count(item.hosts - 3)}</span>` : nothing}</span>`, when(item.first_seen)];
