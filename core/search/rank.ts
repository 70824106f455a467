/** Ranking of scores into hits: windows of all sizes, best first, with near-duplicates merged. */
import type { RasterWindow } from '../documents/scene.ts';
import type { ScoredWindow } from '../documents/search.ts';
import { bestScores, type Ranked } from './best-scores.ts';
import { type Grid, windowAt } from './grid.ts';
import { isNearDuplicate } from './near-duplicate.ts';
import type { Scores } from './open-index.ts';

type IndexedWindow = ScoredWindow & {
  readonly segment: number;
  /** Number of the window within its segment. */
  readonly number: number;
};

/** A hit by its place in the index. */
export type RankedWindow = IndexedWindow & {
  /** Lower-scoring windows that show the same place, best first. */
  readonly merged: readonly IndexedWindow[];
};

/**
 * At most `limit` hits that score more than `above`, best first. Greedy: a window joins the best hit of which it is a near-duplicate,
 * otherwise it becomes a hit; ties by segment, then by window number.
 */
export function rankHits(
  grid: Grid,
  scores: Scores,
  limit: number,
  above = Number.NEGATIVE_INFINITY,
): RankedWindow[] {
  // Each hit absorbs its neighbours, so more candidates than hits are needed; how many more depends on the scores.
  for (let candidates = limit * 16; ; candidates *= 4) {
    const ranked = bestScores(scores, candidates);
    const hits = mergeNearDuplicates(grid, ranked, limit, above);
    // Whether no window that is not a candidate can be a hit.
    const isAll = ranked.length < candidates || !(ranked[ranked.length - 1].score > above);
    if (hits.length === limit || isAll) return hits;
  }
}

/** Hits from `ranked` (best first, `list` is the segment). Candidates after the last hit still join as members. */
function mergeNearDuplicates(
  grid: Grid,
  ranked: readonly Ranked[],
  limit: number,
  above: number,
): RankedWindow[] {
  const hits: (IndexedWindow & { readonly merged: IndexedWindow[] })[] = [];
  const buckets = new HitBuckets(Math.max(...grid.segments.map((segment) => segment.sizePx)));
  for (const { list, number, score } of ranked) {
    const win = windowAt(grid, grid.segments[list], number);
    const scored: IndexedWindow = { segment: list, number, window: win, score };
    const hit = buckets.near(win).find((h) => isNearDuplicate(hits[h].window, win));
    if (hit !== undefined) hits[hit].merged.push(scored);
    else if (hits.length < limit && score > above) buckets.add(win, hits.push({ ...scored, merged: [] }) - 1);
  }
  return hits;
}

/** More cells than a raster has along an edge. */
const CELLS_PER_EDGE = 2 ** 26;

/** Hits by the cell of their upper left corner; windows that overlap are in neighbouring cells. */
class HitBuckets {
  readonly #cellPx: number;
  readonly #hits = new Map<number, number[]>();

  constructor(cellPx: number) {
    this.#cellPx = cellPx;
  }

  add(win: RasterWindow, hit: number): void {
    const cell = this.#cell(win);
    const there = this.#hits.get(cell);
    if (there === undefined) this.#hits.set(cell, [hit]);
    else there.push(hit);
  }

  /** Indices of hits that may overlap `win`, best first. */
  near(win: RasterWindow): number[] {
    const middle = this.#cell(win);
    const found: number[] = [];
    for (let dy = -CELLS_PER_EDGE; dy <= CELLS_PER_EDGE; dy += CELLS_PER_EDGE)
      for (let dx = -1; dx <= 1; dx++) {
        const there = this.#hits.get(middle + dy + dx);
        if (there !== undefined) found.push(...there);
      }
    return found.length < 2 ? found : found.sort((a, b) => a - b);
  }

  #cell(win: RasterWindow): number {
    return Math.floor(win.row / this.#cellPx) * CELLS_PER_EDGE + Math.floor(win.col / this.#cellPx);
  }
}
