/** Similarity map layer, coloured on the GPU: ramp, range and threshold change without touching the values. */
import WebGLTileLayer, { type Style } from 'ol/layer/WebGLTile.js';
import DataTile from 'ol/source/DataTile.js';
import TileGrid from 'ol/tilegrid/TileGrid.js';
import type { SceneDetail } from '../../core/documents/scene.ts';
import type { MapGrid } from '../../core/documents/search.ts';
import type { MapPaint } from '../../core/style/paint-of.ts';
import { cssColours, type RampStyle } from '../../core/style/ramps.ts';
import { sceneProjection } from './scene-projection.ts';
import { shownPart, shownShares } from './shown-part.ts';

/** `values`: float32 [heightCells, widthCells], NaN where no window covers the cell. */
export type SimilarityCells = {
  readonly scene: SceneDetail;
  readonly grid: MapGrid;
  readonly values: Float32Array;
};

/** `shares`: how much of each cell the scene shows; null for all of it. */
type CellShares = Omit<SimilarityCells, 'scene'> & { readonly shares: Float32Array | null };

const RAMP_FIELDS = ['ramp', 'reversed', 'fadeLow'] as const;
const TILE = 256;
/** Cells around a tile that it shares with its neighbours, so that colours run on across its edge. */
const GUTTER = 1;
/** Steepness of the border of what is covered. */
const EDGE = 4;
/** Share of the ramp over which the edge of what is painted fades in. */
const FEATHER = 0.06;
/** Fade without a least value: ends before the lowest value. */
const ALL_FADE = 0.5;
/** Lower than any value. */
const LOWEST = -1e6;

export function similarityLayer(): WebGLTileLayer {
  return new WebGLTileLayer({ zIndex: 1 });
}

export function similaritySource({ scene, grid, values }: SimilarityCells): DataTile {
  const { widthCells, heightCells, cellPx } = grid;
  const shares = shownPart(scene).then((part) => part && shownShares(part, grid));
  return new DataTile({
    projection: sceneProjection(scene),
    tileGrid: new TileGrid({
      extent: [0, -heightCells * cellPx, widthCells * cellPx, 0],
      origin: [0, 0],
      resolutions: [cellPx],
      tileSize: TILE,
    }),
    bandCount: 2,
    gutter: GUTTER,
    interpolate: true,
    wrapX: false,
    transition: 0,
    loader: async (_z, x, y) => cellTile({ grid, values, shares: await shares }, x, y),
  });
}

export function paintSimilarity(layer: WebGLTileLayer, before: MapPaint | null, now: MapPaint): void {
  layer.setVisible(now.visible);
  layer.setOpacity(now.opacity);
  if (before === null || RAMP_FIELDS.some((field) => before[field] !== now[field]))
    layer.setStyle(rampStyle(now));
  layer.updateStyleVariables(variablesOf(now));
}

/** The score of the cell at a pixel position; null outside the map or where no window covers it. */
export function cellAt({ grid, values }: SimilarityCells, col: number, row: number): number | null {
  const x = Math.floor(col / grid.cellPx);
  const y = Math.floor(row / grid.cellPx);
  if (x < 0 || y < 0 || x >= grid.widthCells || y >= grid.heightCells) return null;
  const value = values[y * grid.widthCells + x];
  return Number.isNaN(value) ? null : value;
}

/**
 * [258, 258, 2]: the cells of the tile and one more on each side, each with the share of it that is covered and shown, so that colours are
 * not interpolated with what is not there; scores are multiplied by that share. At the edge of the map, its last cells go on.
 */
function cellTile({ grid, values, shares }: CellShares, x: number, y: number): Float32Array {
  const { widthCells: width, heightCells: height } = grid;
  const edge = TILE + 2 * GUTTER;
  const tile = new Float32Array(2 * edge * edge);
  for (let row = 0; row < edge; row++)
    for (let column = 0; column < edge; column++) {
      const [atX, atY] = [x * TILE + column - GUTTER, y * TILE + row - GUTTER];
      if (atX > width || atY > height) continue;
      const nearest = Math.max(0, Math.min(height - 1, atY)) * width + Math.max(0, Math.min(width - 1, atX));
      const value = values[nearest];
      const share = shares === null ? 1 : shares[nearest];
      if (!Number.isNaN(value)) tile.set([share * value, share], 2 * (row * edge + column));
    }
  return tile;
}

function variablesOf({ range, threshold, floor }: MapPaint): Record<string, number> {
  const span = Math.max(range.max - range.min, 1e-6);
  const cut = threshold ?? floor;
  const fade = cut === null ? ALL_FADE : FEATHER * span;
  return { gain: 1 / span, offset: -range.min / span, least: cut ?? LOWEST, feather: 1 / fade };
}

function rampStyle(paint: RampStyle): Style {
  const covered = ['band', 2];
  const score = ['/', ['band', 1], ['clamp', covered, 0.001, 1]];
  const share = ['clamp', ['+', ['var', 'offset'], ['*', ['var', 'gain'], score]], 0, 1];
  const painted = ['clamp', ['*', ['var', 'feather'], ['-', score, ['var', 'least']]], 0, 1];
  // The border runs where half is covered and shown: in the middle between a cell that is and one that is not.
  const inside = ['clamp', ['+', ['*', EDGE, ['-', covered, 0.5]], 0.5], 0, 1];
  return {
    variables: { gain: 1, offset: 0, least: LOWEST, feather: 1 },
    color: [
      '*',
      ['palette', ['*', share, 255], cssColours(paint)],
      ['color', 255, 255, 255, ['*', painted, inside]],
    ],
  };
}
