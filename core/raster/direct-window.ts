/** Windows whose samples lie in the file as they do in memory. */
import type { RasterWindow } from '../documents/scene.ts';
import type { TiffImage } from './tiff-image.ts';

/** Where all samples of `win` lie one after the other, in native byte order; null if they do not. */
export function directPlace(
  image: TiffImage,
  win: RasterWindow,
  bands: readonly number[],
): { readonly at: number; readonly bytes: number } | null {
  const { widthPx, bitsPerSample, blockHeightPx } = image;
  if (win.widthPx !== widthPx || !holdsPlainRows(image) || !isEachBand(image, bands)) return null;
  const rowBytes = (widthPx * image.bands * bitsPerSample) / 8;
  const first = Math.floor(win.row / blockHeightPx);
  const last = Math.floor((win.row + win.heightPx - 1) / blockHeightPx);
  const at = image.offsets[first];
  for (let strip = first; strip <= last; strip++) {
    const rows = Math.min(blockHeightPx, image.heightPx - strip * blockHeightPx);
    const isNext = image.offsets[strip] === at + (strip - first) * blockHeightPx * rowBytes;
    // An offset of 0 is that of a strip that was never written.
    if (at === 0 || !isNext || image.byteCounts[strip] < rows * rowBytes) return null;
  }
  return { at: at + (win.row - first * blockHeightPx) * rowBytes, bytes: win.heightPx * rowBytes };
}

function holdsPlainRows(image: TiffImage): boolean {
  const { tiled, compression, conversion, widened, bitsPerSample, littleEndian } = image;
  const isWhole = [8, 16, 32, 64].includes(bitsPerSample) && widened === null;
  const isNative = bitsPerSample === 8 || littleEndian;
  return compression === 1 && !tiled && conversion === null && isWhole && isNative && !image.reversedBits;
}

function isEachBand({ planar, bands: count }: TiffImage, bands: readonly number[]): boolean {
  return (!planar || count === 1) && bands.length === count && bands.every((band, i) => band === i);
}
