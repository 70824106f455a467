/** Makes a coarse level of a raster in one pass over the file, and halves levels. Other work on the thread runs in between. */
import type { RasterWindow } from '../documents/scene.ts';
import { allocateSamples, type SampleArray, type SampleWindow } from '../tensor/samples.ts';
import { nextTurn, turnIsLong } from '../turn.ts';
import type { Raster } from './raster.ts';
import { giveBack, isSparseWindow, readWindow, sparseSample } from './read-window.ts';
import type { TiffImage } from './tiff-image.ts';
import { validPixels } from './valid-pixels.ts';
import { alphaBand, holdsData, type Nodata, nodataOf } from './validity.ts';

export type PreviewLevel = {
  /** All bands of the whole raster at this level. */
  readonly pixels: SampleWindow;
  /** [heightPx, widthPx], 1 where any of the averaged pixels holds data. */
  readonly valid: Uint8Array;
  readonly scale: number;
};

/** Size of the samples read at a time. */
const bandBytes = 32 << 20;
/** Rows up to this size are read across the whole width. */
const mostBandBytes = 4 * bandBytes;
const stripsInFlight = 16;

/** Pixels read for the cells from `col`, `row` on; for huge cells only a part of each. */
type Piece = RasterWindow;

/**
 * Reads the file once, in bands of rows; very wide rasters in pieces of a band. For thin strips one row in `scale` is decoded; for
 * taller blocks all rows are averaged. Calls `checkWanted` before each piece; an error that it throws ends the pass.
 */
export async function finestLevel(
  raster: Raster,
  scale: number,
  checkWanted: () => void,
): Promise<PreviewLevel> {
  const { image } = raster.levels[0];
  const target = emptyLevel(image.sampleType, image.widthPx, image.heightPx, image.bands, scale);
  const { pieces, together } = plan(image, scale);
  const waiting = pieces[Symbol.iterator]();
  const work = async (): Promise<void> => {
    for (let next = waiting.next(); !next.done; next = waiting.next()) {
      checkWanted();
      await averagePiece(raster, next.value, target);
      if (turnIsLong()) await nextTurn();
    }
  };
  await Promise.all(Array.from({ length: together }, work));
  return target;
}

export function emptyLevel(
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

/** The level at half the resolution. */
export async function halve(level: PreviewLevel, nodata: Nodata | null): Promise<PreviewLevel> {
  const { pixels, valid, scale } = level;
  const widthPx = Math.ceil(pixels.widthPx / 2);
  const heightPx = Math.ceil(pixels.heightPx / 2);
  const samples = pixels.samples.slice(0, widthPx * heightPx * pixels.bands).fill(0);
  const half: PreviewLevel = {
    pixels: { widthPx, heightPx, bands: pixels.bands, samples },
    valid: new Uint8Array(widthPx * heightPx),
    scale: 2,
  };
  await averageInto(half, pixels, valid, nodata, 0, 0);
  return { ...half, scale: scale * 2 };
}

function plan(image: TiffImage, scale: number): { pieces: Iterable<Piece>; together: number } {
  const pixelBytes = image.bands * allocateSamples(image.sampleType, 1).BYTES_PER_ELEMENT;
  const thinStrips = image.blockHeightPx * 2 <= scale;
  const rowsAtOnce = Math.max(1, Math.floor(bandBytes / (image.widthPx * pixelBytes) / scale)) * scale;
  const rowStep = thinStrips ? scale : rowsAtOnce;
  const rows = thinStrips ? image.blockHeightPx : rowsAtOnce;
  const isNarrow = image.widthPx * rows * pixelBytes <= mostBandBytes;
  const colStep = isNarrow
    ? image.widthPx
    : Math.max(1, Math.floor(bandBytes / (rows * pixelBytes) / scale)) * scale;
  const cols = isNarrow ? colStep : Math.max(1, Math.min(colStep, Math.floor(bandBytes / pixelBytes)));
  const readRows = isNarrow ? rows : Math.max(1, Math.min(rows, Math.floor(bandBytes / (cols * pixelBytes))));
  // One thin strip at a time would leave the other decoding threads idle.
  return {
    pieces: piecesOf(image, colStep, rowStep, cols, readRows),
    together: thinStrips && isNarrow ? stripsInFlight : 1,
  };
}

function* piecesOf(
  { widthPx, heightPx }: TiffImage,
  colStep: number,
  rowStep: number,
  cols: number,
  rows: number,
): Generator<Piece> {
  for (let row = 0; row < heightPx; row += rowStep)
    for (let col = 0; col < widthPx; col += colStep)
      yield {
        col,
        row,
        widthPx: Math.min(cols, widthPx - col),
        heightPx: Math.min(rows, heightPx - row),
      };
}

async function averagePiece(raster: Raster, win: Piece, target: PreviewLevel): Promise<void> {
  const level = raster.levels[0];
  const { image } = level;
  const nodata = nodataOf(image);
  const [col, row] = [Math.floor(win.col / target.scale), Math.floor(win.row / target.scale)];
  if (level.mask === null && isSparseWindow(image, win)) {
    fillCells(raster, target, win, col, row);
    return;
  }
  const bands = Array.from({ length: image.bands }, (_, band) => band);
  const read = await readWindow(raster.blocks, image, win, bands);
  const valid = await validPixels(raster, level, win, read);
  await averageInto(target, read, valid, nodata, row, col);
  giveBack(raster.blocks, read.samples);
}

/** Average of pixels that were never written. */
function fillCells(
  raster: Raster,
  { pixels, valid, scale }: PreviewLevel,
  win: Piece,
  firstCol: number,
  firstRow: number,
): void {
  const { image } = raster.levels[0];
  const sample = sparseSample(image);
  const isShown = holdsData(sample, nodataOf(image)) && (alphaBand(raster.roles) === null || sample !== 0);
  if (!isShown) return;
  const cols = Math.ceil(win.widthPx / scale);
  for (let row = firstRow; row < firstRow + Math.ceil(win.heightPx / scale); row++) {
    const from = row * pixels.widthPx + firstCol;
    pixels.samples.fill(sample, from * pixels.bands, (from + cols) * pixels.bands);
    valid.fill(1, from, from + cols);
  }
}

/** Writes the mean of the valid samples of each cell of `target.scale` x `target.scale` pixels, from cell `firstRow`, `firstCol` on. */
async function averageInto(
  target: PreviewLevel,
  read: SampleWindow,
  valid: Uint8Array,
  nodata: Nodata | null,
  firstRow: number,
  firstCol: number,
): Promise<void> {
  const rows = Math.ceil(read.heightPx / target.scale);
  for (let row = 0; row < rows; row++) {
    averageRow(target, read, valid, nodata, row, firstRow + row, firstCol);
    if (turnIsLong()) await nextTurn();
  }
}

/** The row of cells number `row` of `read`. */
function averageRow(
  target: PreviewLevel,
  read: SampleWindow,
  valid: Uint8Array,
  nodata: Nodata | null,
  row: number,
  toRow: number,
  toCol: number,
): void {
  const { widthPx, bands, samples } = target.pixels;
  const cols = Math.ceil(read.widthPx / target.scale);
  const row0 = row * target.scale;
  const row1 = Math.min(row0 + target.scale, read.heightPx);
  for (let i = 0; i < cols; i++) {
    const cell = toRow * widthPx + toCol + i;
    const col0 = i * target.scale;
    const col1 = Math.min(col0 + target.scale, read.widthPx);
    const isValid = meanOf(read, valid, nodata, col0, col1, row0, row1, samples, cell * bands);
    target.valid[cell] = isValid ? 1 : 0;
  }
}

const sums = new Float64Array(4096);
const counts = new Float64Array(4096);

/**
 * Writes the mean of each band over the pixels that hold data; a band without data gets nodata, or NaN if there is none.
 * Returns false and writes nothing if no pixel is valid.
 */
function meanOf(
  { widthPx, bands, samples }: SampleWindow,
  valid: Uint8Array,
  nodata: Nodata | null,
  col0: number,
  col1: number,
  row0: number,
  row1: number,
  out: SampleArray,
  to: number,
): boolean {
  let isValid = false;
  sums.fill(0, 0, bands);
  counts.fill(0, 0, bands);
  for (let row = row0; row < row1; row++)
    for (let at = row * widthPx + col0; at < row * widthPx + col1; at++) {
      if (valid[at] === 0) continue;
      isValid = true;
      for (let band = 0; band < bands; band++) {
        const value = samples[at * bands + band];
        if (!holdsData(value, nodata)) continue;
        sums[band] += value;
        counts[band] += 1;
      }
    }
  if (!isValid) return false;
  const round = out instanceof Float32Array || out instanceof Float64Array ? (x: number) => x : Math.round;
  for (let band = 0; band < bands; band++)
    out[to + band] =
      counts[band] > 0 ? round(sums[band] / counts[band]) : nodata === null ? Number.NaN : nodata.stored;
  return true;
}
