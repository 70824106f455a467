/** TIFF's LZW (TIFF 6.0, section 13) and PackBits (section 9): decoders that never write past what a block holds. */
import { InvalidInput } from '../errors.ts';

const clearCode = 256;
const endCode = 257;
const firstFreeCode = 258;
const tableSize = 4096;

/** Exactly `sizeBytes` bytes; what the stream holds beyond them is left, as in libtiff. */
export function decodeLzw(bytes: Uint8Array, sizeBytes: number): Uint8Array {
  if (bytes[0] === 0 && ((bytes[1] ?? 0) & 1) === 1)
    throw new InvalidInput('LZW in the bit order of TIFF 4 is not read');
  const out = new Uint8Array(sizeBytes);
  /** Code → where in `out` its string was last written, and its length. */
  const starts = new Int32Array(tableSize);
  const lengths = new Uint16Array(tableSize);
  let at = 0;
  let bitAt = 0;
  let width = 9;
  let next = firstFreeCode;
  let previousStart = -1;
  let previousLength = 0;
  while (at < sizeBytes) {
    if (bitAt + width > bytes.length * 8)
      throw new InvalidInput(`LZW: ${at} bytes found, ${sizeBytes} expected`);
    const code = readCode(bytes, bitAt, width);
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
      throw new InvalidInput(`LZW: code ${code} before it is defined`);
    }
    if (previousStart >= 0) {
      if (next >= tableSize) throw new InvalidInput('LZW: more codes than the table holds');
      // The new string is the previous one and this one's first byte: both lie there already, one after the other.
      starts[next] = previousStart;
      lengths[next] = previousLength + 1;
      next += 1;
      if (next + 1 >= 1 << width && width < 12) width += 1;
    }
    previousStart = start;
    previousLength = at - start;
  }
  return out;
}

/** Exactly `sizeBytes` bytes. */
export function decodePackBits(bytes: Uint8Array, sizeBytes: number): Uint8Array {
  const out = new Uint8Array(sizeBytes);
  let at = 0;
  let from = 0;
  while (at < sizeBytes) {
    if (from >= bytes.length) throw new InvalidInput(`PackBits: ${at} bytes found, ${sizeBytes} expected`);
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
  return out;
}

/** Most significant bit first; `width` 9 to 12 bits span at most three bytes. */
function readCode(bytes: Uint8Array, bitAt: number, width: number): number {
  const at = bitAt >> 3;
  const three = (bytes[at] << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
  return (three >> (24 - (bitAt & 7) - width)) & ((1 << width) - 1);
}

/** Byte by byte, since the source may reach into what is being written. */
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
