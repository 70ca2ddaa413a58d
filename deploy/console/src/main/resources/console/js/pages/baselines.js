// Known good: baselines in force and waiting, and their rows.
import {html, nothing} from '../lib.js';
import {get, resource} from '../api.js';
import {redraw} from '../draw.js';
import {shown} from '../text.js';
import {count, many, when} from '../words.js';
import {loaded, groupLink, empty, chip, inline, copyButton} from '../ui/parts.js';
import {filters} from '../ui/filters.js';
import {paged} from '../ui/paged.js';
import {openDialog} from '../ui/overlay.js';

export function open(at) {
  let params = at.params;
  const list = paged('v1/baselines', () => ({group: params.group, query: params.query}), b => `${b.group}${b.query}${b.cohort}${b.version}`);
  list.load();
  return {
    close: () => list.stop(),
    refined: next => { params = next.params; list.load(); },
    view: () => html`<h1 tabindex="-1">Baselines</h1><p class="quiet">What known clean hosts answered. A baseline counts as ten more hosts.</p>${filters(params, [{name: 'query', label: 'Query', search: true}], {more: ['group']})}
      ${loaded(list, () => list.total ? html`<p><b>${many(list.total, 'baseline')}</b></p><div class="scroll" tabindex="0" role="region" aria-label="Baselines"><table><thead><tr><th scope="col">Group</th><th scope="col">Query</th><th scope="col">Cohort</th><th scope="col">State</th><th scope="col" class="num">Version</th><th scope="col" class="num">Rows</th><th scope="col">Taken</th><th scope="col">Signed</th><th scope="col"><span class="sr">Rows</span></th></tr></thead><tbody>${list.items.map(b => html`<tr><th scope="row">${groupLink(b.group)}</th><td class="mono">${shown(b.query, 60)}</td><td>${shown(b.cohort ?? '', 80)}</td><td>${chip(b.state, b.state === 'in force' ? 'clean' : 'nodata')}${b.why ? html`<br><span class="quiet">${shown(b.why, 160)}</span>` : nothing}</td><td class="num">${b.version}</td><td class="num">${b.rows === undefined ? '' : count(b.rows)}</td><td>${when(b.taken_at)}<br><span class="quiet">${b.taken_by ? html`by ${shown(b.taken_by, 60)}` : nothing}</span></td><td>${(b.signed_by ?? []).map(s => html`${shown(s, 60)} `)}</td><td><button type="button" class="small" @click=${() => rows(b)}>Rows</button></td></tr>`)}</tbody></table></div>
        ${list.items.length < list.total ? html`<button type="button" @click=${() => list.reach(list.items.length)}>Show more</button>` : nothing}` : empty('No baseline was taken', html`The hosts are compared with each other alone. <code>diffy new baseline GROUP</code> takes one.`))}`,
  };
}

function rows(b) {
  const {group, query, ami, launch_version, instance_type, version} = b;
  const detail = resource(signal => get('v1/baseline', {group, query, ami, launch_version, instance_type, version}, signal));
  openDialog({title: `${query}, version ${version}`, closed: () => detail.stop(), view: () => loaded(detail, d => html`${d.answers.map(a => html`<h3 class="mono">${shown(a.instance_id, 60)} <span class="quiet">${many(a.total ?? a.rows.length, 'row')}</span> ${copyButton(JSON.stringify(a.rows), 'Copy JSON')}</h3><ul class="plain mono rows">${a.rows.slice(0, 200).map(row => html`<li>${inline(row)}</li>`)}</ul>${(a.total ?? a.rows.length) > 200 ? html`<p class="quiet">the first 200</p>` : nothing}`)}`)});
  detail.load();
  redraw();
}
