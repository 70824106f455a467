/** Windows whose samples lie in the file as they do in memory. */
import type { RasterWindow } from '../documents/scene.ts';
import type { TiffImage } from './tiff-image.ts';

/** Rows of a window that follow each other in the file, and where they lie among the bytes of the window. */
export type DirectRun = { readonly at: number; readonly bytes: number; readonly to: number };

/** Shorter runs take longer to read one by one than to pick out of larger reads. */
const shortRunBytes = 64 << 10;

/** Where all samples of `win` lie in the file, in native byte order; null if they do not, or lie in too many places. */
export function directRuns(
  image: TiffImage,
  win: RasterWindow,
  bands: readonly number[],
): readonly DirectRun[] | null {
  const { widthPx, heightPx, bitsPerSample, blockHeightPx, offsets, byteCounts } = image;
  if (win.widthPx !== widthPx || !holdsPlainRows(image) || !isEachBand(image, bands)) return null;
  const rowBytes = (widthPx * image.bands * bitsPerSample) / 8;
  const most = 1 + (win.heightPx * rowBytes) / shortRunBytes;
  const runs: DirectRun[] = [];
  let to = 0;
  for (let row = win.row; row < win.row + win.heightPx; ) {
    const strip = Math.floor(row / blockHeightPx);
    const first = strip * blockHeightPx;
    const end = Math.min(first + blockHeightPx, heightPx);
    // An offset of 0 is that of a strip that was never written.
    if (offsets[strip] === 0 || byteCounts[strip] < (end - first) * rowBytes) return null;
    const bytes = (Math.min(end, win.row + win.heightPx) - row) * rowBytes;
    extend(runs, { at: offsets[strip] + (row - first) * rowBytes, bytes, to });
    if (runs.length > most) return null;
    to += bytes;
    row = end;
  }
  return runs;
}

/** Adds `next`, to the last run if it follows it. */
function extend(runs: DirectRun[], next: DirectRun): void {
  const last = runs.at(-1);
  if (last !== undefined && last.at + last.bytes === next.at)
    runs[runs.length - 1] = { ...last, bytes: last.bytes + next.bytes };
  else runs.push(next);
}

/** Whether the rows of a strip lie in the file as they do in memory. */
export function holdsPlainRows(image: TiffImage): boolean {
  const { tiled, compression, conversion, widened, bitsPerSample, littleEndian } = image;
  const isWhole = [8, 16, 32, 64].includes(bitsPerSample) && widened === null;
  const isNative = bitsPerSample === 8 || littleEndian;
  return compression === 1 && !tiled && conversion === null && isWhole && isNative && !image.reversedBits;
}

export function isEachBand({ planar, bands: count }: TiffImage, bands: readonly number[]): boolean {
  return (!planar || count === 1) && bands.length === count && bands.every((band, i) => band === i);
}
