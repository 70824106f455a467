/** The imagery of a scene with a map over it, for pictures. */
import type { Affine, BandRendering, RasterWindow } from '../documents/scene.ts';
import { cellAffine } from '../geo/affine.ts';
import { readTile, sceneTileGrid } from '../raster/read-tile.ts';
import type { Scene } from '../raster/scene.ts';
import { type TileGrid, tileScale } from '../raster/tile-grid.ts';
import type { SimilarityMap } from '../search/similarity-map.ts';
import { type Paint, painter } from './paint-values.ts';

/** The pixels of a picture: each stands for `scale` x `scale` pixels of the scene, from picture pixel (col, row) of the whole scene. */
export type PictureFrame = RasterWindow & {
  readonly scale: number;
  readonly level: number;
};

export type PictureOverlay = {
  readonly map: SimilarityMap;
  readonly paint: Paint;
  readonly opacity: number;
};

/** The finest frame of `extent` (null: the whole scene) whose longer edge has at most `mostPx` pixels. */
export function pictureFrame(scene: Scene, extent: RasterWindow | null, mostPx: number): PictureFrame {
  const { widthPx, heightPx } = scene.description;
  const grid = sceneTileGrid(scene);
  const win = extent ?? { col: 0, row: 0, widthPx, heightPx };
  const frames = Array.from({ length: grid.levels }, (_, i) => frameAt(grid, grid.levels - 1 - i, win));
  return (
    frames.find((frame) => Math.max(frame.widthPx, frame.heightPx) <= mostPx) ?? frames[frames.length - 1]
  );
}

export function frameAffine(affine: Affine, { col, row, scale }: PictureFrame): Affine {
  return cellAffine(affine, col * scale, row * scale, scale, scale);
}

/** Rows of red, green, blue and alpha from top to bottom, a row of tiles at a time. */
export async function* pictureRows(
  scene: Scene,
  rendering: BandRendering,
  frame: PictureFrame,
  overlay: PictureOverlay | null,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const grid = sceneTileGrid(scene);
  const size = grid.tileSizePx;
  const right = frame.col + frame.widthPx;
  const bottom = frame.row + frame.heightPx;
  for (let y = Math.floor(frame.row / size); y * size < bottom; y++) {
    const top = Math.max(frame.row, y * size);
    const rows = Math.min(bottom, (y + 1) * size) - top;
    const band = new Uint8Array(frame.widthPx * rows * 4);
    for (let x = Math.floor(frame.col / size); x * size < right; x++) {
      const { rgba } = await readTile(scene, grid, rendering, frame.level, x, y, signal);
      const left = Math.max(frame.col, x * size);
      const cols = Math.min(right, (x + 1) * size) - left;
      for (let row = 0; row < rows; row++) {
        const from = ((top + row - y * size) * size + left - x * size) * 4;
        band.set(rgba.subarray(from, from + cols * 4), (row * frame.widthPx + left - frame.col) * 4);
      }
    }
    if (overlay !== null) blend(band, frame, top, rows, overlay);
    yield band;
  }
}

/** The whole picture in memory, [heightPx, widthPx, 4]. */
export async function pictureBytes(
  scene: Scene,
  rendering: BandRendering,
  frame: PictureFrame,
  overlay: PictureOverlay | null,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const values = new Uint8Array(frame.widthPx * frame.heightPx * 4);
  let at = 0;
  for await (const rows of pictureRows(scene, rendering, frame, overlay, signal)) {
    values.set(rows, at);
    at += rows.length;
  }
  return values;
}

function frameAt(grid: TileGrid, level: number, win: RasterWindow): PictureFrame {
  const scale = tileScale(grid, level);
  const col = Math.floor(win.col / scale);
  const row = Math.floor(win.row / scale);
  return {
    scale,
    level,
    col,
    row,
    widthPx: Math.ceil((win.col + win.widthPx) / scale) - col,
    heightPx: Math.ceil((win.row + win.heightPx) / scale) - row,
  };
}

/** Draws the map over `rows` rows of the picture, the first of which is row `top` of the whole scene's picture. */
function blend(
  band: Uint8Array,
  { col, widthPx, scale }: PictureFrame,
  top: number,
  rows: number,
  { map, paint, opacity }: PictureOverlay,
): void {
  const colourOf = painter(paint);
  for (let row = 0; row < rows; row++) {
    const mapRow = Math.min(map.rows - 1, Math.floor(((top + row + 0.5) * scale) / map.cellPx));
    for (let i = 0; i < widthPx; i++) {
      const mapColumn = Math.min(map.columns - 1, Math.floor(((col + i + 0.5) * scale) / map.cellPx));
      const { rgb, alpha } = colourOf(map.values[mapRow * map.columns + mapColumn]);
      const at = (row * widthPx + i) * 4;
      // Collars stay transparent.
      if (alpha === 0 || band[at + 3] === 0) continue;
      const share = alpha * opacity;
      for (let channel = 0; channel < 3; channel++)
        band[at + channel] = band[at + channel] * (1 - share) + rgb[channel] * share + 0.5;
    }
  }
}
