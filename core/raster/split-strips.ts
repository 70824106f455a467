/** Splitting of tall uncompressed strips into strips of a few rows, so that reading a window does not read whole strips. */
import type { TiffImage } from './tiff-image.ts';
import { photometric } from './tiff-tags.ts';

const tallBytes = 1 << 20;
const wantedBytes = 256 << 10;
/** Limit on the blocks. The size of the file does not limit them, because all bands may point to the same bytes. */
const maxStrips = 1 << 22;

/**
 * The same image with shorter strips; returned unchanged if its blocks cannot be split (compressed, tiled, too many) or are short enough.
 * The blocks must lie in the file.
 */
export function splitTallStrips(image: TiffImage): TiffImage {
  const { widthPx, heightPx, bands, planar, bitsPerSample, blockHeightPx, blockRows } = image;
  const rowBytes = Math.ceil((widthPx * (planar ? 1 : bands) * bitsPerSample) / 8);
  if (
    image.compression !== 1 ||
    image.tiled ||
    image.photometric === photometric.ycbcr ||
    blockHeightPx * rowBytes <= tallBytes
  )
    return image;
  const rows = Math.max(1, Math.floor(wantedBytes / rowBytes));
  const planes = planar ? bands : 1;
  const strips = planes * Math.ceil(heightPx / rows);
  if (strips > maxStrips) return image;
  const offsets = new Float64Array(strips);
  const byteCounts = new Float64Array(strips);
  let next = 0;
  for (let plane = 0; plane < planes; plane++)
    for (let strip = 0; strip < blockRows; strip++) {
      const stripRows = Math.min(blockHeightPx, heightPx - strip * blockHeightPx);
      const at = image.offsets[plane * blockRows + strip];
      const stored = image.byteCounts[plane * blockRows + strip];
      // Strips must stay aligned with the rows of the image; the decoder reports a strip that is too short.
      if ((blockHeightPx % rows !== 0 && blockRows > 1) || stored < stripRows * rowBytes) return image;
      for (let row = 0; row < stripRows; row += rows) {
        offsets[next] = at === 0 ? 0 : at + row * rowBytes;
        byteCounts[next] = at === 0 ? 0 : Math.min(rows, stripRows - row) * rowBytes;
        next += 1;
      }
    }
  return { ...image, blockHeightPx: rows, blockRows: Math.ceil(heightPx / rows), offsets, byteCounts };
}
