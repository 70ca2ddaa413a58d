// Curves over time by uPlot, loaded when a page first needs one. The numbers also stand in a table for those who see no curve.
import {html, css} from '../lib.js';
import {utc, count} from '../words.js';

let library, sheet;
const plots = new Map();

async function uplot() {
  sheet ??= new Promise(done => { const link = Object.assign(document.createElement('link'), {rel: 'stylesheet', href: new URL('../../lib/uplot/dist/uPlot.min.css', import.meta.url)}); link.onload = link.onerror = done; document.head.append(link); });
  library ??= import('../../lib/uplot/dist/uPlot.esm.js');
  await sheet;
  return (await library).default;
}

async function draw(id, {times, series}) {
  const box = document.getElementById(id);
  if (!box) return;
  const UPlot = await uplot();
  // A computed colour: uPlot draws on a canvas, which knows no light-dark().
  const tone = kind => {
    const probe = document.createElement('i');
    probe.style.color = `var(--plot-${kind})`;
    box.append(probe);
    const {color} = getComputedStyle(probe);
    probe.remove();
    return color;
  };
  const signature = JSON.stringify([times.at(-1), series.map(s => s.values), box.clientWidth, tone('text')]);
  const old = plots.get(id);
  if (old?.signature === signature && old.box === box) return;
  old?.plot.destroy();
  const axis = {stroke: tone('text'), grid: {stroke: tone('grid'), width: 1}, ticks: {stroke: tone('grid')}};
  const plot = new UPlot({width: Math.max(200, box.clientWidth), height: 180, padding: [8, 36, 0, 0], tzDate: t => UPlot.tzDate(new Date(t * 1000), 'Etc/UTC'), legend: {show: false}, cursor: {drag: {x: false, y: false}}, scales: {y: {range: (u, min, max) => [0, Math.max(4, max * 1.1)]}},
    axes: [{...axis, space: 110, values: (u, ticks) => ticks.map(t => (times.at(-1) - times[0] < 600_000 ? new Date(t * 1000).toISOString().slice(11, 19) : utc(t * 1000).slice(5)))}, {...axis, size: 44, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]}], series: [{}, ...series.map((s, i) => ({label: s.label, stroke: tone(s.kind), width: 2, dash: i ? [6, 4] : undefined, points: {show: times.length < 40, size: 6, fill: tone(s.kind)}}))]},
  [times.map(t => t / 1000), ...series.map(s => s.values)], box);
  plots.set(id, {plot, signature, box});
}

export function chart(name, data) {
  const id = `chart-${name}`;
  afterDrawOnce(() => draw(id, data));
  return html`<figure class="chart"><div id=${id} role="img" aria-label=${data.label} ${css({'min-height': '180px'})}></div><figcaption class="legend">${data.series.map(s => html`<span><i class="line ${s.kind}"></i>${s.label}</span>`)}</figcaption>
    <details><summary class="quiet">The numbers</summary><table><thead><tr><th scope="col">UTC</th>${data.series.map(s => html`<th scope="col" class="num">${s.label}</th>`)}</tr></thead><tbody>${data.times.slice(-60).reverse().map(t => { const i = data.times.indexOf(t); return html`<tr><th scope="row">${utc(t)}</th>${data.series.map(s => html`<td class="num">${count(s.values[i])}</td>`)}</tr>`; })}</tbody></table></details></figure>`;
}

// Drawing the page must not ask for another drawing for ever.
const afterDrawOnce = f => queueMicrotask(() => requestAnimationFrame(f));
