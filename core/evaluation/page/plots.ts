/** Plots as SVG, readable in print and without a script. */
import { type Markup, markup } from './markup.ts';

const INK = '#1f2933';
const GRID = '#d5dbe1';
const BAR = '#2f6f9f';
const SECOND = '#b4552d';
const FONT = 'font-family="system-ui, sans-serif" font-size="12"';

export type Bar = {
  readonly name: string;
  /** 0 to 100; null draws no bar. */
  readonly value: number | null;
  readonly interval: readonly [number, number] | null;
  /** Written after the bar. */
  readonly note: string;
};

/** Horizontal bars from 0 to 100 with their intervals. */
export function barPlot(title: string, bars: readonly Bar[]): Markup {
  const [rowPx, left, width] = [20, 210, 420];
  const heightPx = bars.length * rowPx + 30;
  const x = (value: number) => left + (value / 100) * width;
  const ticks = [0, 25, 50, 75, 100];
  return markup`<figure><figcaption>${title}</figcaption><svg role="img" aria-label="${title}" viewBox="0 0 ${left + width + 150} ${heightPx}" ${raw(FONT)}>
${ticks.map((tick) => markup`<line x1="${x(tick)}" x2="${x(tick)}" y1="4" y2="${heightPx - 22}" stroke="${GRID}"/><text x="${x(tick)}" y="${heightPx - 8}" text-anchor="middle" fill="${INK}">${tick}</text>`)}
${bars.map(({ name, value, interval, note }, i) => {
  const y = i * rowPx + 6;
  return markup`<text x="${left - 8}" y="${y + 11}" text-anchor="end" fill="${INK}">${name}</text>${
    value === null
      ? null
      : markup`<rect x="${left}" y="${y}" width="${((value / 100) * width).toFixed(1)}" height="13" fill="${BAR}"/>`
  }${
    interval === null
      ? null
      : markup`<line x1="${x(interval[0]).toFixed(1)}" x2="${x(interval[1]).toFixed(1)}" y1="${y + 6.5}" y2="${y + 6.5}" stroke="${INK}" stroke-width="2"/>`
  }<text x="${left + width + 8}" y="${y + 11}" fill="${INK}">${note}</text>`;
})}</svg></figure>`;
}

export type Line = { readonly name: string; readonly points: readonly (readonly [number, number])[] };

/** Lines over two axes, both from 0. */
export function linePlot(
  title: string,
  axes: { readonly x: string; readonly y: string; readonly mostY: number },
  lines: readonly Line[],
): Markup {
  const [left, top, width, height] = [48, 12, 480, 240];
  const mostX = Math.max(1, ...lines.flatMap(({ points }) => points.map(([x]) => x)));
  const place = ([x, y]: readonly [number, number]) =>
    `${(left + (x / mostX) * width).toFixed(1)},${(top + height - (y / axes.mostY) * height).toFixed(1)}`;
  const shares = [0, 0.25, 0.5, 0.75, 1];
  const ink = (i: number) => (i === 0 ? BAR : SECOND);
  return markup`<figure><figcaption>${title}</figcaption><svg role="img" aria-label="${title}" viewBox="0 0 ${left + width + 150} ${top + height + 44}" ${raw(FONT)}>
${shares.map((share) => {
  const y = top + height - share * height;
  const x = left + share * width;
  return markup`<line x1="${left}" x2="${left + width}" y1="${y}" y2="${y}" stroke="${GRID}"/><text x="${left - 6}" y="${y + 4}" text-anchor="end" fill="${INK}">${rounded(share * axes.mostY)}</text><text x="${x}" y="${top + height + 16}" text-anchor="middle" fill="${INK}">${rounded(share * mostX)}</text>`;
})}
<text x="${left + width / 2}" y="${top + height + 36}" text-anchor="middle" fill="${INK}">${axes.x}</text>
${lines.map(
  ({ name, points }, i) =>
    markup`<polyline points="${points.map(place).join(' ')}" fill="none" stroke="${ink(i)}" stroke-width="2"${raw(i === 0 ? '' : ' stroke-dasharray="6 4"')}/>${points.map((point) => markup`<circle cx="${place(point).split(',')[0]}" cy="${place(point).split(',')[1]}" r="2.5" fill="${ink(i)}"/>`)}<text x="${left + width + 10}" y="${top + 12 + 18 * i}" fill="${ink(i)}">${name}</text>`,
)}</svg><p class="axis">${axes.y}</p></figure>`;
}

/** Counts in bins of equal width. */
export function histogram(title: string, unit: string, binWidth: number, bins: readonly number[]): Markup {
  const [left, top, width, height] = [48, 12, 480, 150];
  const most = Math.max(1, ...bins);
  const barPx = width / Math.max(1, bins.length);
  return markup`<figure><figcaption>${title}</figcaption><svg role="img" aria-label="${title}" viewBox="0 0 ${left + width + 20} ${top + height + 44}" ${raw(FONT)}>
<text x="${left - 6}" y="${top + 10}" text-anchor="end" fill="${INK}">${most}</text><line x1="${left}" x2="${left + width}" y1="${top + height}" y2="${top + height}" stroke="${INK}"/>
${bins.map((count, i) => markup`<rect x="${(left + i * barPx).toFixed(1)}" y="${(top + height - (count / most) * height).toFixed(1)}" width="${Math.max(1, barPx - 1).toFixed(1)}" height="${((count / most) * height).toFixed(1)}" fill="${BAR}"/>`)}
<text x="${left}" y="${top + height + 16}" fill="${INK}">0</text><text x="${left + width}" y="${top + height + 16}" text-anchor="end" fill="${INK}">${bins.length * binWidth}</text>
<text x="${left + width / 2}" y="${top + height + 36}" text-anchor="middle" fill="${INK}">${unit}</text></svg></figure>`;
}

/** Counts by true class (rows) and predicted class (columns), darker for a larger share of the row. */
export function confusionPlot(
  title: string,
  names: readonly string[],
  counts: readonly (readonly number[])[],
): Markup {
  const [left, top] = [190, 190];
  const cellPx = names.length > 30 ? 14 : 18;
  const side = names.length * cellPx;
  const totals = counts.map((row) => row.reduce((sum, count) => sum + count, 0));
  return markup`<figure><figcaption>${title}</figcaption><svg role="img" aria-label="${title}" viewBox="0 0 ${left + side + 10} ${top + side + 10}" ${raw(FONT)}>
${names.map((name, i) => markup`<text x="${left - 6}" y="${top + i * cellPx + cellPx - 4}" text-anchor="end" fill="${INK}">${name}</text><text transform="translate(${left + i * cellPx + cellPx - 4} ${top - 6}) rotate(-90)" fill="${INK}">${name}</text>`)}
${counts.flatMap((row, r) =>
  row.map((count, c) => {
    if (count === 0) return null;
    const share = count / totals[r];
    return markup`<rect x="${left + c * cellPx}" y="${top + r * cellPx}" width="${cellPx - 1}" height="${cellPx - 1}" fill="${r === c ? BAR : SECOND}" fill-opacity="${(0.15 + 0.85 * share).toFixed(2)}"><title>${names[r]} as ${names[c]}: ${count} of ${totals[r]}</title></rect><text x="${left + c * cellPx + cellPx / 2}" y="${top + r * cellPx + cellPx - 5}" text-anchor="middle" font-size="9" fill="${share > 0.45 ? '#ffffff' : INK}">${count}</text>`;
  }),
)}<rect x="${left}" y="${top}" width="${side}" height="${side}" fill="none" stroke="${GRID}"/></svg></figure>`;
}

function rounded(value: number): string {
  return value >= 10 || Number.isInteger(value) ? value.toFixed(0) : value.toFixed(2);
}

/** Attributes of our own. */
function raw(html: string): Markup {
  return { html };
}
