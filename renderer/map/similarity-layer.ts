/** Similarity map layer, coloured on the GPU: ramp, range and threshold change without touching the values. */
import WebGLTileLayer, { type Style } from 'ol/layer/WebGLTile.js';
import DataTile from 'ol/source/DataTile.js';
import TileGrid from 'ol/tilegrid/TileGrid.js';
import type { SimilarityStyle } from '../../core/documents/project.ts';
import type { SceneDetail, ValueRange } from '../../core/documents/scene.ts';
import type { MapGrid } from '../../core/documents/search.ts';
import { cssColours, type RampStyle } from '../../core/style/ramps.ts';
import { sceneProjection } from './scene-projection.ts';

/** `values`: float32 [heightCells, widthCells], NaN where no window covers the cell. */
export type SimilarityCells = {
  readonly scene: SceneDetail;
  readonly grid: MapGrid;
  readonly values: Float32Array;
};
/** Style of the map; `range` holds the cosines at the ends of the ramp. */
export type SimilarityPaint = RampStyle &
  Pick<SimilarityStyle, 'opacity' | 'threshold' | 'visible'> & { readonly range: ValueRange };

const RAMP_FIELDS = ['ramp', 'reversed', 'fadeLow'] as const;
const TILE = 256;
/** Lower than any cosine; used instead of NaN, which shaders need not handle. */
const NOTHING = -2;

export function similarityLayer(): WebGLTileLayer {
  return new WebGLTileLayer({ zIndex: 1 });
}

export function similaritySource({ scene, grid, values }: SimilarityCells): DataTile {
  const { widthCells, heightCells, cellPx } = grid;
  return new DataTile({
    projection: sceneProjection(scene),
    tileGrid: new TileGrid({
      extent: [0, -heightCells * cellPx, widthCells * cellPx, 0],
      origin: [0, 0],
      resolutions: [cellPx],
      tileSize: TILE,
    }),
    bandCount: 1,
    interpolate: false,
    wrapX: false,
    transition: 0,
    loader: (_z, x, y) => cellTile(values, widthCells, heightCells, x, y),
  });
}

export function paintSimilarity(
  layer: WebGLTileLayer,
  before: SimilarityPaint | null,
  now: SimilarityPaint,
): void {
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

/** [256, 256], padded. */
function cellTile(values: Float32Array, width: number, height: number, x: number, y: number): Float32Array {
  const tile = new Float32Array(TILE * TILE).fill(NOTHING);
  const columns = Math.min(TILE, width - x * TILE);
  const rows = Math.min(TILE, height - y * TILE);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      const value = values[(y * TILE + row) * width + x * TILE + column];
      if (!Number.isNaN(value)) tile[row * TILE + column] = value;
    }
  return tile;
}

function variablesOf({ range, threshold }: SimilarityPaint): Record<string, number> {
  const gain = 1 / Math.max(range.max - range.min, 1e-6);
  return { gain, offset: -range.min * gain, threshold: threshold ?? NOTHING / 2 };
}

function rampStyle(paint: RampStyle): Style {
  const score = ['band', 1];
  const share = ['clamp', ['+', ['var', 'offset'], ['*', ['var', 'gain'], score]], 0, 1];
  return {
    variables: { gain: 1, offset: 0, threshold: NOTHING / 2 },
    color: [
      'case',
      ['<', score, ['var', 'threshold']],
      [0, 0, 0, 0],
      ['palette', ['*', share, 255], cssColours(paint)],
    ],
  };
}
