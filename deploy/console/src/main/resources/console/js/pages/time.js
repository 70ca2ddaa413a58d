// Time travel: how it stood at a time, and what has happened since.
import {html, nothing} from '../lib.js';
import {get, resource} from '../api.js';
import {redraw} from '../draw.js';
import {refine} from '../route.js';
import {plain, shown} from '../text.js';
import {count, many, when, utc, SEVERITIES, groupName} from '../words.js';
import {mayWrite} from '../me.js';
import {offers, task} from '../ui/task.js';
import {loaded, severity, findingLines, hostLink, groupLink, noData} from '../ui/parts.js';

export function open(at) {
  let params = at.params, timer;
  const now = Date.now();
  const groups = resource(signal => get('v1/groups', {limit: 500}, signal));
  const then = resource(signal => get('v1/as-of', {at: params.at ?? new Date(now - 60_000).toISOString(), group: params.group, limit: 200}, signal));
  const replay = task(), form = {hours: 3, today: false};
  groups.load();
  then.load();
  const choose = (value, name = 'at') => { clearTimeout(timer); timer = setTimeout(() => refine({[name]: value}), 200); };
  return {
    close: () => { groups.stop(); then.stop(); clearTimeout(timer); replay.stop(); },
    refined: next => { params = next.params; then.load(); },
    view: () => {
      const oldest = Math.min(now - 60_000, +new Date(then.data?.oldest ?? now - 86_400_000));
      const chosen = Math.max(oldest, +new Date(params.at ?? now - 60_000));
      return html`<h1 tabindex="-1">Time travel</h1><p class="quiet">How it stood at a time, by the evaluations of then, and what has happened since.</p>
        <form class="filters timebar" @submit=${e => e.preventDefault()}><label class="grow">As of ${utc(chosen)} UTC<input type="range" min=${oldest} max=${now} step="60000" .value=${String(chosen)} aria-valuetext="${utc(chosen)} UTC" @input=${e => choose(new Date(+e.target.value).toISOString())}></label>
          <label>Exactly (UTC)<input type="datetime-local" .value=${new Date(chosen).toISOString().slice(0, 16)} @change=${e => { if (e.target.value) choose(`${e.target.value}:00Z`); }}></label>
          <label>Group<select @change=${e => choose(e.target.value, 'group')}><option value="">all</option>${(groups.data?.items ?? []).map(g => html`<option value=${g.group} ?selected=${params.group === g.group}>${plain(groupName(g.group))}</option>`)}</select></label></form>
        ${loaded(then, t => stood(t, chosen))}
        ${again(replay, form, chosen, params.group, groups.data?.items)}`;
    },
  };
}

function stood(t, chosen) {
  if (!t.evaluations?.length && !t.total && !t.findings.length) return html`${noData('No data for that time', html`Nothing is known of ${utc(chosen)}: the oldest that is kept is of ${when(t.oldest)}.`)}`;
  return html`<p class="chips">${[...SEVERITIES].reverse().filter(w => t.open[w]).map(w => html`<span class="chip sev ${w}">${count(t.open[w])} ${w}</span>`)} ${many(Object.values(t.open).reduce((sum, n) => sum + n, 0), 'story', 'stories')}, <b>${many(t.total ?? t.findings.length, 'finding')}</b> open then <span class="quiet">· known back to</span> ${when(t.oldest)}</p>
    <div class="cols"><section><h2>Open then</h2>${findingLines(t.findings.map(f => ({...f, accepted: undefined})), 'Nothing was open then, and it was judged.')}</section>
    <section><h2>Since then</h2><p><b>${count(t.since.created.length)}</b> came, <b>${count(t.since.updated)}</b> changed, <b>${count(t.since.closed.length)}</b> closed</p><h3>Came</h3>${findingLines(t.since.created.slice(0, 50), 'Nothing.')}<h3>Closed</h3>${findingLines(t.since.closed.slice(0, 50), 'Nothing.')}</section></div>
    ${t.hosts?.length ? html`<section><h2>Hosts to look at first, then</h2><ol class="plain">${t.hosts.slice(0, 20).map(h => html`<li>${h.worst ? severity(h.worst) : nothing} ${hostLink(h.group, h.instance_id, h.hostname)} ${groupLink(h.group)} <span class="quiet">score ${h.score.toFixed(1)}, ${many(h.open, 'finding')}</span></li>`)}</ol></section>` : nothing}
`;
}

const SPANS = [[1, 'an hour'], [3, '3 hours'], [12, '12 hours'], [24, 'a day'], [168, '7 days']];

/** The window that is judged anew ends at the chosen time. */
function again(replay, form, chosen, group, groups) {
  const from = new Date(chosen - form.hours * 3_600_000).toISOString(), until = new Date(chosen).toISOString();
  const of = group ?? (groups?.length === 1 ? groups[0].group : undefined);
  return html`<section><h2>Judge it again, with today’s rules</h2>${offers('/v1/replays') ? html`<p class="quiet">Judges what the hosts answered from ${utc(from)} to ${utc(until)} anew, and says what is new, gone and the same. It changes nothing.</p>
    <form class="filters" @submit=${e => { e.preventDefault(); replay.start('v1/replays', {group: of, from, to: until, ...(form.today ? {today: true} : {})}); }}><label>From<select @change=${e => { form.hours = +e.target.value; redraw(); }}>${SPANS.map(([hours, words]) => html`<option value=${hours} ?selected=${hours === form.hours}>${words} before</option>`)}</select></label>
      <label class="check"><input type="checkbox" .checked=${form.today} @change=${e => { form.today = e.target.checked; }}> baselines and exceptions of today</label><button ?disabled=${!mayWrite() || replay.busy || !of}>Start a replay</button>${of ? nothing : html`<span class="quiet">Choose a group above first.</span>`}</form>${replay.view()}`
    : html`<p>On the command line: <code>diffy replay ${of ? html`--group ${shown(of, 120)} ` : nothing}--from ${from.slice(0, 16)} --to ${until.slice(0, 16)} --compare</code></p>`}</section>`;
}
