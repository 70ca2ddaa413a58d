// All groups, those with the worst first.
import {html, nothing} from '../lib.js';
import {listen} from '../live.js';
import {count, many, when, SEVERITIES} from '../words.js';
import {loaded, groupLink, severity, empty, noData} from '../ui/parts.js';
import {filters} from '../ui/filters.js';
import {paged} from '../ui/paged.js';
import {table} from '../ui/table.js';
import * as to from '../route.js';

export function open(at) {
  let params = at.params;
  const groups = paged('v1/groups', () => ({text: params.text}), g => g.group);
  const quiet = listen(events => { if (events.some(e => ['finding', 'evaluation', 'reset'].includes(e.type))) groups.refresh(); });
  const rows = table('Groups', [{title: 'Group', width: 'minmax(0, 2fr)'}, {title: 'Open', width: 'minmax(0, 2.5fr)'}, {title: 'Hosts', width: '4rem', num: true}, {title: 'Judged', width: '4rem', num: true}, {title: 'Silent', width: '4rem', num: true}, {title: 'Queries', width: '4rem', num: true}, {title: 'Not judged', width: '5.5rem', num: true}, {title: 'Last judged', width: '9.5rem'}]);
  groups.load();
  return {
    close: () => { groups.stop(); quiet(); rows.stop(); },
    refined: next => { params = next.params; groups.load(); },
    view: () => html`<h1 tabindex="-1">Groups</h1>${filters(params, [{name: 'text', label: 'Name', search: true}])}
      ${loaded(groups, () => groups.total ? html`<p><b>${many(groups.total, 'group')}</b></p>${rows.view(groups, g => g.group, line)}` : params.text ? empty('No group has this name', '') : noData('No data: no group is known', 'No host has been judged yet. Start a collector or send observations; then groups stand here.'))}`,
  };
}

function opened(g) {
  const words = [...SEVERITIES].reverse().filter(word => g.open[word]);
  return words.length ? html`<span class="chips">${words.map(word => html`<a href=${to.link('queue', {group: g.group, severity: word})} aria-label="${g.open[word]} ${word}"><span class="chip sev ${word}">${count(g.open[word])} ${word}</span></a>`)}</span>` : html`<span class="chip clean">✓ nothing</span>`;
}

const line = g => [html`${groupLink(g.group)}<br><span class="quiet small">${g.account ?? ''} ${g.region ?? ''}</span>`, g.no_data ? html`<span class="chip nodata">? no data</span>` : opened(g), count(g.hosts), count(g.judged), g.silent ? html`<b>${count(g.silent)}</b>` : '0', count(g.queries), count(g.not_judged), when(g.last_evaluated_at)];
