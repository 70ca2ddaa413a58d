import {html, nothing} from '../lib.js';
import {shown} from '../text.js';
import {when} from '../words.js';
import {severity} from './parts.js';
import * as to from '../route.js';

/** What happened, as a list with times. */
export const timeline = (moments, none = 'Nothing is known.') => moments?.length ? html`<ol class="timeline">${moments.map(m => html`
  <li class=${m.severity ?? (m.by ? 'person' : '')}><span class="at">${when(m.at)}</span><span class="what">${m.severity ? severity(m.severity) : nothing} ${m.uid ? html`<a href=${to.finding(m.uid)}>${shown(m.what, 400)}</a>` : shown(m.what, 400)}${m.by ? html` <span class="quiet">by ${shown(m.by, 80)}</span>` : nothing}</span></li>`)}</ol>` : html`<p class="quiet">${none}</p>`;
