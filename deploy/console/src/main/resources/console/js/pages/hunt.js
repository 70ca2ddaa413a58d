// Have we this anywhere? A value over all groups, now and in what is kept.
import {html, nothing} from '../lib.js';
import {listen} from '../live.js';
import {shown, brief, cut, piecesMarked} from '../text.js';
import {count, many, when} from '../words.js';
import {loaded, groupLink, hostLink, empty} from '../ui/parts.js';
import {paged} from '../ui/paged.js';
import {table} from '../ui/table.js';
import {refine} from '../route.js';
import * as to from '../route.js';

const WHERE = {finding: 'finding', set_aside: 'set aside', passing: 'comes and goes', baseline: 'baseline', exception: 'exception', host: 'host'};

export function open(at) {
  let params = at.params;
  const seen = paged('v1/seen', () => ({value: params.value, match: params.match}), item => JSON.stringify(item));
  const rows = table('Where it is', [{title: 'Where', width: 'minmax(0, 1.2fr)'}, {title: 'Value', width: 'minmax(0, 2fr)'}, {title: 'Group', width: 'minmax(0, 1fr)'}, {title: 'Who', width: '12rem'}, {title: 'When', width: '12rem'}], {guess: 60, phone: 180});
  const asked = () => params.value?.length >= (params.match === 'exact' ? 1 : 2);
  const load = () => { if (asked()) seen.load(); };
  const quiet = listen(events => { if (params.value && events.some(e => e.type === 'finding')) seen.refresh(); });
  load();
  return {
    close: () => { seen.stop(); quiet(); rows.stop(); },
    refined: next => { params = next.params; rows.reset(); load(); },
    view: () => html`<h1 tabindex="-1">Hunt</h1><p class="quiet">Have we this anywhere? A path, hash, port, user, key or address, over all groups: in findings, open and closed, in what was set aside, in baselines and exceptions, and among the hosts.</p>
      <form class="filters" role="search" aria-label="Hunt" @submit=${event => { event.preventDefault(); refine({value: event.target.value_.value.trim(), match: event.target.exact.checked ? 'exact' : undefined}); }}>
        <label class="grow">Value<input name="value_" type="search" data-search minlength=${params.match === 'exact' ? 1 : 2} maxlength="1000" required .value=${params.value ?? ''} autocomplete="off" spellcheck="false"></label><label class="check"><input type="checkbox" name="exact" .checked=${params.match === 'exact'}> the whole value</label><button class="primary">Hunt</button></form>
      ${asked() ? loaded(seen, () => result(seen, params, rows)) : nothing}`,
  };
}

function result(seen, params, rows) {
  const s = seen.page.searched;
  const where = html`Searched ${many(s.findings, 'finding')}, ${many(s.evaluations, 'evaluation')}, ${many(s.baselines, 'baseline')}${s.hosts === undefined ? nothing : html`, ${many(s.hosts, 'host')}`}${s.since ? html`, back to ${when(s.since)}` : nothing}. Rows that all hosts share are in none of these: <a href="#/stack">Stack</a> and <code>diffy search</code> read the answers themselves.`;
  if (!seen.total) return empty(`“${brief(params.value, 80)}” is nowhere in what was searched`, where);
  return html`<p><b>${many(seen.total, 'place')}</b>. <span class="quiet">${where}</span></p>
    ${rows.view(seen, item => JSON.stringify(item), item => line(item, params.value))}`;
}

const line = (i, value) => [html`${i.uid && i.where === 'finding' ? html`<a href=${to.finding(i.uid)}>${i.open ? 'open finding' : 'closed finding'}</a>` : WHERE[i.where]}<br><span class="quiet mono">${i.query ? shown(i.query, 40) : nothing}${i.column ? html`<wbr>.${shown(i.column, 40)}` : nothing}</span>`,
  html`<span class="mono">${hit(i.text, value)}</span>`, groupLink(i.group), html`<span>${(i.instances ?? []).slice(0, 3).map(id => html`${hostLink(i.group, id)} `)}${(i.hosts ?? 0) > 3 ? html`<span class="quiet">${count(i.hosts)} hosts</span>` : nothing}</span>`,
  html`<span>${i.first_seen ? html`<span class="quiet">first</span> ${when(i.first_seen, false)}<br>` : nothing}<span class="quiet">last</span> ${when(i.last_seen, false)}</span>`];

/** What was looked for is marked; a long text is shown from a little before it. */
function hit(text, value) {
  const at = text.toLowerCase().indexOf(value.toLowerCase());
  if (at < 0) return shown(text, 300);
  const from = at > 200 ? at - 120 : 0;
  const part = cut(text.slice(from), at - from + value.length + 200);
  return html`${from ? '…' : nothing}<bdi class="v">${piecesMarked(part, at - from, at - from + value.length)}</bdi>${from + part.length < text.length ? '…' : nothing}`;
}
