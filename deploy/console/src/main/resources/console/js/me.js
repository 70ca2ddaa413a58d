// Who looks at this page, and whether they may write.
import {get} from './api.js';
import {redraw} from './draw.js';

export const me = {name: undefined, role: 'reader', known: false};
export const mayWrite = () => me.role !== 'reader';

export async function whoAmI() {
  try { Object.assign(me, await get('v1/me'), {known: true}); } catch { me.known = false; }
  redraw();
}
