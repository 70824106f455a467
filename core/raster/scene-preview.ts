/**
 * Coarse levels of a raster without (enough) overviews, held in memory: made once, on first need, in one pass down the
 * file, bounded in bytes whatever the raster's size.
 */
import type { Raster } from './raster.ts';
import { readWindow } from './read-window.ts';
import { allocateSamples, type SampleArray, type SampleWindow } from './samples.ts';
import { validPixels } from './valid-pixels.ts';

export type PreviewLevel = {
  /** All bands of the whole raster at this level. */
  readonly pixels: SampleWindow;
  /** [heightPx, widthPx], 1 where any pixel below holds data. */
  readonly valid: Uint8Array;
  readonly scale: number;
};

const maxBytes = 48 << 20;
/** Rows of samples read at one time, in bytes. */
const bandBytes = 32 << 20;
const smallestSidePx = 256;
const stripsInFlight = 16;

export class ScenePreview {
  readonly #raster: Raster;
  #levels: Promise<readonly PreviewLevel[]> | null = null;

  constructor(raster: Raster) {
    this.#raster = raster;
  }

  /** Finest first. The first call takes as long as a pass over the file; later ones nothing. */
  levels(): Promise<readonly PreviewLevel[]> {
    this.#levels ??= buildLevels(this.#raster);
    return this.#levels;
  }

  /** Full-resolution pixels per pixel of the finest preview level. */
  get finestScale(): number {
    const { widthPx, heightPx, bands, sampleType } = this.#raster.levels[0].image;
    const sampleBytes = allocateSamples(sampleType, 1).byteLength;
    let scale = 4;
    while ((widthPx / scale) * (heightPx / scale) * (bands * sampleBytes + 1) > maxBytes) scale *= 2;
    return scale;
  }
}

async function buildLevels(raster: Raster): Promise<readonly PreviewLevel[]> {
  const preview = new ScenePreview(raster);
  const levels = [await finestLevel(raster, preview.finestScale)];
  for (;;) {
    const last = levels[levels.length - 1];
    if (Math.max(last.pixels.widthPx, last.pixels.heightPx) <= smallestSidePx) return levels;
    levels.push(halve(last));
  }
}

/** One pass in bands. Of thin strips one row in `scale` is decoded; of taller blocks all rows are averaged. */
async function finestLevel(raster: Raster, scale: number): Promise<PreviewLevel> {
  const level = raster.levels[0];
  const { image } = level;
  const bands = Array.from({ length: image.bands }, (_, band) => band);
  const target = emptyLevel(image.sampleType, image.widthPx, image.heightPx, image.bands, scale);
  const sampleBytes = target.pixels.samples.BYTES_PER_ELEMENT;
  const thinStrips = image.blockHeightPx * 2 <= scale;
  const rowBytes = image.widthPx * image.bands * sampleBytes;
  const rowsAtOnce = Math.max(1, Math.floor(bandBytes / rowBytes / scale)) * scale;
  const step = thinStrips ? scale : rowsAtOnce;
  const average = async (row: number): Promise<void> => {
    const heightPx = Math.min(thinStrips ? image.blockHeightPx : rowsAtOnce, image.heightPx - row);
    const win = { col: 0, row, widthPx: image.widthPx, heightPx };
    const read = await readWindow(raster.blocks, image, win, bands);
    const valid = await validPixels(raster, level, win, read);
    averageInto(target, read, valid, Math.floor(row / scale));
  };
  // A thin strip alone would leave the other decoding threads idle.
  const together = thinStrips ? stripsInFlight : 1;
  for (let row = 0; row < image.heightPx; row += step * together)
    await Promise.all(
      Array.from({ length: together }, (_, i) => row + i * step)
        .filter((first) => first < image.heightPx)
        .map(average),
    );
  return target;
}

function emptyLevel(
  type: Parameters<typeof allocateSamples>[0],
  fullWidthPx: number,
  fullHeightPx: number,
  bands: number,
  scale: number,
): PreviewLevel {
  const widthPx = Math.ceil(fullWidthPx / scale);
  const heightPx = Math.ceil(fullHeightPx / scale);
  return {
    pixels: { widthPx, heightPx, bands, samples: allocateSamples(type, widthPx * heightPx * bands) },
    valid: new Uint8Array(widthPx * heightPx),
    scale,
  };
}

/** Means of the valid samples of each cell of `target.scale` pixels a side, written from row `firstRow` on. */
function averageInto(target: PreviewLevel, read: SampleWindow, valid: Uint8Array, firstRow: number): void {
  const { widthPx, bands, samples } = target.pixels;
  const rows = Math.ceil(read.heightPx / target.scale);
  for (let j = 0; j < rows; j++)
    for (let i = 0; i < widthPx; i++) {
      const cell = (firstRow + j) * widthPx + i;
      const col0 = i * target.scale;
      const col1 = Math.min(col0 + target.scale, read.widthPx);
      const row0 = j * target.scale;
      const row1 = Math.min(row0 + target.scale, read.heightPx);
      target.valid[cell] = meanOf(read, valid, col0, col1, row0, row1, samples, cell * bands) ? 1 : 0;
    }
}

const sums = new Float64Array(4096);

/** False, and nothing written, where no pixel is valid. */
function meanOf(
  { widthPx, bands, samples }: SampleWindow,
  valid: Uint8Array,
  col0: number,
  col1: number,
  row0: number,
  row1: number,
  out: SampleArray,
  to: number,
): boolean {
  let count = 0;
  sums.fill(0, 0, bands);
  for (let row = row0; row < row1; row++)
    for (let at = row * widthPx + col0; at < row * widthPx + col1; at++) {
      if (valid[at] === 0) continue;
      count += 1;
      for (let band = 0; band < bands; band++) sums[band] += samples[at * bands + band];
    }
  if (count === 0) return false;
  const round = out instanceof Float32Array || out instanceof Float64Array ? (x: number) => x : Math.round;
  for (let band = 0; band < bands; band++) out[to + band] = round(sums[band] / count);
  return true;
}

function halve(level: PreviewLevel): PreviewLevel {
  const { pixels, valid, scale } = level;
  const half: PreviewLevel = {
    pixels: {
      widthPx: Math.ceil(pixels.widthPx / 2),
      heightPx: Math.ceil(pixels.heightPx / 2),
      bands: pixels.bands,
      samples: pixels.samples
        .slice(0, Math.ceil(pixels.widthPx / 2) * Math.ceil(pixels.heightPx / 2) * pixels.bands)
        .fill(0),
    },
    valid: new Uint8Array(Math.ceil(pixels.widthPx / 2) * Math.ceil(pixels.heightPx / 2)),
    scale: 2,
  };
  averageInto(half, pixels, valid, 0);
  return { ...half, scale: scale * 2 };
}
