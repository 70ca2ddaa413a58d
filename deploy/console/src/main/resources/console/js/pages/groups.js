// All groups, those with the worst first.
import {html, nothing} from '../lib.js';
import {listen} from '../live.js';
import {count, many, when, SEVERITIES} from '../words.js';
import {loaded, groupLink, severity, empty} from '../ui/parts.js';
import {filters} from '../ui/filters.js';
import {paged} from '../ui/paged.js';
import * as to from '../route.js';

export function open(at) {
  let params = at.params;
  const groups = paged('v1/groups', () => ({text: params.text}), g => g.group);
  const quiet = listen(events => { if (events.some(e => ['finding', 'evaluation', 'reset'].includes(e.type))) groups.refresh(); });
  groups.load();
  return {
    close: () => { groups.stop(); quiet(); },
    refined: next => { params = next.params; groups.load(); },
    view: () => html`<h1 tabindex="-1">Groups</h1>${filters(params, [{name: 'text', label: 'Name', search: true}])}
      ${loaded(groups, () => groups.total ? html`<p><b>${many(groups.total, 'group')}</b></p><div class="scroll" tabindex="0" role="region" aria-label="Groups"><table><thead><tr><th scope="col">Group</th><th scope="col">Account, region</th><th scope="col">Open</th><th scope="col" class="num">Hosts</th><th scope="col" class="num">Judged</th><th scope="col" class="num">Silent</th><th scope="col" class="num">Queries</th><th scope="col" class="num">Not judged</th><th scope="col">Last judged</th></tr></thead>
        <tbody>${groups.items.map(g => html`<tr><th scope="row">${groupLink(g.group)}</th><td class="quiet">${g.account ?? ''} ${g.region ?? ''}</td><td>${g.no_data ? html`<span class="chip nodata">? no data</span>` : opened(g)}</td><td class="num">${count(g.hosts)}</td><td class="num">${count(g.judged)}</td><td class="num">${count(g.silent)}</td><td class="num">${count(g.queries)}</td><td class="num">${count(g.not_judged)}</td><td>${when(g.last_evaluated_at)}</td></tr>`)}</tbody></table></div>
        ${groups.items.length < groups.total ? html`<button type="button" @click=${() => groups.reach(groups.items.length)}>Show more</button>` : nothing}` : empty(params.text ? 'No group has this name' : 'No data: no group is known', params.text ? '' : 'No host has been judged yet. Start a collector or send observations; then groups stand here.'))}`,
  };
}

function opened(g) {
  const words = [...SEVERITIES].reverse().filter(word => g.open[word]);
  return words.length ? html`<span class="chips">${words.map(word => html`<a href=${to.link('queue', {group: g.group, severity: word})} aria-label="${g.open[word]} ${word}"><span class="chip sev ${word}">${count(g.open[word])} ${word}</span></a>`)}</span>` : html`<span class="chip clean">✓ nothing</span>`;
}
