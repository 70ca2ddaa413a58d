// Drawing: whoever changed something calls redraw; the page is drawn once, before the next frame.
let draw = () => {}, asked = false;
const after = [];

export function drawWith(f) { draw = f; }

export function redraw() {
  if (asked) return;
  asked = true;
  queueMicrotask(() => {
    asked = false;
    draw();
    after.splice(0).forEach(f => f());
  });
}

/** Runs once, when the next drawing is done. */
export function afterDraw(f) { after.push(f); redraw(); }
