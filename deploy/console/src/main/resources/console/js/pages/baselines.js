// Known good: baselines in force and waiting, their rows, what differs from them, and the forms to take, sign and withdraw one.
import {html, nothing} from '../lib.js';
import {get, post, resource} from '../api.js';
import {redraw} from '../draw.js';
import {listen} from '../live.js';
import {plain, shown} from '../text.js';
import {count, many, when, groupName} from '../words.js';
import {loaded, groupLink, empty, chip, linked, copyButton} from '../ui/parts.js';
import {filters} from '../ui/filters.js';
import {paged} from '../ui/paged.js';
import {table} from '../ui/table.js';
import {openDialog, closeDialog, say} from '../ui/overlay.js';
import {me} from '../me.js';

const place = ({group, query, ami, launch_version, instance_type}) => ({group, query, ami, launch_version, instance_type});
const admin = () => me.role === 'admin';
/** For signatures: with none it is refused, with too few proposed. */
const waits = b => b.state === 'proposed' || b.state === 'refused';

export function open(at) {
  let params = at.params;
  const list = paged('v1/baselines', () => ({group: params.group, query: params.query}), b => `${b.group}${b.query}${b.cohort}${b.version}`);
  const lines = table('Baselines', [{title: 'Query', width: 'minmax(11.5rem, 1.2fr)'}, {title: 'Group, cohort', width: 'minmax(0, 1.6fr)'}, {title: 'State', width: 'minmax(0, 1.2fr)'}, {title: 'Version', width: '4rem', num: true}, {title: 'Rows', width: '4rem', num: true}, {title: 'Taken', width: '9.5rem'}, {title: 'What to do', width: 'minmax(0, 1.4fr)', sr: true}], {phone: 230});
  const quiet = listen(events => { if (events.some(e => ['audit', 'reset'].includes(e.type))) list.refresh(); });
  const again = () => list.refresh();
  list.load();
  return {
    close: () => { list.stop(); quiet(); lines.stop(); },
    refined: next => { params = next.params; lines.reset(); list.load(); },
    view: () => html`<h1 tabindex="-1">Baselines</h1><p class="quiet">What known clean hosts answered. A baseline counts as ten more hosts.</p>
      <div class="pagebar">${filters(params, [{name: 'query', label: 'Query', search: true}], {more: ['group']})}<button type="button" class="primary" ?disabled=${!admin()} title=${admin() ? nothing : 'It takes the role admin.'} @click=${() => take(params.group, again)}>Take a baseline …</button></div>
      ${loaded(list, () => list.total ? html`<p><b>${many(list.total, 'baseline')}</b></p>${lines.view(list, b => `${b.group}${b.query}${b.cohort}${b.version}`, b => line(b, again))}` : empty('No baseline was taken', html`The hosts are compared with each other alone. Take one of hosts that are known to be clean, here or with <code>diffy new baseline GROUP</code>, which asks them anew.`))}`,
  };
}

const line = (b, again) => [html`<span class="mono">${shown(b.query, 60)}</span>`, html`<span>${groupLink(b.group)}<br><span class="quiet small">${shown(b.cohort ?? '', 80)}</span></span>`,
  html`<span>${chip(b.state, b.state === 'in force' ? 'clean' : 'nodata')}${b.why ? html`<br><span class="quiet">${shown(b.why, 160)}</span>` : nothing}${b.signed_by?.length ? html`<br><span class="quiet">signed by ${b.signed_by.map(s => html`${shown(s, 60)} `)}</span>` : nothing}</span>`,
  b.version, b.rows === undefined ? '' : count(b.rows), html`<span>${when(b.taken_at, false)}${b.taken_by ? html`<br><span class="quiet">by ${shown(b.taken_by, 60)}</span>` : nothing}</span>`,
  html`<span class="actions"><button type="button" class="small" @click=${() => rows(b)}>Rows</button><button type="button" class="small" @click=${() => against(b)}>Compare</button>${waits(b) ? html`<button type="button" class="small" ?disabled=${!admin()} @click=${() => sign(b, again)}>Sign …</button>` : nothing}${b.state === 'in force' || b.state === 'proposed' ? html`<button type="button" class="small" ?disabled=${!admin()} @click=${() => withdraw(b, again)}>Withdraw …</button>` : nothing}</span>`];

const rowList = list => html`<ul class="plain mono rows">${list.slice(0, 200).map(row => html`<li>${linked(row.row ?? row)}</li>`)}</ul>${list.length > 200 ? html`<p class="quiet">the first 200</p>` : nothing}`;

function rows(b) {
  const detail = resource(signal => get('v1/baseline', {...place(b), version: b.version}, signal));
  openDialog({title: `${b.query}, version ${b.version}`, closed: () => detail.stop(), view: () => loaded(detail, d => html`${d.answers.map(a => html`<h3 class="mono">${shown(a.instance_id, 60)} <span class="quiet">${many(a.total ?? a.rows.length, 'row')}</span> ${copyButton(JSON.stringify(a.rows), 'Copy JSON')}</h3>${rowList(a.rows)}`)}`)});
  detail.load();
}

/** What its hosts show now, or an earlier version. */
function against(b) {
  let other;
  const detail = resource(signal => get('v1/baselines/compare', {...place(b), version: b.version, with_version: other}, signal));
  const part = (title, list, total, none) => html`<h3>${title} <span class="quiet">${many(total ?? list.length, 'row')}</span></h3>${list.length ? rowList(list) : html`<p class="quiet">${none}</p>`}`;
  openDialog({title: `${b.query}, version ${b.version}: what differs`, closed: () => detail.stop(), view: () => html`<label>Against <select @change=${e => { other = e.target.value || undefined; detail.load(); }}><option value="">what its hosts show now</option>${Array.from({length: Math.min(50, b.version - 1)}, (_, i) => html`<option value=${b.version - 1 - i}>version ${b.version - 1 - i}</option>`)}</select></label>
    ${loaded(detail, d => html`${d.hosts === undefined ? nothing : html`<p class="quiet">newest answers of ${many(d.hosts, 'host')}</p>`}${part(other ? `Only in version ${other}` : 'The hosts show, the baseline lacks', d.added, d.added_total, 'Nothing.')}${part(other ? `Only in version ${b.version}` : 'The baseline has, no host shows', d.gone, d.gone_total, 'Nothing.')}`)}`});
  detail.load();
}

/** A form in a dialog that writes; what the server refuses stands in it. */
function form(title, label, fields, write, done) {
  let trouble, busy = false;
  const submit = async event => {
    event.preventDefault();
    if (busy) return;
    busy = true;
    trouble = undefined;
    redraw();
    try {
      const said = await write();
      closeDialog();
      say(said);
      done();
    } catch (e) { trouble = e; }
    busy = false;
    redraw();
  };
  openDialog({title, view: () => html`<form class="accept" @submit=${submit}>${fields(trouble)}${trouble ? html`<p class="warn" role="alert">${shown(trouble.message)}</p>` : nothing}
    <div class="actions"><button class="primary" ?disabled=${busy}>${busy ? 'Writing …' : label}</button><button type="button" @click=${closeDialog}>Cancel</button></div></form>`});
}

function withdraw(b, done) {
  let reason = '';
  form(`Withdraw the baselines of ${b.query}`, 'Withdraw', () => html`<p>All baselines of <b>${shown(b.query, 60)}</b> in ${shown(groupName(b.group), 80)} end. Its hosts are compared with each other alone until another is taken.</p><label for="why">Why do they not hold any more?</label><textarea id="why" data-first required maxlength="1000" rows="2" @input=${e => { reason = e.target.value.trim(); }}></textarea>`,
    async () => { const {written} = await post('v1/baselines/withdraw', {group: b.group, query: b.query, reason}); return written.some(waits) ? `Asked for: ${many(written.length, 'baseline')} would end, and that waits for signatures` : `Withdrawn: ${many(written.length, 'baseline')}`; }, done);
}

function take(group, done) {
  const chosen = new Set(), why = {};
  let text = '';
  const groups = resource(signal => get('v1/groups', {limit: 500}, signal));
  const hosts = resource(signal => get('v1/instances', {group, text, limit: 200}, signal));
  groups.load();
  if (group) hosts.load();
  form('Take a baseline', 'Take it', trouble => html`<p class="quiet">What these hosts answered last becomes known good, in all queries. Nobody is asked. Choose hosts that you know to be clean.</p>
    <label>Group <select data-first required @change=${e => { group = e.target.value; chosen.clear(); hosts.load(); }}><option value="">choose …</option>${(groups.data?.items ?? []).map(g => html`<option value=${g.group} ?selected=${g.group === group}>${plain(groupName(g.group))}</option>`)}</select></label>
    ${group ? html`<fieldset><legend>Clean hosts</legend><input type="search" aria-label="Find a host" placeholder="find a host" @input=${e => { text = e.target.value.trim(); hosts.load(); }}>${loaded(hosts, h => html`<ul class="plain pick">${h.items.map(i => html`<li><label class="radio"><input type="checkbox" .checked=${chosen.has(i.instance_id)} @change=${() => { if (!chosen.delete(i.instance_id)) chosen.add(i.instance_id); redraw(); }}> <span class="mono">${shown(i.instance_id, 60)}</span> ${i.hostname ? html`<span class="quiet">${shown(i.hostname, 60)}</span>` : nothing}${i.open ? html` <b>${many(i.open, 'open finding')}</b>` : nothing}</label></li>`)}</ul>${h.total > h.items.length ? html`<p class="quiet">the first ${count(h.items.length)} of ${count(h.total)}</p>` : nothing}`)}<p class="quiet">${count(chosen.size)} chosen</p></fieldset>` : nothing}
    ${trouble?.message.includes('despite_') ? ['findings', 'peers'].map(what => trouble.message.includes(`despite_${what}`) || why[what] ? html`<label>Take it despite ${what === 'findings' ? 'open findings' : 'peers that lack it'}, because<textarea maxlength="1000" rows="2" @input=${e => { why[what] = e.target.value.trim(); }}></textarea></label>` : nothing) : nothing}`,
    async () => {
      if (!chosen.size) throw new Error('Choose at least one host.');
      const {written} = await post('v1/baselines', {group, instances: [...chosen], ...(why.findings ? {despite_findings: why.findings} : {}), ...(why.peers ? {despite_peers: why.peers} : {})});
      return written.some(waits) ? `Proposed ${many(written.length, 'baseline')}: they wait for signatures` : `Taken: ${many(written.length, 'baseline')}`;
    }, done);
}

/** The key stays with the person: texts go out, signatures come back. */
function sign(b, done) {
  let key = me.name ?? '', given = '', looked;
  form(`Sign the baselines of ${b.query}`, 'Hand in the signatures', () => html`<p class="quiet">Your key stays with you. Sign each text with your own tools, such as <code>base64 -d | openssl pkeyutl -sign -rawin -inkey key.pem -in /dev/stdin | base64 -w0</code>, and paste the signatures in their order, one a line.</p>
    <label>Name of your key <input data-first required maxlength="200" .value=${key} @input=${e => { key = e.target.value.trim(); if (looked) { looked = undefined; redraw(); } }}></label>
    <p><button type="button" @click=${async () => { try { looked = await get('v1/baselines/signing', {group: b.group, query: b.query, key}); redraw(); } catch (e) { say(e.message); } }}>Show what is to be signed</button></p>
    ${looked ? html`${looked.few_peers_have?.length ? html`<div class="warn">Few peers have: <ul>${looked.few_peers_have.slice(0, 50).map(x => html`<li>${shown(x, 300)}</li>`)}</ul></div>` : nothing}<ol>${looked.items.map(item => html`<li>${shown(item.baseline.query, 60)}, version ${item.baseline.version}, ${many(item.baseline.rows ?? 0, 'row')} ${copyButton(item.text, 'Copy the text (base64)')} <button type="button" class="small" @click=${() => rows(item.baseline)}>Rows</button></li>`)}</ol>
      <label>Signatures <textarea rows="3" required spellcheck="false" @input=${e => { given = e.target.value; }}></textarea></label>` : nothing}`,
    async () => {
      if (!looked) throw new Error('Look at what is to be signed first.');
      const {written} = await post('v1/baselines/sign', {group: b.group, query: b.query, digest: looked.digest, key: looked.key, at: looked.at, signatures: given.split(/\s+/).filter(Boolean)});
      return `Signed: ${many(written.length, 'baseline')}, ${written.some(waits) ? 'and they wait for more signatures' : 'and no more is needed'}`;
    }, done);
}
