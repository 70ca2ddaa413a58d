// Filters that stand in the address, and views of them that this browser keeps.
import {html, nothing} from '../lib.js';
import {redraw} from '../draw.js';
import {refine, link, here} from '../route.js';
import {keep, kept} from '../store.js';
import {brief} from '../text.js';
import {say} from './overlay.js';

let typing;
const later = (name, value) => { clearTimeout(typing); typing = setTimeout(() => refine({[name]: value}), 250); };

export function filters(params, fields, {more = [], page} = {}) {
  const chips = [...more, ...fields.map(f => f.name)].filter(name => params[name] && (more.includes(name)));
  const views = kept(`views.${page}`, []);
  return html`<form class="filters" role="search" aria-label="Filters" @submit=${event => event.preventDefault()}>
    ${fields.map(field => html`<label class=${field.grow ? 'grow' : ''}>${field.label}${field.options
      ? html`<select name=${field.name} @change=${e => refine({[field.name]: e.target.value})}>${field.options.map(([value, label]) => html`<option value=${value} ?selected=${(params[field.name] ?? '') === value} .selected=${(params[field.name] ?? '') === value}>${label}</option>`)}</select>`
      : html`<input type="search" name=${field.name} ?data-search=${field.search} placeholder=${field.placeholder ?? ''} .value=${params[field.name] ?? ''} autocomplete="off" spellcheck="false" @input=${e => later(field.name, e.target.value)}>`}</label>`)}
    ${page ? html`<details class="views"><summary>Views</summary><div class="pop"><ul class="plain">${views.map(view => html`<li><a href=${view.hash}>${brief(view.name, 40)}</a> <button type="button" class="bare" aria-label="Forget ${brief(view.name, 40)}" @click=${() => { keep(`views.${page}`, views.filter(v => v !== view)); redraw(); }}>✕</button></li>`)}</ul>
      <button type="button" class="small" @click=${() => saveView(page, views)}>Keep this view</button></div></details>` : nothing}
  </form>
  ${chips.length ? html`<p class="chips" aria-label="Filters from links">${chips.map(name => html`<button type="button" class="chip removable" aria-label="Remove filter ${name}" @click=${() => refine({[name]: undefined})}>${name}: ${brief(params[name], 60)} ✕</button>`)} <a href=${link(here().page)}>Clear all</a></p>` : nothing}`;
}

function saveView(page, views) {
  const at = here();
  const name = Object.entries(at.params).map(([key, value]) => `${key} ${value}`).join(', ') || 'all that is open';
  keep(`views.${page}`, [...views.filter(v => v.hash !== location.hash), {name, hash: location.hash}].slice(-20));
  say(`Kept: ${brief(name, 60)}`);
}
