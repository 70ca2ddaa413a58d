// A token, kept by the server in a cookie that scripts can't read.
import {html, nothing} from '../lib.js';
import {address, send} from '../api.js';
import {redraw} from '../draw.js';
import {shown} from '../text.js';
import {openDialog, closeDialog, dialogOpen} from './overlay.js';

export function signIn(problem, done) {
  if (dialogOpen()) return;
  let trouble, token = '';
  const enter = async event => {
    event.preventDefault();
    try {
      await send('POST', 'v1/session', {token});
      closeDialog();
      done();
    } catch (e) { trouble = e; redraw(); }
  };
  openDialog({title: 'Who are you?', view: () => html`<form class="signin" @submit=${enter}><p>${shown(problem.message)}</p>
    ${problem.body.login ? html`<p><a class="button primary" data-first href="${address(problem.body.login)}?to=${encodeURIComponent(location.hash.slice(1))}">Sign in with the login service</a></p>` : nothing}
    <label for="token">Token</label><input id="token" data-first type="password" autocomplete="current-password" required @input=${e => { token = e.target.value.trim(); }}>
    ${trouble ? html`<p class="warn" role="alert">${shown(trouble.message)}</p>` : nothing}<div class="actions"><button class="primary">Sign in</button></div></form>`});
}
