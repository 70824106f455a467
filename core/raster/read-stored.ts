/** The bytes of a block as they lie in the file. */
import { joinBytes } from '../bytes/join.ts';
import { InvalidInput } from '../errors.ts';
import { stripsOf } from './gathered-strips.ts';
import { blockBytes, type TiffImage } from './tiff-image.ts';

/** Tables, metadata and padding of a small block. */
const mostOverheadBytes = 1 << 20;

/** One stored strip or tile among the bytes. */
export type StoredPiece = { readonly from: number; readonly to: number; readonly rows: number };

export type StoredBlock<B = Uint8Array> = { readonly bytes: B; readonly pieces: readonly StoredPiece[] };

export type Span = { readonly at: number; readonly bytes: number; readonly rows: number };

/** Where a block of `rows` rows lies in the file. Throws `InvalidInput` for far more bytes than any encoder makes of a block. */
export function storedSpans(image: TiffImage, index: number, rows: number): readonly Span[] {
  const { gathered } = image;
  if (gathered === null) return [spanOf(image, index, rows, blockBytes(image))];
  const whole = (blockBytes(image) * gathered.rowsPx) / image.blockHeightPx;
  return stripsOf({ ...image, gathered }, index).map((strip) =>
    spanOf(image, strip.index, strip.rows, whole),
  );
}

function spanOf(image: TiffImage, index: number, rows: number, wholeBytes: number): Span {
  const at = image.offsets[index];
  const byteCount = image.byteCounts[index];
  // Bytes after the pixels of an uncompressed block are not needed.
  if (image.compression === 1)
    return { at, bytes: Math.min(byteCount, 2 * wholeBytes + mostOverheadBytes), rows };
  if (byteCount > 4 * wholeBytes + mostOverheadBytes)
    throw new InvalidInput(
      `${image.source.name}: block ${index} claims ${byteCount} bytes for ${wholeBytes} bytes of pixels: the file is damaged`,
    );
  return { at, bytes: byteCount, rows };
}

/** Strips that follow each other are read at once. */
export async function readStored(
  image: TiffImage,
  spans: readonly Span[],
  signal: AbortSignal | undefined,
): Promise<StoredBlock> {
  const place = placeOfAll(spans);
  if (place !== null) {
    const bytes = await image.source.read(place.at, place.length, signal);
    return { bytes, pieces: piecesAt(place.at, spans) };
  }
  const each = await Promise.all(spans.map(({ at, bytes }) => image.source.read(at, bytes, signal)));
  let from = 0;
  const pieces = spans.map((span) => {
    const piece = placeOf(from, span);
    from = piece.to;
    return piece;
  });
  return { bytes: joinBytes(each), pieces };
}

/** What to read for strips that follow each other, perhaps with a little between them; null if they do not. */
export function placeOfAll(spans: readonly Span[]): { readonly at: number; readonly length: number } | null {
  const { at } = spans[0];
  let end = at;
  let sum = 0;
  for (const span of spans) {
    if (span.at < at) return null;
    end = Math.max(end, span.at + span.bytes);
    sum += span.bytes;
  }
  return end - at <= sum + (sum >> 2) ? { at, length: end - at } : null;
}

/** Where strips lie among bytes that were read from `at` on. */
export function piecesAt(at: number, spans: readonly Span[]): readonly StoredPiece[] {
  return spans.map((span) => placeOf(span.at - at, span));
}

function placeOf(from: number, { bytes, rows }: Span): StoredPiece {
  return { from, to: from + bytes, rows };
}
