/** Thin strips read several at a time, because each read and each decoding has a price of its own. */
import { blockBytes, type Gathered, type TiffImage } from './tiff-image.ts';

/** A gathered block is about as large. */
const wantedBytes = 256 << 10;
/** Streams whose decoding does not depend on what lies before them, and that leave whole rows of bytes. */
const gatheredCodecs: readonly number[] = [1, 5, 8, 32946, 50000];

const known = new WeakMap<TiffImage, TiffImage>();

/**
 * The same image with blocks of several strips; itself if its strips are not thin, or of a kind that is decoded one by one. An image of
 * gathered strips has the places of the strips, not of its blocks: ask `stripsOf`.
 */
export function gatheredStrips(image: TiffImage): TiffImage {
  let gathered = known.get(image);
  if (gathered === undefined) {
    gathered = gather(image);
    known.set(image, gathered);
  }
  return gathered;
}

function gather(image: TiffImage): TiffImage {
  const { tiled, blockHeightPx, blockRows, bitsPerSample, conversion, compression } = image;
  const perBlock = Math.min(blockRows, Math.floor(wantedBytes / blockBytes(image)));
  const isPlain = bitsPerSample % 8 === 0 && conversion === null && gatheredCodecs.includes(compression);
  if (tiled || !isPlain || perBlock < 2 || !isWritten(image)) return image;
  return {
    ...image,
    blockHeightPx: blockHeightPx * perBlock,
    blockRows: Math.ceil(blockRows / perBlock),
    gathered: { rowsPx: blockHeightPx, perBlock, perPlane: blockRows },
  };
}

/** Whether no strip is missing. */
function isWritten({ offsets, byteCounts }: TiffImage): boolean {
  for (let i = 0; i < offsets.length; i++) if (offsets[i] === 0 || byteCounts[i] === 0) return false;
  return true;
}

/** Numbers of the strips in the file that block `index` consists of, and their rows. */
export function stripsOf(
  { gathered, blockRows, heightPx }: TiffImage & { readonly gathered: Gathered },
  index: number,
): readonly { readonly index: number; readonly rows: number }[] {
  const { rowsPx, perBlock, perPlane } = gathered;
  const first = (index % blockRows) * perBlock;
  const plane = Math.floor(index / blockRows);
  return Array.from({ length: Math.min(perBlock, perPlane - first) }, (_, i) => ({
    index: plane * perPlane + first + i,
    rows: Math.min(rowsPx, heightPx - (first + i) * rowsPx),
  }));
}
