// Filters that stand in the address, and views of them that this browser keeps.
import {html, nothing} from '../lib.js';
import {redraw} from '../draw.js';
import {refine, link, here} from '../route.js';
import {keep, kept} from '../store.js';
import {brief} from '../text.js';
import {say} from './overlay.js';

let typing;
const later = (name, value) => { clearTimeout(typing); typing = setTimeout(() => refine({[name]: value}), 250); };

let all = false;

/** inline: how many stand there on a phone before somebody asks for more. */
export function filters(params, fields, {more = [], page, inline = fields.length} = {}) {
  const chips = [...more, ...fields.map(f => f.name)].filter(name => params[name] && (more.includes(name)));
  const views = kept(`views.${page}`, []);
  return html`<form class="filters ${all ? 'all' : ''}" role="search" aria-label="Filters" @submit=${event => event.preventDefault()}>
    ${fields.map((field, i) => html`<label class="${field.grow ? 'grow' : ''} ${i >= inline && !params[field.name] ? 'extra' : ''}">${field.label}${field.options
      ? html`<select name=${field.name} @change=${e => refine({[field.name]: e.target.value})}>${field.options.map(([value, label]) => html`<option value=${value} ?selected=${(params[field.name] ?? '') === value} .selected=${(params[field.name] ?? '') === value}>${label}</option>`)}</select>`
      : html`<input type="search" name=${field.name} ?data-search=${field.search} placeholder=${field.placeholder ?? ''} .value=${params[field.name] ?? ''} autocomplete="off" spellcheck="false" @input=${e => later(field.name, e.target.value)}>`}</label>`)}
    ${inline < fields.length ? html`<button type="button" class="morefilters" aria-expanded=${all} @click=${() => { all = !all; redraw(); }}>${all ? 'Fewer filters' : 'More filters'}</button>` : nothing}
    ${page ? html`<details class="views"><summary>Views</summary><div class="pop">${views.length ? html`<ul class="plain">${views.map(view => html`<li><a href=${view.hash} aria-current=${view.hash === location.hash ? 'page' : nothing}>${brief(view.name, 60)}</a> <button type="button" class="bare" aria-label="Forget ${brief(view.name, 40)}" @click=${() => { keep(`views.${page}`, views.filter(v => v !== view)); redraw(); }}>✕</button></li>`)}</ul>` : html`<p class="quiet">None yet. This browser keeps them; to share one, send its address.</p>`}
      <label>Name<input type="text" class="viewname" maxlength="60" placeholder=${nameOf(here())} autocomplete="off" @keydown=${e => { if (e.key === 'Enter') { e.preventDefault(); saveView(page, views, e.target); } }}></label><button type="button" class="small" @click=${e => saveView(page, views, e.target.parentElement.querySelector('input'))}>Keep this view</button></div></details>` : nothing}
  </form>
  ${chips.length ? html`<p class="chips" aria-label="Filters from links">${chips.map(name => html`<button type="button" class="chip removable" aria-label="Remove filter ${name}" @click=${() => refine({[name]: undefined})}>${name}: ${brief(params[name], 60)} ✕</button>`)} <a href=${link(here().page)}>Clear all</a></p>` : nothing}`;
}

const nameOf = at => Object.entries(at.params).map(([key, value]) => `${key} ${brief(value, 40)}`).join(', ') || 'all that is open';

/** Under the name that was given, or one that says the filters; of the same name there is one. */
function saveView(page, views, field) {
  const name = field.value.trim() || nameOf(here()), {hash} = location;
  keep(`views.${page}`, [...views.filter(v => v.hash !== hash && v.name !== name), {name, hash}].slice(-20));
  field.value = '';
  say(`Kept: ${brief(name, 60)}`);
}
