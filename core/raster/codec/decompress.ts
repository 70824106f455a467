/** Decompression of the codecs that give rows of bytes. */
import type { Codecs } from '../../host.ts';
import { nextTurn, turnIsLong } from '../../turn.ts';
import { blockBytes, type TiffImage } from '../tiff-image.ts';
import type { BlockDecoder } from './block-decoder.ts';
import { type FaxKind, faxDecoder } from './fax.ts';
import { xzDecoder } from './lzma.ts';
import { lzwDecoder, packBitsDecoder } from './lzw.ts';
import { nextRows, thunderScan } from './old-scanners.ts';
import { reverseBits } from './unpack-bits.ts';

const faxKinds: Readonly<Record<number, FaxKind>> = { 2: 'rle', 3: 't4', 4: 't6', 32771: 'wordRle' };

/** The uncompressed bytes, normally at least those of the rows. Throws `InvalidInput` for a damaged stream. */
export async function decompress(
  codecs: Codecs,
  image: TiffImage,
  stored: Uint8Array,
  rowBytes: number,
  rows: number,
): Promise<Uint8Array> {
  const { compression } = image;
  const sizeBytes = rowBytes * rows;
  const bytes = image.reversedBits ? reverseBits(stored) : stored;
  switch (compression) {
    case 1:
      return bytes;
    case 8:
    case 32946:
      // Writers may pad a block to its full height and add a few bytes; anything larger is a decompression bomb.
      return codecs.inflate(bytes, Math.max(sizeBytes, blockBytes(image)) + 65_536);
    case 50000:
      return codecs.decodeGuarded({ codec: 'zstd', bytes, sizeBytes });
    case 5:
      return inTurns(lzwDecoder(bytes, sizeBytes));
    case 34925:
      return inTurns(xzDecoder(bytes, sizeBytes));
    case 32766:
      return nextRows(bytes, rowBytes, rows);
    case 32809:
      return thunderScan(bytes, image.blockWidthPx, rows);
    case 2:
    case 3:
    case 4:
    case 32771:
      return inTurns(faxDecoder(bytes, image.blockWidthPx, rows, faxKinds[compression], image.faxOptions));
    default:
      return inTurns(packBitsDecoder(bytes, sizeBytes));
  }
}

async function inTurns(decoder: BlockDecoder): Promise<Uint8Array> {
  while (!decoder.advance()) if (turnIsLong()) await nextTurn();
  return decoder.out;
}
