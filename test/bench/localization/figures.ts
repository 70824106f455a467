/** How well a map finds an object whose place is known. */
import type { RasterWindow } from '../../../core/documents/scene.ts';
import type { SeloFigures } from '../../../core/documents/selo.ts';
import { attentionCentres } from '../../../core/selo/attention-centres.ts';
import type { ByteMap } from '../../../core/selo/byte-map.ts';
import type { Point } from '../../../core/selo/fill-polygons.ts';
import { seloMetrics } from '../../../core/selo/selo-metrics.ts';
import { type Samples, STEP_PX } from './candidates.ts';

/** Chance that a place inside the object has a higher value than one outside; ties count half. */
export function pixelAuc(map: Samples, win: RasterWindow, widthPx: number): number {
  const [inside, outside]: [number[], number[]] = [[], []];
  map.forEach((value, i) => {
    (isInside(i, win, widthPx) ? inside : outside).push(value);
  });
  const sorted = Float64Array.from(outside).sort();
  const wins = inside.reduce(
    (sum, value) => sum + (countBelow(sorted, value, false) + countBelow(sorted, value, true)) / 2,
    0,
  );
  return wins / inside.length / outside.length;
}

/** Share of the places with the highest value that lie in the object. */
export function pointing(map: Samples, win: RasterWindow, widthPx: number): number {
  const most = map.reduce((a, b) => Math.max(a, b));
  let [all, right] = [0, 0];
  map.forEach((value, i) => {
    if (value !== most) return;
    all++;
    if (isInside(i, win, widthPx)) right++;
  });
  return right / all;
}

/** SeLo's metrics of the map stretched from its lowest to its highest value, without the median filter, which removes small things. */
export async function localization(map: Samples, win: RasterWindow, widthPx: number): Promise<SeloFigures> {
  const probability = stretched(map, widthPx);
  const [right, bottom] = [win.col + win.widthPx - 1, win.row + win.heightPx - 1];
  const corners: Point[] = [
    [win.col, win.row],
    [right, win.row],
    [right, bottom],
    [win.col, bottom],
  ];
  return seloMetrics(probability, [corners], await attentionCentres(probability));
}

function stretched(map: Samples, widthPx: number): ByteMap {
  const columns = widthPx / STEP_PX;
  const heightPx = (map.length / columns) * STEP_PX;
  const least = map.reduce((a, b) => Math.min(a, b));
  const range = map.reduce((a, b) => Math.max(a, b)) - least;
  const values = new Uint8Array(widthPx * heightPx);
  for (let y = 0; y < heightPx; y++)
    for (let x = 0; x < widthPx; x++)
      values[y * widthPx + x] =
        (255 * (map[Math.floor(y / STEP_PX) * columns + Math.floor(x / STEP_PX)] - least)) / range;
  return { widthPx, heightPx, values };
}

function isInside(i: number, win: RasterWindow, widthPx: number): boolean {
  const columns = widthPx / STEP_PX;
  const [x, y] = [((i % columns) + 0.5) * STEP_PX, (Math.floor(i / columns) + 0.5) * STEP_PX];
  return x >= win.col && x < win.col + win.widthPx && y >= win.row && y < win.row + win.heightPx;
}

function countBelow(sorted: Float64Array, value: number, orEqual: boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value || (orEqual && sorted[middle] === value)) low = middle + 1;
    else high = middle;
  }
  return low;
}
