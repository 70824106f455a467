/**
 * Maps of a phrase: where, in windows that were examined patch by patch, the patches fit this phrase better than they fit something else.
 * Without that comparison, the maps of "a bridge" and "a river" look alike, because every patch also carries the scene as a whole.
 */
import type { RasterWindow } from '../documents/scene.ts';
import type { PhraseMap } from '../documents/search.ts';
import type { Grid } from './grid.ts';
import { regionOutline } from './hit-outline.ts';
import { momentsOf } from './moments.ts';
import { type PatchedWindow, patchStanding } from './patch-field.ts';
import { finerCells } from './sharpened-map.ts';
import type { SimilarityMap } from './similarity-map.ts';

/** Patches of a window that can be compared with a vector. */
export type ScoredPatches = {
  readonly window: RasterWindow;
  readonly patchesPerEdge: number;
  /** Dot products of the patches, as unit vectors, with the vector: [patchesPerEdge, patchesPerEdge]. */
  readonly scores: (vector: Float32Array) => Float32Array;
};

/**
 * The vector [dim] that patches are multiplied with: the phrase minus what it is compared with, the mean of `others`. Those are the other
 * phrases of the sentence or, for a phrase that stands alone, everyday sentences.
 */
export function phraseContrast(phrase: Float32Array, others: readonly Float32Array[]): Float32Array {
  return phrase.map(
    (value, i) => value - others.reduce((sum, other) => sum + other[i], 0) / Math.max(1, others.length),
  );
}

/**
 * Cells about as large as a patch. A value is z(window, for the whole sentence) + z(patch, for this contrast): 0 is an average place, 2 a good
 * one. NaN outside the windows. `isWhole`: the windows cover the whole scene.
 */
export function phraseMap(
  grid: Grid,
  plain: SimilarityMap,
  windows: readonly ScoredPatches[],
  contrast: Float32Array,
  isWhole = false,
): SimilarityMap {
  const patched = windows.map(
    ({ window, patchesPerEdge, scores }): PatchedWindow => ({
      ...{ window, patchesPerEdge },
      patches: scores(contrast),
    }),
  );
  const cells = finerCells(grid, plain, patched);
  const standing = patchStanding(grid, cells, patched, isWhole);
  const { mean, deviation } = momentsOf(plain.values);
  return { ...cells, values: standing.map((value, i) => value + (cells.values[i] - mean) / deviation) };
}

/**
 * The centre of the best cell, and an outline of the largest place whose cells reach half its height. Null for a map without values above
 * 0, the average.
 */
export function mapPeak(grid: Pick<Grid, 'widthPx' | 'heightPx'>, map: SimilarityMap): PhraseMap['peak'] {
  const { columns, rows, cellPx, values } = map;
  let best = -1;
  for (let i = 0; i < values.length; i++) if (values[i] > (best < 0 ? 0 : values[best])) best = i;
  if (best < 0) return null;
  const outline = regionOutline(grid, cellPx, { column: 0, row: 0, columns, rows, values }, values[best] / 2);
  return {
    col: Math.min(grid.widthPx - 1, ((best % columns) + 0.5) * cellPx),
    row: Math.min(grid.heightPx - 1, (Math.floor(best / columns) + 0.5) * cellPx),
    value: values[best],
    outline,
  };
}
