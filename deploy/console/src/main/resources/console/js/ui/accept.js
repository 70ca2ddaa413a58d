// Accepting: a reason, how far, how long, and what that hides now, before anything is written.
import {html, nothing} from '../lib.js';
import {inParts} from '../api.js';
import {redraw} from '../draw.js';
import {shown} from '../text.js';
import {many, count, utc, titled} from '../words.js';
import {openDialog, closeDialog, say} from './overlay.js';
import {severity, hosts} from './parts.js';
import {me} from '../me.js';

const SCOPES = {instance: ['These hosts', 'what was seen, on the hosts of the finding'], cohort: ['Their cohort', 'also on other hosts of the same image, version and type'],
  group: ['The whole group', 'also on hosts that come later'], everywhere: ['All groups', 'needs the role admin']};

/** Opens the dialog for findings; done() is called when something was written. */
export function accept(findings, done = () => {}) {
  const form = {reason: '', scope: 'instance', expires: '30d', any: false};
  let preview, trouble, busy = false, asked = 0, timer;
  const uids = findings.map(f => f.uid);
  const body = () => ({scope: form.scope, ...(form.expires === 'forever' ? {forever: true} : {expires: form.expires}), ...(form.any ? {any_attributes: true} : {}), ...(form.reason.trim() ? {reason: form.reason.trim()} : {})});
  const ready = () => preview && form.reason.trim();
  const look = async () => {
    const mine = asked += 1;
    preview = trouble = undefined;
    redraw();
    try {
      const answers = await inParts('v1/exceptions/preview', uids, body());
      const hidden = new Map(answers.flatMap(a => a.hidden).map(h => [h.finding.uid, h]));
      if (mine === asked) preview = {...answers[0], hidden: [...hidden.values()]};
    } catch (e) { if (mine === asked) trouble = e; }
    redraw();
  };
  const set = changes => { Object.assign(form, changes); preview = undefined; clearTimeout(timer); timer = setTimeout(look, 150); redraw(); };
  const write = async event => {
    event.preventDefault();
    if (busy || !ready()) return;
    busy = true;
    redraw();
    try {
      const written = (await inParts('v1/exceptions', uids, body())).flatMap(a => a.written);
      closeDialog();
      const ids = written.map(w => w.id);
      const waits = written.some(w => w.waiting);
      say(waits ? `Proposed ${many(written.length, 'exception')}: it waits for a signature` : `Accepted ${many(findings.length, 'finding')}${written[0]?.expires_at ? ` until ${utc(written[0].expires_at)}` : ''}`,
        {label: 'Undo', run: () => undo(ids, done)});
      done(written);
    } catch (e) { trouble = e; busy = false; redraw(); }
  };
  openDialog({
    title: findings.length === 1 ? 'Accept this finding' : `Accept ${count(findings.length)} findings`,
    view: () => html`<form class="accept" @submit=${write}>
      <p class="quiet">Accepting hides exactly what was seen. When the row changes, the finding opens again and says what was accepted.</p>
      <label for="reason">Why is this fine? <span class="quiet">Others read it.</span></label>
      <textarea id="reason" data-first required maxlength="1000" rows="2" .value=${form.reason} @input=${e => { form.reason = e.target.value; redraw(); }} @keydown=${e => { if (e.key === 'Enter' && (e.ctrlKey || e.metaKey)) write(e); }}></textarea>
      <fieldset><legend>Where</legend>${Object.entries(SCOPES).map(([name, [title, what]]) => html`<label class="radio"><input type="radio" name="scope" value=${name} .checked=${form.scope === name} ?disabled=${name === 'everywhere' && me.role !== 'admin'} @change=${() => set({scope: name})}> <b>${title}</b> <span class="quiet">${what}</span></label>`)}</fieldset>
      <div class="fields"><label>For how long <select id="expires" @change=${e => set({expires: e.target.value})}>${[['24h', 'a day'], ['7d', '7 days'], ['30d', '30 days'], ['90d', '90 days'], ...(me.role === 'admin' ? [['forever', 'forever']] : [])].map(([value, label]) => html`<option value=${value} ?selected=${form.expires === value}>${label}</option>`)}</select></label>
        <label class="check"><input type="checkbox" .checked=${form.any} @change=${e => set({any: e.target.checked})}> also when its other attributes change</label></div>
      <section class="preview" aria-live="polite" aria-busy=${!preview && !trouble}><h3>What this hides now</h3>${previewed(preview, trouble)}</section>
      <div class="actions"><button class="primary" ?disabled=${busy} aria-disabled=${!ready()}>${busy ? 'Writing …' : preview?.waiting ? 'Propose' : 'Accept'}</button><button type="button" @click=${closeDialog}>Cancel</button>${form.reason.trim() ? nothing : html`<span class="quiet">A reason is needed.</span>`}</div>
    </form>`,
  });
  look();
}

function previewed(preview, trouble) {
  if (trouble) return html`<p class="warn" role="alert">${shown(trouble.message)}</p>`;
  if (!preview) return html`<p><span class="spinner" aria-hidden="true"></span> Looking …</p>`;
  const list = preview.hidden;
  return html`<p><b>${many(list.length, 'finding')}</b> on <b>${hosts(new Set(list.flatMap(h => h.instances)).size)}</b>${preview.waiting ? ', once it is signed' : ''}${preview.why ? html` · ${shown(preview.why, 300)}` : nothing}</p>
    <ul class="hidden-list">${list.slice(0, 50).map(h => html`<li>${severity(h.finding.severity)} ${shown(titled(h.finding), 120)} <span class="quiet">${h.whole ? 'all of it' : `on ${hosts(h.instances.length)} of ${count(h.finding.hosts)}`}</span><span class="mono fsum">${shown(h.finding.summary, 160)}</span></li>`)}</ul>
    ${list.length > 50 ? html`<p class="quiet">and ${count(list.length - 50)} more</p>` : nothing}`;
}

/** Ends exceptions. */
export async function undo(ids, done = () => {}) {
  try {
    await inParts('v1/exceptions/undo', ids, {reason: 'undone in the console'}, 'ids');
    say(`Undone: ${many(ids.length, 'exception')} ended. What it hid opens again when it is judged next.`);
    done();
  } catch (e) { say(e.message); }
}

/** Says how far the work got. */
export async function setTriage(findings, changes, done = () => {}) {
  try {
    const written = (await inParts('v1/triage', findings.map(f => f.uid), changes)).flatMap(a => a.written);
    done(written);
    return written;
  } catch (e) { say(e.message); }
  return [];
}

