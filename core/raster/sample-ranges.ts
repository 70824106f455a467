/** 2-98 % range of each band, from a sample of the raster's pixels rather than the limits of the sample type. */
import type { BandRanges, RasterWindow, ValueRange } from '../documents/scene.ts';
import type { Raster, RasterLevel } from './raster.ts';
import { readWindow } from './read-window.ts';
import { validPixels } from './valid-pixels.ts';
import { holdsData, nodataAsStored } from './validity.ts';

/** The sample size that QGIS uses for its default statistics. */
const sampledPixels = 250_000;
const lowShare = 0.02;
const highShare = 0.98;

/** One 2-98 % range per band, in sample values. */
export async function sampleRanges(raster: Raster, signal?: AbortSignal): Promise<readonly ValueRange[]> {
  return (await sampleBandRanges(raster, signal)).map(({ cut }) => cut);
}

/** One pair of ranges per band, over valid pixels; a band without two different values gets ranges of width 1. */
export async function sampleBandRanges(raster: Raster, signal?: AbortSignal): Promise<readonly BandRanges[]> {
  const level = levelToSample(raster);
  const bands = Array.from({ length: level.image.bands }, (_, band) => band);
  const windows = windowsToSample(level);
  const pixels = windows.reduce((sum, win) => sum + win.widthPx * win.heightPx, 0);
  const step = Math.max(1, Math.floor(pixels / sampledPixels));
  const values: number[][] = bands.map(() => []);
  const nodata = nodataAsStored(level.image);
  // A pixel outside one band's footprint may be valid because another band holds data.
  const keep = (own: number[], value: number): void => {
    if (holdsData(value, nodata)) own.push(value);
  };
  for (const win of windows) {
    signal?.throwIfAborted();
    const read = await readWindow(raster.blocks, level.image, win, bands, signal);
    const valid = await validPixels(raster, level, win, read, signal);
    for (let i = 0; i < valid.length; i += step)
      if (valid[i] !== 0) for (const band of bands) keep(values[band], read.samples[i * bands.length + band]);
  }
  return values.map(rangesOf);
}

/** The coarsest level with at least `sampledPixels` pixels. */
function levelToSample(raster: Raster): RasterLevel {
  const enough = raster.levels.filter(({ image }) => image.widthPx * image.heightPx >= sampledPixels);
  return enough.at(-1) ?? raster.levels[0];
}

/** The whole level if it is small, otherwise about 64 evenly spread blocks. */
function windowsToSample({ image }: RasterLevel): readonly RasterWindow[] {
  const { widthPx, heightPx, blockWidthPx, blockHeightPx, blockCols, blockRows } = image;
  if (widthPx * heightPx <= 4 * sampledPixels) return [{ col: 0, row: 0, widthPx, heightPx }];
  const rows = Math.min(blockRows, image.tiled ? 8 : 64);
  const cols = Math.min(blockCols, 8);
  const windows: RasterWindow[] = [];
  for (let j = 0; j < rows; j++)
    for (let i = 0; i < cols; i++) {
      const row = Math.floor(((j + 0.5) * blockRows) / rows) * blockHeightPx;
      const col = Math.floor(((i + 0.5) * blockCols) / cols) * blockWidthPx;
      windows.push({
        col,
        row,
        widthPx: Math.min(blockWidthPx, widthPx - col),
        heightPx: Math.min(
          blockHeightPx,
          heightPx - row,
          Math.max(1, Math.floor((4 * sampledPixels) / blockWidthPx)),
        ),
      });
    }
  return windows;
}

function rangesOf(values: readonly number[]): BandRanges {
  const sorted = Float64Array.from(values).sort();
  if (sorted.length === 0) return { cut: { min: 0, max: 1 }, extremes: { min: 0, max: 1 } };
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))];
  const [least, most] = [sorted[0], sorted[sorted.length - 1]];
  const extremes = most > least ? { min: least, max: most } : { min: least, max: least + 1 };
  const [min, max] = [at(lowShare), at(highShare)];
  return { cut: max > min ? { min, max } : extremes, extremes };
}
