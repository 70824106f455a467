/** Metrics for how well a probability map finds annotated polygons: Rsu, Ras, Rda and Rmi of Yuan et al. (2022). */
import type { SeloFigures } from '../documents/selo.ts';
import { InvalidInput } from '../errors.ts';
import { greatest, least } from '../extremes.ts';
import type { ByteMap } from './byte-map.ts';
import { fillPolygons, type Point, type Polygon } from './fill-polygons.ts';

type Circle = { readonly centre: Point; readonly radius: number };

/** Published as 0.707, not as the square root of one half. */
// biome-ignore lint/suspicious/noApproximativeNumericConstant: the paper says 0.707
const SALIENCY_BETA = 0.707;
const EPSILON = 1e-7;
const PIECE = 2 ** 20;

/** Metrics of `map` with its `attentionCentres` as `centres`. Throws `InvalidInput` unless there are polygons, all of three points or more. */
export function seloMetrics(
  map: ByteMap,
  polygons: readonly Polygon[],
  centres: readonly Point[],
): SeloFigures {
  if (polygons.length === 0 || polygons.some((polygon) => polygon.length < 3))
    throw new InvalidInput('SeLo metrics need at least one polygon, each of three points or more');
  const circles = polygons.map(circleOf);
  const rsu = saliency(map, polygons);
  const ras = attentionShift(circles, centres);
  const rda = attentionDiscreteness(circles, centres);
  return { rsu, ras, rda, rmi: 0.4 * rsu + 0.35 * (1 - ras) + 0.25 * rda };
}

function saliency(map: ByteMap, polygons: readonly Polygon[]): number {
  const mask = fillPolygons(map.widthPx, map.heightPx, polygons);
  const { inside, masked } = maskedSums(map, mask, polygons);
  const all = sumOf(map.values);
  const shares = inside / 255 / ((all - inside) / 255 + EPSILON);
  return 1 - Math.exp(-SALIENCY_BETA * shares * ((mask.length - masked) / masked));
}

/** Sum of the values under the mask, and its area. Only in the box around the polygons can it have any. */
function maskedSums({ widthPx, heightPx, values }: ByteMap, mask: Uint8Array, polygons: readonly Polygon[]) {
  const [left, right] = rangeOf(polygons, 0, widthPx);
  const [top, bottom] = rangeOf(polygons, 1, heightPx);
  let [inside, masked] = [0, 0];
  // Loops, because a callback for each pixel of a large map takes seconds.
  for (let row = top; row <= bottom; row++)
    for (let i = row * widthPx + left; i <= row * widthPx + right; i++) {
      inside += values[i] * mask[i];
      masked += mask[i];
    }
  return { inside, masked };
}

/** First and last place of the polygons on an axis of `length` pixels. */
function rangeOf(polygons: readonly Polygon[], axis: 0 | 1, length: number): readonly [number, number] {
  const places = polygons.flatMap((polygon) => polygon.map((point) => Math.trunc(point[axis])));
  return [Math.max(0, least(places)), Math.min(length - 1, greatest(places))];
}

/** Adds up in pieces whose sum is a 32-bit integer, which is twice as fast. */
function sumOf(values: Uint8Array): number {
  let all = 0;
  for (let start = 0; start < values.length; start += PIECE) {
    const end = Math.min(values.length, start + PIECE);
    let piece = 0;
    for (let i = start; i < end; i++) piece = (piece + values[i]) | 0;
    all += piece;
  }
  return all;
}

/** Ras, 0-1. Without any centre only the first polygon counts, at its full radius, which gives 1. Exported for tests without an oracle. */
export function attentionShift(circles: readonly Circle[], centres: readonly Point[]): number {
  const shares = (centres.length === 0 ? circles.slice(0, 1) : circles).map((circle) => {
    const distances = within(circle, centres).map((centre) => distance(centre, circle.centre));
    return (distances.length === 0 ? circle.radius : mean(distances)) / circle.radius;
  });
  return Math.expm1(3 * mean(shares)) / Math.expm1(3);
}

/** Rda, 0-1. */
export function attentionDiscreteness(circles: readonly Circle[], centres: readonly Point[]): number {
  return mean(
    circles.map((circle) => {
      const found = within(circle, centres);
      if (found.length <= 1) return found.length;
      const middle: Point = [mean(found.map(([x]) => x)), mean(found.map(([, y]) => y))];
      const spread = mean(found.map((centre) => distance(centre, middle))) / circle.radius;
      return 0.5 * (1 - spread) + Math.exp(-0.5 * (found.length + 2));
    }),
  );
}

/** Centre: mean of the points. Radius: 1.5 times their mean distance from it. Both are truncated to whole pixels. */
export function circleOf(polygon: Polygon): Circle {
  const centre: Point = [
    Math.trunc(mean(polygon.map(([x]) => x))),
    Math.trunc(mean(polygon.map(([, y]) => y))),
  ];
  return { centre, radius: Math.trunc(1.5 * mean(polygon.map((point) => distance(point, centre)))) };
}

function within({ centre, radius }: Circle, centres: readonly Point[]): Point[] {
  return centres.filter((point) => distance(point, centre) <= radius);
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1]);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
