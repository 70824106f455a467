/** Features in pixels of a scene: hits, their outlines, regions. */
import type { HitReview } from '../documents/reviews.ts';
import type { RasterWindow, SceneSize } from '../documents/scene.ts';
import type { Hit, Outline } from '../documents/search.ts';
import { traceRegions } from '../geo/trace-regions.ts';
import type { SimilarityMap } from '../search/similarity-map.ts';
import type { ExportValuesByName } from './export-fields.ts';
import { windowRing } from './lon-lat.ts';
import { smoothRing } from './smooth-ring.ts';

/** Closed rings of interleaved col, row, outer first, or a single point. */
export type PixelShape =
  | { readonly kind: 'polygon'; readonly rings: readonly (readonly number[])[] }
  | { readonly kind: 'point'; readonly at: readonly [col: number, row: number] };

export type PixelFeature = { readonly shape: PixelShape; readonly values: ExportValuesByName };

/** A hit with what the analyst and the patches say about it. */
export type ExportedHit = {
  readonly hit: Omit<Hit, 'merged'>;
  readonly review: Pick<HitReview, 'judgement' | 'note'> | null;
  /** Null if the hit has none. */
  readonly outline: Outline | null;
};

export type HitShape = 'hits' | 'outlines' | 'boxes' | 'points';

/** One feature for each hit, in the order given; a hit without an outline gives none where outlines are asked for. */
export function hitFeatures(hits: readonly ExportedHit[], shape: HitShape): readonly PixelFeature[] {
  return hits.flatMap((each) => {
    const found = shapeOf(each, shape);
    return found === null ? [] : [{ shape: found, values: hitValues(each) }];
  });
}

export type RegionOptions = {
  readonly threshold: number;
  readonly smoothing: number;
  /** Cells whose centre lies outside are left out; null for the whole scene. */
  readonly extent: RasterWindow | null;
};

/**
 * Outlines of the connected cells at or above the threshold, clipped to the raster. Cells that touch only at a corner are separate
 * regions. Not ordered, without rank.
 */
export function regionFeatures(
  { columns, rows, cellPx, values }: SimilarityMap,
  raster: SceneSize,
  { threshold, smoothing, extent }: RegionOptions,
): readonly PixelFeature[] {
  const inside = (cell: number): boolean =>
    values[cell] >= threshold &&
    (extent === null ||
      contains(extent, ((cell % columns) + 0.5) * cellPx, (Math.floor(cell / columns) + 0.5) * cellPx));
  return traceRegions(columns, rows, inside).map((region) => {
    const scores = region.cells.map((cell) => values[cell]);
    const rings = region.rings.map((ring) =>
      smoothRing(
        ring.map((corner, i) => Math.min(corner * cellPx, i % 2 === 0 ? raster.widthPx : raster.heightPx)),
        cellPx,
        smoothing,
      ),
    );
    return {
      shape: { kind: 'polygon', rings },
      values: {
        score: scores.reduce((best, score) => Math.max(best, score), -Infinity),
        mean_score: scores.reduce((sum, score) => sum + score, 0) / scores.length,
        cells: scores.length,
      },
    };
  });
}

/** Whether any part of `win` lies in `extent`. */
export function overlaps(extent: RasterWindow, win: RasterWindow): boolean {
  return (
    win.col < extent.col + extent.widthPx &&
    win.col + win.widthPx > extent.col &&
    win.row < extent.row + extent.heightPx &&
    win.row + win.heightPx > extent.row
  );
}

function contains(extent: RasterWindow, x: number, y: number): boolean {
  return (
    x >= extent.col && x < extent.col + extent.widthPx && y >= extent.row && y < extent.row + extent.heightPx
  );
}

function shapeOf({ hit: { window: win }, outline }: ExportedHit, shape: HitShape): PixelShape | null {
  if (shape === 'hits') return { kind: 'polygon', rings: [windowRing(win)] };
  if (shape === 'points')
    return { kind: 'point', at: [win.col + win.widthPx / 2, win.row + win.heightPx / 2] };
  if (outline === null) return null;
  if (shape === 'outlines') return { kind: 'polygon', rings: [[...outline, outline[0]].flat()] };
  const cols = outline.map(([col]) => col);
  const rows = outline.map(([, row]) => row);
  const [col, row] = [Math.min(...cols), Math.min(...rows)];
  const box = { col, row, widthPx: Math.max(...cols) - col, heightPx: Math.max(...rows) - row };
  return { kind: 'polygon', rings: [windowRing(box)] };
}

function hitValues({ hit, review }: ExportedHit): ExportValuesByName {
  const { rank, score, percentile, window: win } = hit;
  return {
    rank,
    score,
    percentile,
    col: win.col,
    row: win.row,
    width_px: win.widthPx,
    height_px: win.heightPx,
    review: review?.judgement ?? null,
    note: review === null || review.note === '' ? null : review.note,
  };
}
