/** The imagery of a scene with a map over it, for pictures. */
import type { Affine, BandRendering, RasterWindow } from '../documents/scene.ts';
import { cellAffine } from '../geo/affine.ts';
import { clearCollar } from '../raster/collar-mask.ts';
import { findCollar } from '../raster/find-collar.ts';
import { readTile, sceneTileGrid } from '../raster/read-tile.ts';
import type { Scene } from '../raster/scene.ts';
import { type TileGrid, tileScale, tileWindow } from '../raster/tile-grid.ts';
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
  /** Whether the imagery below it is grey. */
  readonly isOverGrey: boolean;
};

/** How the screen shows the scene. */
export type SceneLook = { readonly rendering: BandRendering; readonly gamma: number };

/** Share of the ramp over which the edge of what is painted fades in. */
const FEATHER = 0.06;
/** Weights of red, green and blue in grey, as on the screen (OpenLayers). */
const GREY = [0.2126, 0.7152, 0.0722] as const;

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
  look: SceneLook,
  frame: PictureFrame,
  overlay: PictureOverlay | null,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const { rendering, gamma } = look;
  const grid = sceneTileGrid(scene);
  const size = grid.tileSizePx;
  const right = frame.col + frame.widthPx;
  const bottom = frame.row + frame.heightPx;
  const collar = await findCollar(scene, rendering);
  for (let y = Math.floor(frame.row / size); y * size < bottom; y++) {
    const top = Math.max(frame.row, y * size);
    const rows = Math.min(bottom, (y + 1) * size) - top;
    const band = new Uint8Array(frame.widthPx * rows * 4);
    for (let x = Math.floor(frame.col / size); x * size < right; x++) {
      const tile = await readTile(scene, grid, rendering, frame.level, x, y, signal);
      const { rgba } = tile;
      if (collar !== null)
        clearCollar(tile, tileWindow(grid, frame.level, x, y), tileScale(grid, frame.level), collar);
      const left = Math.max(frame.col, x * size);
      const cols = Math.min(right, (x + 1) * size) - left;
      for (let row = 0; row < rows; row++) {
        const from = ((top + row - y * size) * size + left - x * size) * 4;
        band.set(rgba.subarray(from, from + cols * 4), (row * frame.widthPx + left - frame.col) * 4);
      }
    }
    if (overlay?.isOverGrey) greyOut(band);
    if (gamma !== 1) correct(band, gamma);
    if (overlay !== null) blend(band, frame, top, rows, overlay);
    yield band;
  }
}

/** The whole picture in memory, [heightPx, widthPx, 4]. */
export async function pictureBytes(
  scene: Scene,
  look: SceneLook,
  frame: PictureFrame,
  overlay: PictureOverlay | null,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const values = new Uint8Array(frame.widthPx * frame.heightPx * 4);
  let at = 0;
  for await (const rows of pictureRows(scene, look, frame, overlay, signal)) {
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
  const { threshold, range } = paint;
  const fade = FEATHER * Math.max(range.max - range.min, 1e-6);
  for (let row = 0; row < rows; row++) {
    const y = ((top + row + 0.5) * scale) / map.cellPx;
    for (let i = 0; i < widthPx; i++) {
      const at = (row * widthPx + i) * 4;
      // Collars stay transparent.
      if (band[at + 3] === 0) continue;
      const value = scoreAt(map, ((col + i + 0.5) * scale) / map.cellPx, y);
      const { rgb, alpha } = colourOf(value);
      if (alpha === 0) continue;
      const edge = threshold === null ? 1 : Math.min(1, (value - threshold) / fade);
      const share = alpha * edge * opacity;
      for (let channel = 0; channel < 3; channel++)
        band[at + channel] = band[at + channel] * (1 - share) + rgb[channel] * share + 0.5;
    }
  }
}

function greyOut(rgba: Uint8Array): void {
  for (let at = 0; at < rgba.length; at += 4) {
    const grey = GREY.reduce((sum, weight, channel) => sum + weight * rgba[at + channel], 0.5);
    rgba.fill(grey, at, at + 3);
  }
}

/** As on the screen: of what is grey already, and before the map is laid over it. */
function correct(rgba: Uint8Array, gamma: number): void {
  const drawn = Uint8Array.from({ length: 256 }, (_, value) => 255 * (value / 255) ** (1 / gamma) + 0.5);
  for (let at = 0; at < rgba.length; at += 4)
    for (let channel = 0; channel < 3; channel++) rgba[at + channel] = drawn[rgba[at + channel]];
}

/** Between the middles of cells, as on the screen; `x` and `y` count in cells. NaN where less than half is covered. */
function scoreAt({ columns, rows, values }: SimilarityMap, x: number, y: number): number {
  const [left, above] = [Math.floor(x - 0.5), Math.floor(y - 0.5)];
  let [sum, covered] = [0, 0];
  for (let j = 0; j < 2; j++)
    for (let i = 0; i < 2; i++) {
      const weight = Math.abs(x - left + i - 1.5) * Math.abs(y - above + j - 1.5);
      const column = Math.min(columns - 1, Math.max(0, left + i));
      const value = values[Math.min(rows - 1, Math.max(0, above + j)) * columns + column];
      if (Number.isNaN(value)) continue;
      sum += weight * value;
      covered += weight;
    }
  return covered < 0.5 ? Number.NaN : sum / covered;
}
