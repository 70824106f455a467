/** Grids of windows for a scene, and the specs that produce them. */
import type { SceneSize } from '../../../core/documents/scene.ts';
import type { GridSpec } from '../../../core/documents/search.ts';
import { type Grid, makeGrid, windowCount } from '../../../core/search/grid.ts';
import { fittingSizes } from '../../../core/search/window-sizes.ts';
import { seloGrid } from '../../../core/selo/selo-grid.ts';

/** Strides of half a window, or of a quarter if the scene is so small that indexing still takes only seconds. */
const STRIDE_SHARE = 0.5;
const FINE_STRIDE_SHARE = 0.25;
const MOST_FINE_WINDOWS = 1500;

type Raster = SceneSize & { readonly metresPerPixel: number | null };

/** The grid of an index with these window sizes, limited to the raster. */
export function plannedGrid(raster: Raster, kind: GridSpec['kind'], sizesPx: readonly number[]): GridSpec {
  const { widthPx, heightPx } = raster;
  const sizes = kind === 'selo' ? sizesPx : fittingSizes({ widthPx, heightPx }, sizesPx);
  const grid = { kind, sizesPx: sizes, strideShare: STRIDE_SHARE };
  const fine = { ...grid, strideShare: FINE_STRIDE_SHARE };
  return kind === 'sliding' && windowCount(gridOf(raster, fine)) <= MOST_FINE_WINDOWS ? fine : grid;
}

export function gridOf(
  { widthPx, heightPx, metresPerPixel }: Raster,
  { kind, sizesPx, strideShare }: GridSpec,
): Grid {
  const size = { widthPx, heightPx };
  if (kind === 'selo') return seloGrid(size, sizesPx);
  const windows = sizesPx.map((sizePx) => ({
    size: sizePx,
    unit: 'px' as const,
    stride: strideOf(sizePx, strideShare),
  }));
  return makeGrid(size, windows, metresPerPixel);
}

/** Spec that produces this grid. */
export function gridSpecOf(grid: Grid): GridSpec {
  return { kind: gridKind(grid), sizesPx: sizesOf(grid), strideShare: strideShareOf(grid) };
}

export function sizesOf({ segments }: Grid): readonly number[] {
  return [...new Set(segments.map(({ sizePx }) => sizePx))];
}

/** Only SeLo grids have windows that start off the origin. */
export function gridKind(grid: Grid): GridSpec['kind'] {
  return grid.segments.some(({ offsetPx }) => offsetPx > 0) ? 'selo' : 'sliding';
}

/** The share that was requested. Strides are rounded to whole pixels, so stride / size is only close to it. */
function strideShareOf({ segments }: Grid): number {
  const share = [STRIDE_SHARE, FINE_STRIDE_SHARE].find((each) =>
    segments.every(({ sizePx, stridePx }) => stridePx === strideOf(sizePx, each)),
  );
  const [first] = segments;
  return share ?? (first ? first.stridePx / first.sizePx : STRIDE_SHARE);
}

function strideOf(sizePx: number, share: number): number {
  return Math.max(1, Math.round(sizePx * share));
}
