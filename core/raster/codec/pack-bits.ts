/** Decoder for TIFF's PackBits (TIFF 6.0, section 9) that never writes past the end of a block. */
import { InvalidInput } from '../../errors.ts';
import type { BlockDecoder } from './block-decoder.ts';

/** Input after which the decoder lets other work run. */
const pieceBytes = 2 << 20;

/** Gives exactly `sizeBytes` bytes. */
export function packBitsDecoder(bytes: Uint8Array, sizeBytes: number): BlockDecoder {
  const out = new Uint8Array(sizeBytes);
  let at = 0;
  let from = 0;
  const advance = (): boolean => {
    const pauseFrom = Math.min(bytes.length, from + pieceBytes);
    while (at < sizeBytes && from < pauseFrom) {
      const head = bytes[from];
      from += 1;
      if (head === 128) continue;
      if (head > 128) {
        const end = Math.min(sizeBytes, at + 257 - head);
        out.fill(bytes[from] ?? 0, at, end);
        at = end;
        from += 1;
      } else {
        const literal = bytes.subarray(from, from + Math.min(head + 1, sizeBytes - at));
        out.set(literal, at);
        at += literal.length;
        from += head + 1;
      }
    }
    if (at < sizeBytes && from >= bytes.length)
      throw new InvalidInput(`PackBits: ${at} bytes found, ${sizeBytes} expected`);
    return at >= sizeBytes;
  };
  return { out, advance };
}
