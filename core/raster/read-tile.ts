/** Map tiles of a scene in its own pixel grid, drawn with a layer style. */
import type { BandRendering, RasterWindow } from '../documents/scene.ts';
import type { PreviewLevel } from './make-preview.ts';
import type { Raster, RasterLevel } from './raster.ts';
import { renderSamples, renderWindow } from './render.ts';
import type { Scene } from './scene.ts';
import type { MaskedRgb } from './scene-reader.ts';
import { type TileGrid, tileGridOf, tileScale, tileWindow } from './tile-grid.ts';
import { markInvalid, nodataOf } from './validity.ts';

export type RgbaTile = {
  readonly widthPx: number;
  readonly heightPx: number;
  /** [heightPx, widthPx, 4]; alpha 0 outside the raster and where no pixel holds data. */
  readonly rgba: Uint8Array;
};

/** A tile of which every pixel holds data. */
export type RgbTile = {
  readonly widthPx: number;
  readonly heightPx: number;
  /** [heightPx, widthPx, 3] */
  readonly rgb: Uint8Array;
};

/** Up to this many source pixels per tile pixel and axis, a finer level is read and averaged. */
const mostAveraged = 4;
/** Rasters up to this size are read whole instead of through a preview. */
const smallRasterPx = 4096 * 4096;

/** The tile grid of a scene; `tileSizePx` is 512 by default. */
export function sceneTileGrid(scene: Scene, tileSizePx?: number): TileGrid {
  return tileGridOf(scene.description.widthPx, scene.description.heightPx, tileSizePx);
}

/** Tile z/x/y of `grid`, drawn with `style`. Throws `InvalidInput` outside the grid. An abort takes effect before the next block. */
export async function readTile(
  scene: Scene,
  grid: TileGrid,
  style: BandRendering,
  z: number,
  x: number,
  y: number,
  signal?: AbortSignal,
): Promise<RgbaTile> {
  return withAlpha(await drawTile(scene, grid, style, z, x, y, signal));
}

/** Like `readTile`, without an alpha channel where nothing would be transparent and nothing had to be averaged: most tiles of a scene. */
export async function drawTile(
  scene: Scene,
  grid: TileGrid,
  style: BandRendering,
  z: number,
  x: number,
  y: number,
  signal?: AbortSignal,
): Promise<RgbTile | RgbaTile> {
  const scale = tileScale(grid, z);
  const win = tileWindow(grid, z, x, y);
  const { raster } = scene;
  const level = levelAt(scene, scale);
  if (readsPreview(scene, grid, z)) {
    const levels = await scene.preview.levels(scale, signal);
    const preview = coarsestNotAbove(levels, scale, (candidate) => candidate.scale);
    const local = levelWindow(
      win,
      preview.scale,
      preview.scale,
      preview.pixels.widthPx,
      preview.pixels.heightPx,
    );
    const drawn = renderPreview(raster, style, preview, local);
    return shrink(drawn, local, win, grid.tileSizePx, scale, preview.scale, preview.scale);
  }
  const local = levelWindow(win, level.scaleX, level.scaleY, level.image.widthPx, level.image.heightPx);
  const drawn = await renderWindow(raster, level, style, local, signal);
  return shrink(drawn, local, win, grid.tileSizePx, scale, level.scaleX, level.scaleY);
}

/** Adds an opaque alpha channel to a tile that has none. */
export function withAlpha(tile: RgbTile | RgbaTile): RgbaTile {
  if ('rgba' in tile) return tile;
  const { widthPx, heightPx, rgb } = tile;
  const rgba = new Uint8Array(widthPx * heightPx * 4);
  copyPixels({ widthPx, heightPx, rgb, valid: null }, widthPx, heightPx, rgba, widthPx);
  return { widthPx, heightPx, rgba };
}

/** Whether tiles of level `z` are cut from the preview, which may first have to be made from the whole file. */
export function readsPreview(scene: Scene, grid: TileGrid, z: number): boolean {
  const scale = tileScale(grid, z);
  const level = levelAt(scene, scale);
  const finer = scale / Math.max(level.scaleX, level.scaleY);
  const rasterPx = level.image.widthPx * level.image.heightPx;
  return finer >= mostAveraged && rasterPx > smallRasterPx && scale >= scene.preview.finestScale;
}

function levelAt({ raster }: Scene, scale: number): RasterLevel {
  return coarsestNotAbove(raster.levels, scale, ({ scaleX, scaleY }) => Math.max(scaleX, scaleY));
}

/** `levels` are sorted finest first. The tolerance is for overviews that are a pixel off a power of two. */
function coarsestNotAbove<T>(levels: readonly T[], scale: number, scaleOf: (level: T) => number): T {
  return levels.filter((level) => scaleOf(level) <= scale * 1.02).at(-1) ?? levels[0];
}

function levelWindow(
  win: RasterWindow,
  scaleX: number,
  scaleY: number,
  levelWidthPx: number,
  levelHeightPx: number,
): RasterWindow {
  const col = Math.min(Math.floor(win.col / scaleX), levelWidthPx - 1);
  const row = Math.min(Math.floor(win.row / scaleY), levelHeightPx - 1);
  const right = Math.min(Math.ceil((win.col + win.widthPx) / scaleX), levelWidthPx);
  const bottom = Math.min(Math.ceil((win.row + win.heightPx) / scaleY), levelHeightPx);
  return { col, row, widthPx: Math.max(1, right - col), heightPx: Math.max(1, bottom - row) };
}

function renderPreview(
  raster: Raster,
  style: BandRendering,
  level: PreviewLevel,
  win: RasterWindow,
): MaskedRgb {
  const { pixels, valid } = level;
  const { bands } = pixels;
  const cut = pixels.samples.slice(0, win.widthPx * win.heightPx * bands);
  const cutValid = new Uint8Array(win.widthPx * win.heightPx);
  for (let row = 0; row < win.heightPx; row++) {
    const from = (win.row + row) * pixels.widthPx + win.col;
    cut.set(pixels.samples.subarray(from * bands, (from + win.widthPx) * bands), row * win.widthPx * bands);
    cutValid.set(valid.subarray(from, from + win.widthPx), row * win.widthPx);
  }
  const { image } = raster.levels[0];
  markInvalid(cut, bands, [...new Set(style.bands)], null, nodataOf(image), cutValid);
  const read = { widthPx: win.widthPx, heightPx: win.heightPx, bands, samples: cut };
  return renderSamples(
    raster,
    style,
    read,
    Array.from({ length: bands }, (_, band) => band),
    cutValid,
  );
}

/** Box means of the valid pixels of `drawn`, which covers the `local` pixels of a level, on the grid of the tile. */
function shrink(
  drawn: MaskedRgb,
  local: RasterWindow,
  win: RasterWindow,
  tileSizePx: number,
  scale: number,
  scaleX: number,
  scaleY: number,
): RgbTile | RgbaTile {
  const cols = Math.min(tileSizePx, Math.ceil(win.widthPx / scale));
  const rows = Math.min(tileSizePx, Math.ceil(win.heightPx / scale));
  const isCopy = scale === scaleX && scale === scaleY;
  const fillsTile = [cols, rows, drawn.widthPx, drawn.heightPx].every((px) => px === tileSizePx);
  if (isCopy && fillsTile && drawn.valid === null)
    return { widthPx: tileSizePx, heightPx: tileSizePx, rgb: drawn.rgb };
  const rgba = new Uint8Array(tileSizePx * tileSizePx * 4);
  if (isCopy) {
    copyPixels(drawn, cols, rows, rgba, tileSizePx);
    return { widthPx: tileSizePx, heightPx: tileSizePx, rgba };
  }
  const xs = spans(cols, win.col / scaleX - local.col, scale / scaleX, local.widthPx);
  const ys = spans(rows, win.row / scaleY - local.row, scale / scaleY, local.heightPx);
  for (let j = 0; j < rows; j++)
    for (let i = 0; i < cols; i++)
      meanPixel(drawn, xs[i], xs[i + cols], ys[j], ys[j + rows], rgba, (j * tileSizePx + i) * 4);
  return { widthPx: tileSizePx, heightPx: tileSizePx, rgba };
}

/** For a level with the pixels of the tile: nothing is averaged. */
function copyPixels(
  { widthPx, rgb, valid }: MaskedRgb,
  cols: number,
  rows: number,
  out: Uint8Array,
  outWidthPx: number,
): void {
  // Whole pixels are written in a third of the time of single bytes. Every machine that Longsight runs on is little-endian.
  const pixels = new Uint32Array(out.buffer, out.byteOffset, out.length >> 2);
  for (let row = 0; row < rows; row++) {
    const from = row * widthPx;
    for (let col = 0, at = from, i = 3 * from, to = row * outWidthPx; col < cols; col++, at++, i += 3, to++)
      if (valid === null || valid[at] !== 0)
        pixels[to] = (rgb[i] | (rgb[i + 1] << 8) | (rgb[i + 2] << 16) | 0xff00_0000) >>> 0;
  }
}

/** First source pixel of each of `count` cells, followed by their exclusive ends. */
function spans(count: number, offset: number, step: number, limit: number): Int32Array {
  const out = new Int32Array(2 * count);
  for (let i = 0; i < count; i++) {
    const from = Math.min(Math.max(0, Math.floor(offset + i * step + 1e-6)), limit - 1);
    out[i] = from;
    out[count + i] = Math.min(Math.max(from + 1, Math.floor(offset + (i + 1) * step + 1e-6)), limit);
  }
  return out;
}

function meanPixel(
  { widthPx, rgb, valid }: MaskedRgb,
  col0: number,
  col1: number,
  row0: number,
  row1: number,
  out: Uint8Array,
  to: number,
): void {
  let [r, g, b, count] = [0, 0, 0, 0];
  for (let row = row0; row < row1; row++)
    for (let at = row * widthPx + col0; at < row * widthPx + col1; at++) {
      if (valid !== null && valid[at] === 0) continue;
      r += rgb[3 * at];
      g += rgb[3 * at + 1];
      b += rgb[3 * at + 2];
      count += 1;
    }
  if (count === 0) return;
  out[to] = r / count + 0.5;
  out[to + 1] = g / count + 0.5;
  out[to + 2] = b / count + 0.5;
  out[to + 3] = 255;
}
