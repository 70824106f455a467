/** Samples of a type that has no array, as the next wider one that has. All are stored least significant byte first. */
import type { SampleArray } from '../../tensor/samples.ts';
import type { Widened } from '../tiff-image.ts';

/** One sample for each 2, 3 or 8 bytes. 64-bit integers beyond 2^53 are rounded. */
export function widen(bytes: Uint8Array, type: Widened): SampleArray {
  switch (type) {
    case 'float16':
      return fromFloat16(new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >> 1));
    case 'float24':
      return fromFloat24(fromTriples(bytes));
    case 'uint24':
      return fromTriples(bytes);
    case 'uint64':
    case 'int64':
      return from64(bytes, type === 'int64');
  }
}

/** IEEE 754 half-precision floats in native byte order as float32. */
function fromFloat16(halves: Uint16Array): Float32Array {
  const out = new Float32Array(halves.length);
  for (let i = 0; i < halves.length; i++) {
    const h = halves[i];
    const sign = h & 0x8000 ? -1 : 1;
    const exponent = (h >> 10) & 31;
    const fraction = h & 1023;
    if (exponent === 31) out[i] = fraction === 0 ? sign * Infinity : Number.NaN;
    else if (exponent === 0) out[i] = sign * fraction * 2 ** -24;
    else out[i] = sign * (1024 + fraction) * 2 ** (exponent - 25);
  }
  return out;
}

/** 24-bit floats of TIFF Technical Note 3: a sign, 7 bits of exponent with a bias of 63, and 16 bits of fraction. */
function fromFloat24(triples: Uint32Array): Float32Array {
  const out = new Float32Array(triples.length);
  for (let i = 0; i < triples.length; i++) {
    const sign = triples[i] & 0x80_0000 ? -1 : 1;
    const exponent = (triples[i] >> 16) & 127;
    const fraction = triples[i] & 0xffff;
    if (exponent === 127) out[i] = fraction === 0 ? sign * Infinity : Number.NaN;
    else if (exponent === 0) out[i] = sign * fraction * 2 ** -78;
    else out[i] = sign * (65_536 + fraction) * 2 ** (exponent - 79);
  }
  return out;
}

function fromTriples(bytes: Uint8Array): Uint32Array {
  const out = new Uint32Array(Math.floor(bytes.length / 3));
  for (let i = 0, at = 0; i < out.length; i++, at += 3)
    out[i] = bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16);
  return out;
}

function from64(bytes: Uint8Array, isSigned: boolean): Float64Array {
  const halves = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >> 2);
  const out = new Float64Array(halves.length >> 1);
  for (let i = 0; i < out.length; i++) {
    const high = isSigned ? halves[2 * i + 1] | 0 : halves[2 * i + 1];
    out[i] = high * 2 ** 32 + halves[2 * i];
  }
  return out;
}
