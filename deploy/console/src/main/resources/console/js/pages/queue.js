// The queue: stories, worst first, live, by keyboard. Filters stand in the address, so a view is a link.
import {html, nothing} from '../lib.js';
import {redraw, afterDraw} from '../draw.js';
import {get, resource} from '../api.js';
import {listen} from '../live.js';
import {link} from '../route.js';
import * as to from '../route.js';
import {shown, brief} from '../text.js';
import {count, many, when, SEVERITIES, STATES, KINDS, titled, oddOf} from '../words.js';
import {loaded, severity, triage, groupLink, empty, share} from '../ui/parts.js';
import {virtual} from '../ui/virtual.js';
import {accept, setTriage} from '../ui/accept.js';
import {announce, say} from '../ui/overlay.js';
import {mayWrite, me} from '../me.js';
import {filters} from '../ui/filters.js';
import {paged} from '../ui/paged.js';

const FILTERS = ['group', 'query', 'host', 'kind', 'severity', 'min_severity', 'state', 'triage', 'assignee', 'text', 'since', 'incident', 'sort'];

export function open(at) {
  let params = at.params, active = 0, activeUid, fresh = new Set();
  const picked = new Map();
  const stories = paged('v1/stories', () => Object.fromEntries(FILTERS.map(name => [name, params[name]])), story => story.head.uid);
  const list = virtual({height: () => (innerWidth < 700 ? 140 : 68)});
  // What was accepted stays in the list until it is judged next.
  const accepted = resource(signal => get('v1/exceptions', {state: 'in_force', limit: 500}, signal).then(page => new Set(page.items.filter(x => !x.waiting).map(x => x.finding_uid))));
  const heads = () => stories.items;
  const reload = () => stories.refresh().then(() => {
    const moved = heads().findIndex(s => s?.head.uid === activeUid);
    if (moved >= 0) active = moved;
    redraw();
  });
  const quiet = listen(events => {
    const came = events.filter(e => e.type === 'finding' && e.data.activity === 'create');
    came.forEach(e => fresh.add(e.data.uid));
    if (came.length) announce(came.length === 1 ? `New: ${came[0].data.severity}, ${brief(titled(came[0].data))}` : `${came.length} new findings`);
    if (events.some(e => ['exception', 'reset'].includes(e.type))) accepted.load();
    if (events.some(e => ['finding', 'exception', 'triage', 'reset'].includes(e.type))) reload();
  });
  const current = () => heads()[active];
  const chosen = () => picked.size ? [...picked.values()] : current() ? [current()] : [];
  const findings = () => chosen().flatMap(s => [s.head, ...s.shadows]);
  const move = step => {
    if (!stories.total) return;
    active = Math.max(0, Math.min(stories.total - 1, active + step));
    activeUid = current()?.head.uid;
    list.reveal(active);
    afterDraw(() => document.querySelector('.story.active a.ftitle')?.focus({preventScroll: true}));
  };
  const toggle = story => { if (!story) return; if (!picked.delete(story.head.uid)) picked.set(story.head.uid, story); redraw(); };
  const done = () => { picked.clear(); reload(); };
  const doAccept = () => { if (!mayWrite()) return say('Your role may only read.'); if (findings().length) accept(findings(), done); return true; };
  const mark = state => { if (!mayWrite()) return say('Your role may only read.'); const many_ = findings(); return setTriage(many_, {state, ...(state === 'investigating' && me.name ? {assignee: me.name} : {})}, () => { say(`${many(many_.length, 'finding')}: ${STATES[state]}`); done(); }); };
  stories.load();
  accepted.load();
  return {
    close: () => { quiet(); stories.stop(); accepted.stop(); list.stop(); },
    refined: next => { params = next.params; active = 0; activeUid = undefined; picked.clear(); stories.load(); },
    help: [['j, k', 'next, previous story'], ['Enter', 'open it'], ['x', 'pick it for a bulk decision'], ['a', 'accept, with a preview'], ['i', 'I investigate it'], ['t, f', 'true, false positive'], ['Shift+A', 'pick all that are shown']],
    keys: {
      j: () => { move(1); return true; }, k: () => { move(-1); return true; }, x: () => { toggle(current()); return true; }, a: doAccept,
      i: () => { mark('investigating'); return true; }, t: () => { mark('true_positive'); return true; }, f: () => { mark('false_positive'); return true; },
      A: () => { heads().forEach(s => s && picked.set(s.head.uid, s)); redraw(); return true; }, Escape: () => { picked.clear(); redraw(); return true; },
      Enter: event => { if (!event.target.closest('a, button') && current()) { location.hash = to.finding(current().head.uid); return true; } return undefined; },
    },
    view: () => html`<h1 tabindex="-1">Queue</h1>
      ${filters(params, [
        {name: 'text', label: 'Text', search: true, placeholder: 'row, host, group, reason'},
        {name: 'min_severity', label: 'Severity', options: [['', 'all'], ...[...SEVERITIES].reverse().slice(0, 4).map(s => [s, s === 'critical' ? s : `${s} and above`])]},
        {name: 'state', label: 'Show', options: [['', 'open'], ['accepted', 'accepted'], ['closed', 'closed'], ['all', 'all']]},
        {name: 'triage', label: 'Work', options: [['', 'any'], ...Object.entries(STATES)]},
        {name: 'kind', label: 'Kind', options: [['', 'any'], ...Object.keys(KINDS).map(k => [k, k])]},
        {name: 'sort', label: 'Order', options: [['', 'worst first'], ['recent', 'newest first'], ['oldest', 'oldest first']]},
      ], {more: ['group', 'query', 'host', 'assignee', 'severity', 'since', 'incident'], page: 'queue'})}
      ${loaded(stories, () => html`
        <div class="listhead"><p><b>${many(stories.total, 'story', 'stories')}</b>${picked.size ? html` · ${count(picked.size)} picked` : nothing} <span class="quiet keyhint"><kbd>j</kbd><kbd>k</kbd> move <kbd>Enter</kbd> open <kbd>x</kbd> pick <kbd>a</kbd> accept <kbd>?</kbd> keys</span></p>
          <div class="actions">${picked.size ? html`<button type="button" class="primary" ?disabled=${!mayWrite()} @click=${doAccept}>Accept ${count(picked.size)} …</button>
            <label class="sr" for="bulkstate">Set the state of what is picked</label><select id="bulkstate" ?disabled=${!mayWrite()} @change=${e => { if (e.target.value) mark(e.target.value); e.target.value = ''; }}><option value="">State …</option>${Object.entries(STATES).map(([value, label]) => html`<option value=${value}>${label}</option>`)}</select>
            <button type="button" @click=${() => { picked.clear(); redraw(); }}>Clear</button>` : nothing}</div></div>
        ${stories.total ? list.view(stories.total, index => row(heads()[index], index, {active: index === active, picked, toggle, fresh, accepted: accepted.data, choose: () => { active = index; activeUid = heads()[index]?.head.uid; stories.reach(index); }}), index => { stories.reach(index); return heads()[index]?.head.uid ?? index; }, active)
          : none(params)}`)}`,
  };
}

const none = params => Object.keys(params).some(name => FILTERS.includes(name) && name !== 'sort')
  ? empty('Nothing matches these filters', html`<a href=${link('queue')}>Show all that is open</a>`)
  : empty('Nothing is open', html`Whether that means clean or not judged stands on <a href="#/now">Now</a>.`);

function row(story, index, {active, picked, toggle, fresh, accepted, choose}) {
  if (!story) return html`<div class="story waiting"><span class="quiet">Loading …</span></div>`;
  const f = story.head, on = picked.has(f.uid);
  return html`<div class="story ${f.severity} ${active ? 'active' : ''} ${on ? 'picked' : ''} ${fresh.has(f.uid) ? 'fresh' : ''}" @focusin=${choose}>
    <input type="checkbox" aria-label="Pick ${brief(titled(f), 60)}" .checked=${on} @change=${() => toggle(story)}>
    <span class="s-sev">${severity(f.severity)}<span class="quiet nowrap">${f.confidence} confidence</span></span>
    <span class="s-what"><a class="ftitle" href=${to.finding(f.uid)} tabindex=${active ? 0 : -1}>${shown(titled(f), 160)}</a>${fresh.has(f.uid) ? html`<span class="chip came">just came</span>` : nothing}
      <span class="mono fsum">${story.shadows.length ? html`<span class="shadows">+${story.shadows.length} in ${[...new Set(story.shadows.map(s => s.query))].slice(0, 3).map((q, i) => html`${i ? ', ' : ''}${shown(q, 40)}`)}</span> ` : nothing}${shown(f.summary || f.reason, 220)}</span></span>
    <span class="s-where">${groupLink(f.group)}<span class="mono quiet">${f.hosts > 1 ? `${count(f.hosts)} hosts` : shown(f.instances[0] ?? '', 40)}</span></span>
    <span class="s-many">${f.hosts_compared ? share(oddOf(f), f.hosts_compared) : html`<span class="quiet">${many(f.hosts, 'host')}</span>`}</span>
    <span class="s-when">${when(f.first_seen)}</span>
    <span class="s-state">${f.open && accepted?.has(f.uid) ? html`<span class="chip clean" title="It goes when it is judged next">✓ accepted</span>` : f.open ? triage(f.triage?.state) : html`<span class="chip">${shown(f.close_reason ?? 'closed', 40)}</span>`}${f.triage?.assignee ? html`<span class="quiet">${shown(f.triage.assignee, 30)}</span>` : nothing}</span></div>`;
}

