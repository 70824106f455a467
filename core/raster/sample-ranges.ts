/** 2-98 % range of each band, from a sample of the raster's pixels rather than the limits of the sample type. */
import type { BandRanges, RasterWindow, ValueRange } from '../documents/scene.ts';
import { type Task, unattended } from '../task.ts';
import { allocateSamples } from '../tensor/samples.ts';
import { nextTurn, turnIsLong } from '../turn.ts';
import type { Raster, RasterLevel } from './raster.ts';
import { readWindow } from './read-window.ts';
import { validPixels } from './valid-pixels.ts';
import { holdsData, nodataOf } from './validity.ts';

/** The sample size that QGIS uses for its default statistics. */
const sampledPixels = 250_000;
/** Limit for all bands together: as much as 64 bands need. */
const mostValues = 64 * sampledPixels;
/** Read at a time. */
const pieceBytes = 16 << 20;
/** Samples read from all bands together: a million pixels of 16 bands in 64 places. */
const mostRead = 2 ** 30;
/** Blocks read; planar files have one for each band. Enough for 512 bands in 64 places. */
const mostBlocks = 32_768;
const lowShare = 0.02;
const highShare = 0.98;

/** One 2-98 % range per band, in sample values. */
export async function sampleRanges(raster: Raster, task = unattended()): Promise<readonly ValueRange[]> {
  return (await sampleBandRanges(raster, task)).map(({ cut }) => cut);
}

/** One pair of ranges per band, over valid pixels; a band without two different values gets ranges of width 1. */
export async function sampleBandRanges(
  raster: Raster,
  { signal, report }: Task = unattended(),
): Promise<readonly BandRanges[]> {
  const level = levelToSample(raster);
  const { image } = level;
  const bands = Array.from({ length: image.bands }, (_, band) => band);
  const windows = windowsToSample(level);
  const pixels = windows.reduce((sum, win) => sum + win.widthPx * win.heightPx, 0);
  const wanted = Math.min(sampledPixels, Math.floor(mostValues / bands.length));
  const step = Math.max(1, Math.floor(pixels / wanted));
  const values: number[][] = bands.map(() => []);
  let done = 0;
  const nodata = nodataOf(image);
  // A pixel outside one band's footprint may be valid because another band holds data.
  const keep = (own: number[], value: number): void => {
    if (holdsData(value, nodata)) own.push(value);
  };
  for (const win of windows)
    for (const piece of piecesOf(
      win,
      bands.length * allocateSamples(image.sampleType, 1).BYTES_PER_ELEMENT,
    )) {
      signal.throwIfAborted();
      report({ phase: 'reading', done, total: pixels });
      done += piece.widthPx * piece.heightPx;
      const read = await readWindow(raster.blocks, image, piece, bands, signal);
      const valid = await validPixels(raster, level, piece, read, signal);
      for (const i of everyNth(win, piece, step))
        if (valid[i] !== 0)
          for (const band of bands) keep(values[band], read.samples[i * bands.length + band]);
      if (turnIsLong()) await nextTurn(signal);
    }
  const ranges: BandRanges[] = [];
  for (const own of values) {
    ranges.push(rangesOf(own));
    if (turnIsLong()) await nextTurn(signal);
  }
  return ranges;
}

/** Pieces of a window whose samples take at most `pieceBytes`, left to right and top to bottom. */
function* piecesOf(win: RasterWindow, pixelBytes: number): Generator<RasterWindow> {
  const widthPx = Math.max(1, Math.min(win.widthPx, Math.floor(pieceBytes / pixelBytes)));
  const heightPx = Math.max(1, Math.floor(pieceBytes / pixelBytes / widthPx));
  for (let row = 0; row < win.heightPx; row += heightPx)
    for (let col = 0; col < win.widthPx; col += widthPx)
      yield {
        col: win.col + col,
        row: win.row + row,
        widthPx: Math.min(widthPx, win.widthPx - col),
        heightPx: Math.min(heightPx, win.heightPx - row),
      };
}

/** Indexes of the pixels of `piece` whose index in `win`, counted row by row, is a multiple of `step`. */
function* everyNth(win: RasterWindow, piece: RasterWindow, step: number): Generator<number> {
  for (let row = 0; row < piece.heightPx; row++) {
    const first = (piece.row - win.row + row) * win.widthPx + piece.col - win.col;
    for (let col = (step - (first % step)) % step; col < piece.widthPx; col += step)
      yield row * piece.widthPx + col;
  }
}

/** The coarsest level with at least `sampledPixels` pixels. */
function levelToSample(raster: Raster): RasterLevel {
  const enough = raster.levels.filter(({ image }) => image.widthPx * image.heightPx >= sampledPixels);
  return enough.at(-1) ?? raster.levels[0];
}

/** The whole level if it is small, otherwise about 64 evenly spread blocks; fewer if there are thousands of planes. */
function windowsToSample({ image }: RasterLevel): readonly RasterWindow[] {
  const { widthPx, heightPx, blockWidthPx, blockHeightPx, blockCols, blockRows, planar, bands } = image;
  const planes = planar ? bands : 1;
  const isSmall =
    widthPx * heightPx <= Math.min(4 * sampledPixels, mostRead / bands) &&
    blockCols * blockRows * planes <= 16 * mostBlocks;
  if (isSmall) return [{ col: 0, row: 0, widthPx, heightPx }];
  const places = Math.max(4, Math.min(64, Math.floor(mostBlocks / planes)));
  const side = Math.floor(Math.sqrt(places));
  const mostPx = Math.max(1, Math.min(4 * sampledPixels, Math.floor(mostRead / bands / places)));
  const rows = Math.min(blockRows, image.tiled ? side : places);
  const cols = Math.min(blockCols, side);
  const windows: RasterWindow[] = [];
  for (let j = 0; j < rows; j++)
    for (let i = 0; i < cols; i++) {
      const row = Math.floor(((j + 0.5) * blockRows) / rows) * blockHeightPx;
      const col = Math.floor(((i + 0.5) * blockCols) / cols) * blockWidthPx;
      windows.push({
        col,
        row,
        widthPx: Math.min(blockWidthPx, widthPx - col, mostPx),
        heightPx: Math.min(blockHeightPx, heightPx - row, Math.max(1, Math.floor(mostPx / blockWidthPx))),
      });
    }
  return windows;
}

function rangesOf(values: readonly number[]): BandRanges {
  const sorted = Float64Array.from(values).sort();
  if (sorted.length === 0) {
    const none = { min: 0, max: 1 };
    return { cut: none, extremes: none, sigmas: none };
  }
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))];
  const [least, most] = [sorted[0], sorted[sorted.length - 1]];
  const extremes = most > least ? { min: least, max: most } : { min: least, max: least + 1 };
  const [min, max] = [at(lowShare), at(highShare)];
  return { cut: max > min ? { min, max } : extremes, extremes, sigmas: sigmasOf(sorted) ?? extremes };
}

/** Mean ± 2 σ, also beyond the values, as GIS programs have it; null for values that are all equal, or too large to be squared. */
function sigmasOf(values: Float64Array): ValueRange | null {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const sigma = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  const range = { min: mean - 2 * sigma, max: mean + 2 * sigma };
  return sigma > 0 && Number.isFinite(range.max - range.min) ? range : null;
}
