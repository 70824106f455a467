/**
 * SeLo v2: coarse windows without overlap, then small windows around the best of them. Implemented from the published description; no
 * published output was available for comparison.
 */
import type { RasterWindow, SceneSize } from '../documents/scene.ts';
import { makeGrid, segmentCount, windowAt } from '../search/grid.ts';
import { type ScoredRectangle, type SeloMap, seloMap } from './selo-map.ts';

const COARSE_PX = 512;
const EXPANDED_SHARE = 0.15;
const HALF_SIZES_PX = [64, 128];
/** Points in a coarse window, as fractions of its edge: corners, centre, and the four points a quarter in from two edges. */
const NINE_POINTS = [
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
  [0.25, 0.25],
  [0.25, 0.75],
  [0.75, 0.25],
  [0.75, 0.75],
  [0.5, 0.5],
] as const;

/**
 * Cosines of windows inside the raster with the query (the mean embedding of `shuffledQueries`), in the order given. NaN marks windows
 * that show nothing; they are left out.
 */
export type ScoreWindows = (windows: readonly RasterWindow[]) => Promise<ArrayLike<number>>;

/** Mean scores of the chosen windows; NaN where there is none, which `probabilityMapV2` counts as 0. */
export async function seloMapV2(scene: SceneSize, scoreWindows: ScoreWindows): Promise<SeloMap> {
  const coarse = await scored(coarseWindows(scene), scoreWindows);
  const best = bestShare(coarse);
  const fine = await scored(
    expandedWindows(
      scene,
      best.map(({ win }) => win),
    ),
    scoreWindows,
  );
  return seloMap(scene.widthPx, scene.heightPx, [...best, ...fine]);
}

/** The query followed by `copies` shuffles of its words; the query vector is the mean of their embeddings. `random` returns values in [0, 1). */
export function shuffledQueries(query: string, random: () => number, copies = 4): string[] {
  const shuffled = () => {
    const words = query.split(/\s+/).filter((word) => word !== '');
    for (let i = words.length - 1; i > 0; i--) {
      const j = Math.floor(random() * (i + 1));
      [words[i], words[j]] = [words[j], words[i]];
    }
    return words.join(' ');
  };
  return [query, ...Array.from({ length: copies }, shuffled)];
}

/** The windows of the first pass: no overlap, except that the last ones are shifted inward to end at the edge. */
export function coarseWindows(scene: SceneSize): RasterWindow[] {
  const grid = makeGrid(scene, [{ size: COARSE_PX, unit: 'px', stride: COARSE_PX }], null);
  const [segment] = grid.segments;
  return Array.from({ length: segmentCount(segment) }, (_, number) => windowAt(grid, segment, number));
}

/** The best 15 % plus one; ties keep the input order. */
function bestShare(windows: readonly ScoredRectangle[]): ScoredRectangle[] {
  const count = Math.floor(windows.length * EXPANDED_SHARE) + 1;
  return windows.toSorted((a, b) => b.score - a.score).slice(0, count);
}

/** Windows of 128 and 256 px around the nine points of each coarse window, clipped to the raster, without duplicates. */
function expandedWindows(scene: SceneSize, coarse: readonly RasterWindow[]): RasterWindow[] {
  const distinct = new Map<string, RasterWindow>();
  for (const win of coarse)
    for (const [down, right] of NINE_POINTS)
      for (const half of HALF_SIZES_PX) {
        const row = clippedSpan(win.row + down * win.heightPx, half, scene.heightPx);
        const col = clippedSpan(win.col + right * win.widthPx, half, scene.widthPx);
        const expanded = { col: col.start, row: row.start, widthPx: col.length, heightPx: row.length };
        if (col.length > 0 && row.length > 0) distinct.set(Object.values(expanded).join(), expanded);
      }
  return [...distinct.values()];
}

/** Moves the start into the raster, keeping the length if possible, then clips the end. */
function clippedSpan(middle: number, half: number, lengthPx: number): { start: number; length: number } {
  const start = Math.trunc(Math.max(0, middle - half));
  return { start, length: Math.min(start + 2 * half, lengthPx) - start };
}

async function scored(
  windows: readonly RasterWindow[],
  scoreWindows: ScoreWindows,
): Promise<ScoredRectangle[]> {
  const scores = await scoreWindows(windows);
  return windows.map((win, i) => ({ win, score: scores[i] })).filter(({ score }) => !Number.isNaN(score));
}
