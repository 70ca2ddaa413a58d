// The queue: stories, highest score first, live, by keyboard. Those that say the same of a query stand in one line, which opens. Filters stand in the address, so a view is a link.
import {html, nothing} from '../lib.js';
import {redraw, afterDraw} from '../draw.js';
import {get} from '../api.js';
import {listen} from '../live.js';
import {link, refine} from '../route.js';
import * as to from '../route.js';
import {shown, brief} from '../text.js';
import {count, many, when, SEVERITIES, STATES, KINDS, titled, what, oddOf} from '../words.js';
import {loaded, severity, triage, groupLink, empty, hosts, acceptedChip} from '../ui/parts.js';
import {virtual} from '../ui/virtual.js';
import {accept, setTriage} from '../ui/accept.js';
import {announce, say} from '../ui/overlay.js';
import {mayWrite, me} from '../me.js';
import {filters} from '../ui/filters.js';
import {paged} from '../ui/paged.js';

const FILTERS = ['group', 'query', 'host', 'kind', 'severity', 'min_severity', 'state', 'triage', 'assignee', 'text', 'since', 'incident', 'sort'];
const MOST_PICKED = 5000;

export function open(at) {
  let params = at.params, active = 0, activeUid, fresh = new Set(), lines = [];
  const picked = new Map(), opened = new Map();
  const asked = () => Object.fromEntries(FILTERS.map(name => [name, params[name]]));
  const stories = paged('v1/stories', () => ({...asked(), fold: params.fold === 'no' ? undefined : 'what'}), story => story.head.uid);
  const list = virtual({guess: () => (innerWidth < 700 ? 130 : 66)});
  const same = f => ({...asked(), group: f.group, query: f.query, kind: f.kind});
  const nameOf = f => `${f.group} ${f.query} ${f.kind}`;
  const several = story => (story?.folded ?? 1) > 1;

  // What stands in the list: each line of the server, and under an open one its stories.
  const lay = () => {
    lines = [];
    for (let i = 0; i < stories.total; i += 1) {
      const story = stories.items[i];
      lines.push({story, at: i, fold: several(story)});
      const inside = story && opened.get(nameOf(story.head));
      if (inside) for (let k = 0; k < Math.max(inside.total, story.folded ?? 0); k += 1) lines.push({story: inside.items[k], at: i, inside, place: k});
    }
  };
  const idOf = line => line && (line.fold ? `fold ${nameOf(line.story.head)}` : line.story?.head.uid);
  const back = () => {
    lay();
    const moved = activeUid ? lines.findIndex(line => idOf(line) === activeUid) : -1;
    if (moved >= 0) active = moved;
    active = Math.min(active, Math.max(0, lines.length - 1));
    redraw();
  };
  const reload = () => Promise.all([stories.refresh(), ...[...opened.values()].map(inside => inside.refresh())]).then(back);
  const quiet = listen(events => {
    const came = events.filter(e => e.type === 'finding' && e.data.activity === 'create');
    came.forEach(e => fresh.add(e.data.uid));
    if (came.length) announce(came.length === 1 ? `New: ${came[0].data.severity}, ${brief(titled(came[0].data))}` : `${came.length} new findings`);
    if (events.some(e => ['finding', 'exception', 'triage', 'reset'].includes(e.type))) reload();
  });
  const current = () => lines[active];
  const choose = index => { active = index; activeUid = idOf(lines[index]); };
  const unfold = line => {
    if (!line?.fold) return false;
    const name = nameOf(line.story.head);
    if (opened.has(name)) { opened.get(name).stop(); opened.delete(name); } else {
      const inside = paged('v1/stories', () => same(line.story.head), story => story.head.uid);
      opened.set(name, inside);
      inside.load().then(back);
    }
    choose(lines.indexOf(line));
    back();
    return true;
  };
  /** All that is picked, or what is chosen: of a folded line all its stories, asked for in pages. */
  const chosen = async () => {
    const from = picked.size ? [...picked.values()] : current()?.story ? [current()] : [];
    const all = new Map();
    for (const {story, fold} of from) {
      if (!fold) { all.set(story.head.uid, story); continue; }
      let cursor;
      do {
        const page = await get('v1/stories', {...same(story.head), limit: 500, cursor});
        page.items.forEach(one => all.set(one.head.uid, one));
        cursor = page.next;
      } while (cursor && all.size < MOST_PICKED);
    }
    return [...all.values()].flatMap(story => [story.head, ...story.shadows]);
  };
  const move = step => {
    if (!lines.length) return;
    choose(Math.max(0, Math.min(lines.length - 1, active + step)));
    list.reveal(active);
    afterDraw(() => document.querySelector('.story.active .ftitle')?.focus({preventScroll: true}));
  };
  const toggle = line => { if (!line?.story) return; if (!picked.delete(idOf(line))) picked.set(idOf(line), line); redraw(); };
  const done = () => { picked.clear(); reload(); };
  const decide = async f => {
    if (!mayWrite()) { say('Your role may only read.'); return; }
    try {
      const findings = await chosen();
      if (findings.length) f(findings);
    } catch (e) { say(e.message); }
  };
  const doAccept = () => { decide(findings => accept(findings, done)); return true; };
  const mark = state => { decide(findings => setTriage(findings, {state, ...(state === 'investigating' && me.name ? {assignee: me.name} : {})}, () => { say(`${many(findings.length, 'finding')}: ${STATES[state]}`); done(); })); return true; };
  const assign = () => { decide(findings => setTriage(findings, {assignee: me.name ?? ''}, () => { say(`${many(findings.length, 'finding')}: yours`); done(); })); return true; };
  const start = () => { opened.forEach(inside => inside.stop()); opened.clear(); list.reset(); stories.load().then(back); };
  start();
  return {
    close: () => { quiet(); stories.stop(); list.stop(); opened.forEach(inside => inside.stop()); },
    refined: next => { params = next.params; active = 0; activeUid = undefined; picked.clear(); start(); },
    help: [['j, k', 'next, previous line'], ['Enter', 'open the story; of several, show them'], ['o', 'show the stories of a line, or hide them'], ['x', 'pick it for a bulk decision'], ['Shift+A', 'pick all that were read'], ['a', 'accept, with a preview'], ['i', 'I investigate it'], ['m', 'assign it to me'], ['t, f', 'true, false positive']],
    keys: {
      j: () => { move(1); return true; }, k: () => { move(-1); return true; }, x: () => { toggle(current()); return true; }, a: doAccept, o: () => { unfold(current()); return true; },
      i: () => mark('investigating'), t: () => mark('true_positive'), f: () => mark('false_positive'), m: assign,
      A: () => { lines.forEach(line => line.story && !line.inside && picked.set(idOf(line), line)); redraw(); return true; }, Escape: () => { picked.clear(); redraw(); return true; },
      Enter: event => {
        if (event.target.closest('a, button, input') || !current()?.story) return undefined;
        if (!unfold(current())) location.hash = to.finding(current().story.head.uid);
        return true;
      },
    },
    view: () => html`<h1 tabindex="-1">Queue</h1>
      ${filters(params, [
        {name: 'text', label: 'Text', search: true, grow: true, placeholder: 'row, host, group, reason'},
        {name: 'min_severity', label: 'Severity', options: [['', 'all'], ...[...SEVERITIES].reverse().slice(0, 4).map(s => [s, s === 'critical' ? s : `${s} and above`])]},
        {name: 'state', label: 'Show', options: [['', 'open'], ['accepted', 'accepted'], ['closed', 'closed'], ['all', 'all']]},
        {name: 'triage', label: 'Work', options: [['', 'any'], ...Object.entries(STATES)]},
        {name: 'kind', label: 'Kind', options: [['', 'any'], ...Object.keys(KINDS).map(k => [k, k])]},
        {name: 'sort', label: 'Order', options: [['', 'by score'], ['recent', 'newest first'], ['oldest', 'oldest first']]},
      ], {more: ['group', 'query', 'host', 'assignee', 'severity', 'since', 'incident'], page: 'queue', inline: 2})}
      ${loaded(stories, () => {
        lay();
        return html`
        <div class="listhead"><p><b>${many(stories.page.stories ?? stories.total, 'story', 'stories')}</b>${stories.page.stories > stories.total ? html` in ${many(stories.total, 'line')}` : nothing}${picked.size ? html` · ${count(picked.size)} picked` : nothing} <span class="quiet keyhint"><kbd>j</kbd><kbd>k</kbd> move <kbd>Enter</kbd> open <kbd>x</kbd> pick <kbd>a</kbd> accept <kbd>?</kbd> keys</span></p>
          <div class="actions">${picked.size ? html`<button type="button" class="primary" ?disabled=${!mayWrite()} @click=${doAccept}>Accept ${count(picked.size)} …</button>
            <label class="sr" for="bulkstate">Set the state of what is picked</label><select id="bulkstate" ?disabled=${!mayWrite()} @change=${e => { if (e.target.value) mark(e.target.value); e.target.value = ''; }}><option value="">State …</option>${Object.entries(STATES).map(([value, label]) => html`<option value=${value}>${label}</option>`)}</select>
            <button type="button" ?disabled=${!mayWrite()} @click=${assign}>Assign to me</button>
            <button type="button" @click=${() => { picked.clear(); redraw(); }}>Clear</button>` : html`<label class="check quiet"><input type="checkbox" .checked=${params.fold !== 'no'} @change=${e => refine({fold: e.target.checked ? undefined : 'no'})}> fold what is alike</label>`}</div></div>
        ${lines.length ? list.view(lines.length, index => row(lines[index], index, {active: index === active, picked: picked.has(idOf(lines[index])), toggle, unfold, open: opened.has(lines[index].story && nameOf(lines[index].story.head)), fresh, choose: () => choose(index), reach: () => (lines[index].inside ?? stories).reach(lines[index].inside ? lines[index].place : lines[index].at)}), index => idOf(lines[index]) ?? index, active)
          : none(params)}`;
      })}`,
  };
}

const none = params => Object.keys(params).some(name => FILTERS.includes(name) && name !== 'sort')
  ? empty('Nothing matches these filters', html`<a href=${link('queue')}>Show all that is open</a>`)
  : empty('Nothing is open', html`Whether that means clean or not judged stands on <a href="#/now">Now</a>.`);

function row(line, index, {active, picked, toggle, unfold, open: isOpen, fresh, choose, reach}) {
  reach();
  const {story, fold, inside} = line;
  if (!story) return html`<div class="story waiting ${inside ? 'inside' : ''}"><span class="quiet">Loading …</span></div>`;
  const f = story.head, all = fold ? story : {hosts: f.hosts, first_seen: f.first_seen, last_seen: f.last_seen};
  const title = fold ? `${what(f)}, on ${f.hosts_compared ? `${count(all.hosts)} of ${count(f.hosts_compared)} hosts` : hosts(all.hosts)}` : titled(f);
  return html`<div class="story ${f.severity} ${active ? 'active' : ''} ${picked ? 'picked' : ''} ${fresh.has(f.uid) ? 'fresh' : ''} ${inside ? 'inside' : ''}" @focusin=${choose}>
    <input type="checkbox" aria-label="Pick ${brief(title, 60)}" .checked=${picked} @change=${() => toggle(line)}>
    <span class="s-sev">${severity(f.severity)}<span class="quiet nowrap">${f.confidence} confidence</span></span>
    <span class="s-what">${fold ? html`<button type="button" class="ftitle unfold" aria-expanded=${isOpen} tabindex=${active ? 0 : -1} @click=${() => unfold(line)}>${shown(title, 160)}</button> <span class="chip">${many(story.folded, 'story', 'stories')}</span>`
      : html`<a class="ftitle" href=${to.finding(f.uid)} tabindex=${active ? 0 : -1}>${shown(title, 160)}</a>`}${fresh.has(f.uid) ? html`<span class="chip came">just came</span>` : nothing}
      <span class="mono fsum">${story.shadows.length ? html`<span class="shadows">+${story.shadows.length} in ${[...new Set(story.shadows.map(s => s.query))].slice(0, 3).map((q, i) => html`${i ? ', ' : ''}${shown(q, 40)}`)}</span> ` : nothing}${fold ? 'worst: ' : nothing}${shown(f.summary || f.reason, 260)}</span></span>
    <span class="s-where">${groupLink(f.group)}<span class="quiet">${all.hosts > 1 ? hosts(all.hosts) : html`<span class="mono">${shown(f.instances[0] ?? '', 40)}</span>`}</span></span>
    <span class="s-tag mono quiet">${shown(f.query, 40)} ${f.kind}</span>
    <span class="s-when"><span class="quiet">first</span> ${when(all.first_seen)}<br><span class="s-last"><span class="quiet">last</span> ${when(all.last_seen)}</span></span>
    <span class="s-state">${f.accepted ? acceptedChip : f.open ? triage(f.triage?.state) : html`<span class="chip">${shown(f.close_reason ?? 'closed', 40)}</span>`}${f.triage?.assignee ? html`<span class="quiet">${shown(f.triage.assignee, 30)}</span>` : nothing}</span></div>`;
}
