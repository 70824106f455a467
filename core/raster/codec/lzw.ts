/**
 * Decoders for TIFF's LZW (TIFF 6.0, section 13; with the bit order of TIFF 4 too) and PackBits (section 9) that never write past the
 * end of a block.
 */
import { InvalidInput } from '../../errors.ts';
import type { BlockDecoder } from './block-decoder.ts';

const clearCode = 256;
const endCode = 257;
const firstFreeCode = 258;
const tableSize = 4096;

/** Output after which a decoder lets other work run. */
const pieceBytes = 2 << 20;

/** `lzwDecoder` in one go. */
export function decodeLzw(bytes: Uint8Array, sizeBytes: number): Uint8Array {
  return completed(lzwDecoder(bytes, sizeBytes));
}

/** `packBitsDecoder` in one go. */
export function decodePackBits(bytes: Uint8Array, sizeBytes: number): Uint8Array {
  return completed(packBitsDecoder(bytes, sizeBytes));
}

/** Gives exactly `sizeBytes` bytes; any surplus in the stream is ignored, as in libtiff. */
export function lzwDecoder(bytes: Uint8Array, sizeBytes: number): BlockDecoder {
  // Streams start with a clear code: in the order of TIFF 4, its nine bits fill a zero byte and the lowest bit of the next.
  const isOld = bytes[0] === 0 && ((bytes[1] ?? 0) & 1) === 1;
  const out = new Uint8Array(sizeBytes);
  /** Code → start in `out` and length of the string it stands for. */
  const starts = new Int32Array(tableSize);
  const lengths = new Uint16Array(tableSize);
  let state: LzwState = {
    at: 0,
    bitAt: 0,
    width: 9,
    next: firstFreeCode,
    previousStart: -1,
    previousLength: 0,
  };
  return {
    out,
    advance: () => {
      state = lzwPiece(bytes, out, starts, lengths, isOld, state);
      return state.at >= sizeBytes;
    },
  };
}

type LzwState = {
  readonly at: number;
  readonly bitAt: number;
  readonly width: number;
  readonly next: number;
  readonly previousStart: number;
  readonly previousLength: number;
};

function lzwPiece(
  bytes: Uint8Array,
  out: Uint8Array,
  starts: Int32Array,
  lengths: Uint16Array,
  isOld: boolean,
  state: LzwState,
): LzwState {
  const read = isOld ? readOldCode : readCode;
  // Since TIFF 5, codes get longer one code early.
  const early = isOld ? 0 : 1;
  const sizeBytes = out.length;
  const pauseAt = Math.min(sizeBytes, state.at + pieceBytes);
  // Codes need not give output.
  const pauseBit = state.bitAt + 16 * pieceBytes;
  let { at, bitAt, width, next, previousStart, previousLength } = state;
  while (at < pauseAt && bitAt < pauseBit) {
    if (bitAt + width > bytes.length * 8)
      throw new InvalidInput(`LZW: ${at} bytes found, ${sizeBytes} expected`);
    const code = read(bytes, bitAt, width);
    bitAt += width;
    if (code === endCode) throw new InvalidInput(`LZW: the stream ends after ${at} of ${sizeBytes} bytes`);
    if (code === clearCode) {
      width = 9;
      next = firstFreeCode;
      previousStart = -1;
      continue;
    }
    const start = at;
    if (code < clearCode) {
      out[at] = code;
      at += 1;
    } else if (code < next && previousStart >= 0) {
      at = copyWithin(out, starts[code], lengths[code], at);
    } else if (code === next && previousStart >= 0) {
      at = copyWithin(out, previousStart, previousLength, at);
      if (at < sizeBytes) {
        out[at] = out[start];
        at += 1;
      }
    } else {
      throw new InvalidInput(`LZW: code ${code} is used before it is defined`);
    }
    // Encoders of TIFF 4 go on with a full table.
    if (previousStart >= 0 && next < tableSize) {
      // The new string is the previous string plus the first byte of this one, which already follow each other in `out`.
      starts[next] = previousStart;
      lengths[next] = previousLength + 1;
      next += 1;
      if (next + early >= 1 << width && width < 12) width += 1;
    }
    previousStart = start;
    previousLength = at - start;
  }
  return { at, bitAt, width, next, previousStart, previousLength };
}

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

function completed(decoder: BlockDecoder): Uint8Array {
  while (!decoder.advance());
  return decoder.out;
}

/** The code at bit `bitAt`, most significant bit first; its `width` of 9 to 12 bits spans at most three bytes. */
function readCode(bytes: Uint8Array, bitAt: number, width: number): number {
  const at = bitAt >> 3;
  const three = (bytes[at] << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
  return (three >> (24 - (bitAt & 7) - width)) & ((1 << width) - 1);
}

/** The same with the least significant bit first. */
function readOldCode(bytes: Uint8Array, bitAt: number, width: number): number {
  const at = bitAt >> 3;
  const three = bytes[at] | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16);
  return (three >> (bitAt & 7)) & ((1 << width) - 1);
}

/** Copies byte by byte, because source and target may overlap. */
function copyWithin(out: Uint8Array, from: number, length: number, at: number): number {
  const end = Math.min(out.length, at + length);
  let to = at;
  let source = from;
  while (to < end) {
    out[to] = out[source];
    to += 1;
    source += 1;
  }
  return end;
}
