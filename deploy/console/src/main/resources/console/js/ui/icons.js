// Icons, drawn here: fonts do not agree on symbols.
import {html, svg} from '../lib.js';

const icon = shape => html`<svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round">${shape}</svg>`;
export const copyIcon = icon(svg`<rect x="5.5" y="5.5" width="8" height="8" rx="1.5"/><path d="M10.5 3v-.5h-8v8H3"/>`);
export const findIcon = icon(svg`<circle cx="7" cy="7" r="4.25"/><path d="m10.25 10.25 3.5 3.5"/>`);
export const closeIcon = icon(svg`<path d="m4 4 8 8m0-8-8 8"/>`);
export const menuIcon = icon(svg`<path d="M2 4h12M2 8h12M2 12h12"/>`);
export const themeIcon = html`<svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true"><circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" stroke-width="1.5"/><path d="M8 2a6 6 0 0 1 0 12Z" fill="currentColor"/></svg>`;
