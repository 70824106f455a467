/** Similarity map layer, coloured on the GPU: ramp, range and threshold change without touching the values. */
import WebGLTileLayer, { type Style } from 'ol/layer/WebGLTile.js';
import DataTile from 'ol/source/DataTile.js';
import TileGrid from 'ol/tilegrid/TileGrid.js';
import type { SceneDetail } from '../../core/documents/scene.ts';
import type { MapGrid } from '../../core/documents/search.ts';
import type { MapPaint } from '../../core/style/paint-of.ts';
import { cssColours, type RampStyle } from '../../core/style/ramps.ts';
import { elementsPerCell, GUTTER, tileSize } from './cell-grid.ts';
import { sceneProjection } from './scene-projection.ts';

/** `values`: float32 [heightCells, widthCells], NaN where no window covers the cell. */
export type SimilarityCells = {
  readonly scene: SceneDetail;
  readonly grid: MapGrid;
  readonly values: Float32Array;
};

const RAMP_FIELDS = ['ramp', 'reversed', 'fadeLow'] as const;
/** Steepness of the border of what is covered. */
const EDGE = 4;
/** Share of the ramp over which the edge of what is painted fades in. */
const FEATHER = 0.06;
/** Fade without a least value: ends before the lowest value. */
const ALL_FADE = 0.5;
const EMPTY_CELLS = 16;
/** Lower than any value. */
const LOWEST = -1e6;

export function similarityLayer(): WebGLTileLayer {
  return new WebGLTileLayer({ zIndex: 1 });
}

export function similaritySource({ scene, grid, values }: SimilarityCells): DataTile {
  const { widthCells, heightCells, cellPx } = grid;
  const perCell = elementsPerCell(grid, scene);
  const tiles = import('./cell-tile.ts').then(({ cellTiles }) => cellTiles(scene, grid, values, perCell));
  return new DataTile({
    projection: sceneProjection(scene),
    tileGrid: new TileGrid({
      extent: [0, -heightCells * cellPx, widthCells * cellPx, 0],
      origin: [0, 0],
      resolutions: [cellPx / perCell],
      tileSize: tileSize(grid, perCell),
    }),
    bandCount: 2,
    gutter: GUTTER,
    interpolate: true,
    wrapX: false,
    transition: 0,
    loader: async (_z, x, y) => (await tiles)(x, y),
  });
}

export function paintSimilarity(layer: WebGLTileLayer, before: MapPaint | null, now: MapPaint): void {
  layer.setVisible(now.visible);
  layer.setOpacity(now.opacity);
  if (before === null || RAMP_FIELDS.some((field) => before[field] !== now[field]))
    layer.setStyle(rampStyle(now));
  layer.updateStyleVariables(variablesOf(now));
}

/** A map over all of the scene that paints nothing. */
export function emptyMap(scene: SceneDetail): { readonly cells: SimilarityCells; readonly paint: MapPaint } {
  const cellPx = Math.ceil(Math.max(scene.widthPx, scene.heightPx) / EMPTY_CELLS);
  const grid = {
    url: '',
    widthCells: EMPTY_CELLS,
    heightCells: EMPTY_CELLS,
    cellPx,
    affine: { xOrigin: 0, xPerCol: 1, xPerRow: 0, yOrigin: 0, yPerCol: 0, yPerRow: 1 },
  };
  const values = new Float32Array(EMPTY_CELLS ** 2).fill(Number.NaN);
  const paint = {
    visible: true,
    opacity: 1,
    ramp: 'viridis',
    reversed: false,
    fadeLow: true,
    range: { min: 0, max: 1 },
    threshold: null,
    floor: 0,
  } as const;
  return { cells: { scene, grid, values }, paint };
}

/** The score of the cell at a pixel position; null outside the map or where no window covers it. */
export function cellAt({ grid, values }: SimilarityCells, col: number, row: number): number | null {
  const x = Math.floor(col / grid.cellPx);
  const y = Math.floor(row / grid.cellPx);
  if (x < 0 || y < 0 || x >= grid.widthCells || y >= grid.heightCells) return null;
  const value = values[y * grid.widthCells + x];
  return Number.isNaN(value) ? null : value;
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
