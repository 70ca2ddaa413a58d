// Have we this anywhere? A value over all groups, now and in what is kept.
import {html, nothing} from '../lib.js';
import {listen} from '../live.js';
import {shown, brief} from '../text.js';
import {count, many, when} from '../words.js';
import {loaded, groupLink, hostLink, empty} from '../ui/parts.js';
import {paged} from '../ui/paged.js';
import {refine} from '../route.js';
import * as to from '../route.js';

const WHERE = {finding: 'finding', set_aside: 'set aside', passing: 'comes and goes', baseline: 'baseline', exception: 'exception', host: 'host'};

export function open(at) {
  let params = at.params;
  const seen = paged('v1/seen', () => ({value: params.value, match: params.match}), (item, i) => `${item.where}${item.group}${item.query}${item.uid}${item.text}${i}`);
  const load = () => { if (params.value?.length >= 2) seen.load(); };
  const quiet = listen(events => { if (params.value && events.some(e => e.type === 'finding')) seen.refresh(); });
  load();
  return {
    close: () => { seen.stop(); quiet(); },
    refined: next => { params = next.params; load(); },
    view: () => html`<h1 tabindex="-1">Hunt</h1><p class="quiet">Have we this anywhere? A path, hash, port, user, key or address, over all groups: in findings, open and closed, in what was set aside, in baselines and exceptions, and among the hosts.</p>
      <form class="filters" role="search" aria-label="Hunt" @submit=${event => { event.preventDefault(); refine({value: event.target.value_.value.trim(), match: event.target.exact.checked ? 'exact' : undefined}); }}>
        <label class="grow">Value<input name="value_" type="search" data-search minlength="2" maxlength="1000" required .value=${params.value ?? ''} autocomplete="off" spellcheck="false"></label><label class="check"><input type="checkbox" name="exact" .checked=${params.match === 'exact'}> the whole value</label><button class="primary">Hunt</button></form>
      ${params.value?.length >= 2 ? loaded(seen, () => result(seen, params)) : nothing}`,
  };
}

function result(seen, params) {
  const s = seen.page.searched;
  const where = html`Searched ${many(s.findings, 'finding')}, ${many(s.evaluations, 'evaluation')}, ${many(s.baselines, 'baseline')}${s.hosts === undefined ? nothing : html`, ${many(s.hosts, 'host')}`}${s.since ? html`, back to ${when(s.since)}` : nothing}. Rows that all hosts share are in none of these: <a href="#/stack">Stack</a> and <code>diffy search</code> read the answers themselves.`;
  if (!seen.total) return empty(`“${brief(params.value, 80)}” is nowhere in what was searched`, where);
  return html`<p><b>${many(seen.total, 'place')}</b>. <span class="quiet">${where}</span></p>
    <div class="scroll" tabindex="0" role="region" aria-label="Where it is"><table><thead><tr><th scope="col">Where</th><th scope="col">Value it stands in</th><th scope="col">Group</th><th scope="col">Who</th><th scope="col">First</th><th scope="col">Last</th></tr></thead><tbody>${seen.items.map(i => html`<tr><th scope="row">${i.uid && i.where === 'finding' ? html`<a href=${to.finding(i.uid)}>${i.open ? 'open finding' : 'closed finding'}</a>` : WHERE[i.where]}<br><span class="quiet mono">${i.query ? shown(i.query, 40) : nothing}${i.column ? html`.${shown(i.column, 40)}` : nothing}</span></th><td class="mono">${hit(i.text, params.value)}</td><td>${groupLink(i.group)}</td><td>${(i.instances ?? []).slice(0, 3).map(id => html`${hostLink(i.group, id)} `)}${(i.hosts ?? 0) > 3 ? html`<span class="quiet">${count(i.hosts)} hosts</span>` : nothing}</td><td>${when(i.first_seen)}</td><td>${when(i.last_seen)}</td></tr>`)}</tbody></table></div>
    ${seen.items.length < seen.total ? html`<button type="button" @click=${() => seen.reach(seen.items.length)}>Show more</button>` : nothing}`;
}

function hit(text, value) {
  const at = text.toLowerCase().indexOf(value.toLowerCase());
  if (at < 0) return shown(text, 300);
  const from = Math.max(0, at - 120);
  return html`${from ? '…' : nothing}${text.slice(from, at) ? shown(text.slice(from, at)) : nothing}<mark>${shown(text.slice(at, at + value.length))}</mark>${text.length > at + value.length ? shown(text.slice(at + value.length), 200) : nothing}`;
}
