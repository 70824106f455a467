/** Decompression of the codecs that give rows of bytes. */
import { joinBytes } from '../../bytes/join.ts';
import { InvalidInput } from '../../errors.ts';
import type { Codecs, FilePlace, GuardedBlock, RowOrder } from '../../host.ts';
import { nextTurn, turnIsLong } from '../../turn.ts';
import type { StoredBlock, StoredPiece } from '../read-stored.ts';
import { blockBytes, type TiffImage } from '../tiff-image.ts';
import type { BlockDecoder } from './block-decoder.ts';
import { type FaxKind, faxDecoder } from './fax.ts';
import { xzDecoder } from './lzma.ts';
import { nextRows, thunderScan } from './old-scanners.ts';
import { packBitsDecoder } from './pack-bits.ts';
import { reverseBits } from './unpack-bits.ts';

const faxKinds: Readonly<Record<number, FaxKind>> = { 2: 'rle', 3: 't4', 4: 't6', 32771: 'wordRle' };
/** Codecs of the host's threads. */
const guardedCodecs: Readonly<Record<number, 'deflate' | 'zstd' | 'lzw'>> = {
  5: 'lzw',
  8: 'deflate',
  32946: 'deflate',
  50000: 'zstd',
};

export function isGuarded({ compression }: TiffImage): boolean {
  return guardedCodecs[compression] !== undefined;
}

/** What a thread decodes to the bytes of all rows, with what `order` says undone. */
export function guardedBlock<B extends Uint8Array | FilePlace>(
  image: TiffImage,
  { bytes, pieces }: StoredBlock<B>,
  rowBytes: number,
  order: RowOrder | null,
): GuardedBlock & { readonly bytes: B } {
  // Writers may pad a block to its full height and add a few bytes; anything larger is a decompression bomb.
  const most = blockBytes(image) + 65_536;
  const parts = pieces.map(({ from, to, rows }) => {
    const sizeBytes = rows * rowBytes;
    return { from, to, sizeBytes, mostBytes: Math.max(sizeBytes, most) };
  });
  return { codec: guardedCodecs[image.compression], bytes, parts, order };
}

/**
 * The bytes of all rows, with what `order` says undone; normally at least `rowBytes` for each row. Throws `InvalidInput` for a damaged
 * stream.
 */
export async function decompress(
  codecs: Codecs,
  image: TiffImage,
  { bytes: stored, pieces }: StoredBlock,
  rowBytes: number,
  order: RowOrder | null,
): Promise<Uint8Array> {
  const bytes = image.reversedBits ? reverseBits(stored) : stored;
  if (isGuarded(image)) return codecs.decodeGuarded(guardedBlock(image, { bytes, pieces }, rowBytes, order));
  const plain =
    image.compression === 1
      ? joinedRows(bytes, pieces, rowBytes)
      : await slowlyDecompressed(image, bytes, rowBytes, pieces[0].rows);
  if (order === null) return plain;
  const rows = pieces.reduce((sum, piece) => sum + piece.rows, 0);
  checkLength(plain, rows * rowBytes);
  return codecs.decodeGuarded({ codec: 'none', bytes: plain.subarray(0, rows * rowBytes), parts: [], order });
}

export function checkLength(found: Uint8Array, expectedBytes: number): void {
  if (found.length < expectedBytes)
    throw new InvalidInput(`${found.length} bytes found, ${expectedBytes} expected`);
}

/** Rows of uncompressed strips; those that follow each other in the file already do so here. */
function joinedRows(bytes: Uint8Array, pieces: readonly StoredPiece[], rowBytes: number): Uint8Array {
  const last = pieces.length - 1;
  const isWhole = pieces.every(
    ({ from, rows }, i) =>
      (i === 0 ? from === 0 : true) && (i === last || pieces[i + 1].from === from + rows * rowBytes),
  );
  if (isWhole) return bytes;
  return joinBytes(
    pieces.map(({ from, to, rows }) => {
      const strip = bytes.subarray(from, to);
      checkLength(strip, rows * rowBytes);
      return strip.subarray(0, rows * rowBytes);
    }),
  );
}

/** Of codecs that are rare, on this thread. */
async function slowlyDecompressed(
  image: TiffImage,
  bytes: Uint8Array,
  rowBytes: number,
  rows: number,
): Promise<Uint8Array> {
  const { compression } = image;
  const sizeBytes = rowBytes * rows;
  switch (compression) {
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
