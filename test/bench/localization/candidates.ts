/** Candidate maps: how scores of windows and patches can become one value for each place. All are sampled every `STEP_PX`. */
import { type Grid, segmentCount, smallestStep, windowAt } from '../../../core/search/grid.ts';
import type { Scores } from '../../../core/search/open-index.ts';
import type { SimilarityMap } from '../../../core/search/similarity-map.ts';

export const STEP_PX = 16;

export type Samples = Float64Array;

/** Cosines of the patches of every window: [windows, patchesPerEdge²] for each segment. */
export type PatchScores = readonly Float32Array[];

/** The map of the first versions: the mean over all windows of all sizes that cover a cell's centre, in cells of the smallest step. */
export function meanOfSizes(grid: Grid, scores: Scores): Samples {
  const cellPx = smallestStep(grid);
  const middle = (px: number, lengthPx: number) => {
    const start = Math.floor(px / cellPx) * cellPx;
    return (start + Math.min(start + cellPx, lengthPx)) / 2;
  };
  const windows = grid.segments.flatMap((segment, s) =>
    Array.from({ length: segmentCount(segment) }, (_, number) => ({
      win: windowAt(grid, segment, number),
      score: scores[s][number],
    })),
  );
  return sampled(grid, (x, y) => {
    const [cx, cy] = [middle(x, grid.widthPx), middle(y, grid.heightPx)];
    const covering = windows.filter(
      ({ win }) =>
        cx >= win.col && cx < win.col + win.widthPx && cy >= win.row && cy < win.row + win.heightPx,
    );
    return covering.reduce((sum, { score }) => sum + score, 0) / covering.length;
  });
}

/** What the application shows. */
export function shownMap(grid: Grid, { cellPx, columns, values }: SimilarityMap): Samples {
  return sampled(grid, (x, y) => values[Math.floor(y / cellPx) * columns + Math.floor(x / cellPx)]);
}

export const FIELDS = ['mean', 'maximum', 'nearest', 'linear'] as const;
export type Field = (typeof FIELDS)[number];

/**
 * One value for each place from the windows of one size: mean or maximum of those that cover it, the one whose centre is nearest, or
 * bilinear between the centres.
 */
export function sizeField(grid: Grid, scores: Scores, s: number, field: Field): Samples {
  const segment = grid.segments[s];
  const { sizePx, columns, rows } = segment;
  const axis = (count: number, along: 'col' | 'row', lengthPx: number) => {
    const starts = Array.from(
      { length: count },
      (_, i) => windowAt(grid, segment, along === 'col' ? i : i * columns)[along],
    );
    return Array.from({ length: lengthPx / STEP_PX }, (_, i) =>
      weightsAt((i + 0.5) * STEP_PX, starts, sizePx, field),
    );
  };
  const across = axis(columns, 'col', grid.widthPx);
  const down = axis(rows, 'row', grid.heightPx);
  const out = new Float64Array(across.length * down.length);
  down.forEach((ys, r) => {
    across.forEach((xs, c) => {
      let [sum, weights, most] = [0, 0, Number.NEGATIVE_INFINITY];
      for (const y of ys)
        for (const x of xs) {
          const score = scores[s][y.i * columns + x.i];
          sum += x.weight * y.weight * score;
          weights += x.weight * y.weight;
          most = Math.max(most, score);
        }
      out[r * across.length + c] = field === 'maximum' ? most : sum / weights;
    });
  });
  return out;
}

type Weighted = { readonly i: number; readonly weight: number };

function weightsAt(px: number, starts: readonly number[], sizePx: number, field: Field): Weighted[] {
  const covering = starts.flatMap((start, i) =>
    px >= start && px < start + sizePx ? [{ i, weight: 1 }] : [],
  );
  if (field === 'mean' || field === 'maximum') return covering;
  const centres = starts.map((start) => start + sizePx / 2);
  const after = centres.findIndex((centre) => centre >= px);
  if (after === 0 || after < 0) return [{ i: after < 0 ? starts.length - 1 : 0, weight: 1 }];
  const share = (px - centres[after - 1]) / (centres[after] - centres[after - 1]);
  if (field === 'nearest') return [{ i: share < 0.5 ? after - 1 : after, weight: 1 }];
  return [
    { i: after - 1, weight: 1 - share },
    { i: after, weight: share },
  ];
}

/** Standing of the best window of each size: (maximum - mean) / deviation of its windows. */
export function sizeStandings(scores: Scores): number[] {
  return scores.map((list) => {
    const { mean, deviation } = moments(list);
    return (list.reduce((a, b) => Math.max(a, b)) - mean) / deviation;
  });
}

export const COMBINATIONS = ['mean', 'max', 'chosen', 'weighted', 'max z', 'sum z'] as const;
export type Combination = (typeof COMBINATIONS)[number];

/** The fields of all sizes as one. */
export function combined(fields: readonly Samples[], scores: Scores, combination: Combination): Samples {
  const standings = sizeStandings(scores);
  if (combination === 'chosen') return fields[standings.indexOf(Math.max(...standings))];
  const moment = scores.map(moments);
  const parts = combination.endsWith('z')
    ? fields.map((field, s) => field.map((x) => (x - moment[s].mean) / moment[s].deviation))
    : fields;
  const weights = standings.map((z) => (combination === 'weighted' ? Math.exp(z) : 1));
  const total = weights.reduce((a, b) => a + b);
  return parts[0].map((_, at) =>
    combination.startsWith('max')
      ? Math.max(...parts.map((part) => part[at]))
      : parts.reduce((sum, part, s) => sum + weights[s] * part[at], 0) / total,
  );
}

/**
 * Patches of the windows that `isChosen` accepts, laid over the scene; where several overlap, those in the middle of their window count
 * most. NaN where there is none. `unit` gives the score of a patch.
 */
export function patchField(
  grid: Grid,
  patches: PatchScores,
  isChosen: (segment: number, number: number) => boolean,
): Samples {
  const width = grid.widthPx / STEP_PX;
  const sums = new Float64Array(width * (grid.heightPx / STEP_PX));
  const weights = new Float64Array(sums.length);
  grid.segments.forEach((segment, s) => {
    const count = segment.columns * segment.rows;
    const perEdge = Math.sqrt(patches[s].length / count);
    for (let number = 0; number < count; number++) {
      if (!isChosen(s, number)) continue;
      const { col, row } = windowAt(grid, segment, number);
      const at = number * perEdge ** 2;
      const [firstX, firstY] = [col, row].map((px) => Math.ceil(px / STEP_PX - 0.5));
      for (let y = firstY; (y + 0.5) * STEP_PX < row + segment.sizePx; y++)
        for (let x = firstX; (x + 0.5) * STEP_PX < col + segment.sizePx; x++) {
          const [u, v] = [
            ((x + 0.5) * STEP_PX - col) / segment.sizePx,
            ((y + 0.5) * STEP_PX - row) / segment.sizePx,
          ];
          // Small windows have small patches, which say more about the place.
          const weight = (taper(u) * taper(v)) / segment.sizePx ** 2;
          sums[y * width + x] += weight * between(patches[s], at, perEdge, u, v);
          weights[y * width + x] += weight;
        }
    }
  });
  return sums.map((sum, i) => sum / weights[i]);
}

/** Bilinear between patch centres; `u`, `v` in 0-1 along the window. */
function between(scores: Float32Array, at: number, perEdge: number, u: number, v: number): number {
  const last = perEdge - 1;
  const [x, y] = [u, v].map((share) => Math.min(last, Math.max(0, share * perEdge - 0.5)));
  const [x0, y0] = [Math.min(last - 1, Math.floor(x)), Math.min(last - 1, Math.floor(y))];
  const [fx, fy] = [x - x0, y - y0];
  const value = (dx: number, dy: number) => scores[at + (y0 + dy) * perEdge + x0 + dx];
  return (
    (1 - fy) * ((1 - fx) * value(0, 0) + fx * value(1, 0)) + fy * ((1 - fx) * value(0, 1) + fx * value(1, 1))
  );
}

function taper(share: number): number {
  return 0.05 + Math.sin(Math.PI * share) ** 2;
}

/** Values by their mean and deviation, NaN left out. */
export function standardized(samples: Samples): Samples {
  const { mean, deviation } = moments(samples);
  return samples.map((x) => (x - mean) / deviation);
}

function moments(values: ArrayLike<number>): { mean: number; deviation: number } {
  let [count, sum, squares] = [0, 0, 0];
  for (let i = 0; i < values.length; i++) {
    const x = values[i];
    if (Number.isNaN(x)) continue;
    count++;
    sum += x;
    squares += x * x;
  }
  const mean = sum / count;
  return { mean, deviation: Math.sqrt(Math.max(1e-12, squares / count - mean ** 2)) };
}

function sampled(grid: Grid, value: (x: number, y: number) => number): Samples {
  const width = grid.widthPx / STEP_PX;
  return Float64Array.from({ length: width * (grid.heightPx / STEP_PX) }, (_, i) =>
    value(((i % width) + 0.5) * STEP_PX, (Math.floor(i / width) + 0.5) * STEP_PX),
  );
}
