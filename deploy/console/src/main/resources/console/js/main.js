// The shell: navigation, the page of the address, keys, theme, what is live.
import {html, nothing, render} from './lib.js';
import {drawWith, redraw, afterDraw} from './draw.js';
import {here, link} from './route.js';
import {brief, copyExactly, shown} from './text.js';
import {ago} from './words.js';
import {keep, kept} from './store.js';
import {connect, live} from './live.js';
import {me, whoAmI} from './me.js';
import {act, dialogOpen, openDialog, overlays} from './ui/overlay.js';
import {menuIcon, themeIcon} from './ui/icons.js';
import {signIn} from './ui/signin.js';

const PAGES = {
  now: ['Now', 'n'], queue: ['Queue', 'q'], groups: ['Groups', 'g'], hunt: ['Hunt', 'h'], stack: ['Stack', 's'], time: ['Time travel', 't'],
  baselines: ['Baselines', 'b'], exceptions: ['Exceptions', 'e'], audit: ['Audit', 'u'], health: ['Health', 'l'],
};
const INSIDE = {finding: 'queue', group: 'groups', instance: 'groups'};
const state = {page: undefined, at: undefined, failed: undefined, menu: false, gone: undefined};

async function open() {
  const at = here();
  state.page?.close?.();
  state.page = state.failed = undefined;
  state.menu = false;
  state.at = at;
  const name = PAGES[at.page] || INSIDE[at.page] ? at.page : 'now';
  try {
    const {open: start} = await import(`./pages/${name}.js`);
    if (state.at !== at) return;
    state.page = start(at);
  } catch (e) {
    state.failed = e;
    console.error(e);
  }
  state.arriving = name;
  afterDraw(() => scrollTo(0, 0));
}

/** Once the page has its heading: the title is its words, and who came by a link starts reading there. */
function arrive() {
  const heading = state.arriving && document.querySelector('main h1');
  if (!heading) return;
  document.title = `${brief(heading.textContent.trim(), 120)} · Diffy`;
  if (state.visited && !dialogOpen()) heading.focus({preventScroll: true});
  state.visited = true;
  state.arriving = undefined;
}

const nav = current => html`<nav id="nav" aria-label="Pages" class=${state.menu ? 'open' : ''}><ul>${Object.entries(PAGES).map(([page, [title]]) => html`<li><a href=${link(page)} aria-current=${current === page ? 'page' : nothing}>${title}</a></li>`)}</ul></nav>`;

const LIVE = {live: ['live', 'Live'], connecting: ['wait', 'Connecting'], lost: ['lost', 'Not live: what stands here may be old']};

function shell() {
  const current = INSIDE[state.at?.page] ?? state.at?.page;
  const [kind, words] = LIVE[live.state];
  return html`
    <a class="skip" href="#main" @click=${event => { event.preventDefault(); document.querySelector('main').focus(); }}>Skip to content</a>
    <header class="top">
      <button type="button" class="menu" aria-expanded=${state.menu} aria-controls="nav" @click=${() => { state.menu = !state.menu; redraw(); }}>${menuIcon}<span class="sr"> Pages</span></button>
      <a class="brand" href="#/now"><img src="icon.svg" alt="" width="24" height="24"> Diffy</a>
      <form role="search" aria-label="Everywhere" @submit=${event => { event.preventDefault(); const value = event.target.q.value.trim(); if (value) location.hash = link('hunt', {value}); }}>
        <label class="sr" for="q">Have we this anywhere? A path, hash, port, user, key or address</label><input id="q" name="q" type="search" placeholder="Have we this anywhere?" autocomplete="off" spellcheck="false" minlength="2"></form>
      <span class="live ${kind}" title=${live.at ? `Last event ${ago(live.at)}` : words}><i aria-hidden="true"></i><span>${kind === 'live' ? 'Live' : words}</span></span>
      ${me.known ? html`<span class="who" title="Your role">${shown(me.name, 40)} <span class="quiet">${me.role}</span></span>` : nothing}
      <button type="button" class="bare theme" aria-label="Colours: ${kept('theme', 'as the system')}" title="Colours: ${kept('theme', 'as the system')}" @click=${nextTheme}>${themeIcon}</button>
      <button type="button" class="bare" aria-label="Keys" title="Keys (?)" @click=${help}>?</button>
    </header>
    <div class="body">${nav(current)}
      <main id="main" tabindex="-1">${state.failed ? html`<section class="state-box failed" role="alert"><h1>This page could not be opened</h1><p>${shown(state.failed.message)}</p></section>` : state.page ? state.page.view() : html`<p class="state-box loading" aria-busy="true"><span class="spinner" aria-hidden="true"></span> Loading …</p>`}</main></div>
    ${overlays()}`;
}

function nextTheme() {
  const order = [undefined, 'light', 'dark'];
  keep('theme', order[(order.indexOf(kept('theme', undefined)) + 1) % 3]);
  theme();
}
function theme() {
  const chosen = kept('theme', undefined);
  if (chosen) document.documentElement.dataset.theme = chosen; else delete document.documentElement.dataset.theme;
  redraw();
}

function help() {
  const keys = [['g then a letter', `a page: ${Object.entries(PAGES).map(([, [title, key]]) => `${key} ${title}`).join(', ')}`], ['/', 'search this list, or hunt'], ['u', 'undo what was just accepted'], ['?', 'these keys'], ['Esc', 'close'], ...(state.page?.help ?? [])];
  openDialog({title: 'Keys', view: () => html`<table class="keys"><tbody>${keys.map(([key, what]) => html`<tr><th scope="row"><kbd>${key}</kbd></th><td>${what}</td></tr>`)}</tbody></table>
    <label class="check"><input type="checkbox" data-first .checked=${kept('keys', true)} @change=${event => keep('keys', event.target.checked)}> single keys are on in this browser</label>`});
}

let going = 0;
function key(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || dialogOpen()) return;
  const inField = event.target.closest?.('input:not([type=checkbox]), textarea, select');
  if (inField) { if (event.key === 'Escape') event.target.blur(); return; }
  if (!kept('keys', true)) return;
  if (Date.now() - going < 1500) {
    going = 0;
    const page = Object.entries(PAGES).find(([, [, letter]]) => letter === event.key);
    if (page) { event.preventDefault(); location.hash = link(page[0]); return; }
  }
  if (event.key === 'g') { going = Date.now(); return; }
  if (event.key === '?') { event.preventDefault(); help(); return; }
  if (event.key === '/') { event.preventDefault(); (document.querySelector('main [data-search]') ?? document.getElementById('q')).focus(); return; }
  if (event.key === 'u' && act()) { event.preventDefault(); return; }
  if (event.key === 'Escape' && state.menu) { state.menu = false; redraw(); return; }
  if (state.page?.keys?.[event.key]?.(event) !== undefined) event.preventDefault();
}

drawWith(() => { render(shell(), document.getElementById('app')); arrive(); });
theme();
addEventListener('hashchange', open);
addEventListener('keydown', key);
addEventListener('diffy:refined', () => { state.at = here(); state.page?.refined?.(state.at); redraw(); });
addEventListener('diffy:unauthorized', event => signIn(event.detail, () => { whoAmI(); connect(); open(); }));
document.addEventListener('copy', copyExactly);
setInterval(redraw, 20_000);
whoAmI();
connect();
open();
