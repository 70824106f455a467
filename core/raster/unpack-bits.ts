/** Unpacking of samples that are not whole bytes: rows of bits, most significant first, each row padded to a byte. */
import { allocateSamples, type SampleArray, type SampleType } from '../tensor/samples.ts';

/** Samples [rows, rowSamples] of `type`, stored with `bits` (1 to 15, not 8) each. */
export function unpackBits(
  bytes: Uint8Array,
  bits: number,
  rowSamples: number,
  rows: number,
  type: SampleType,
): SampleArray {
  const out = allocateSamples(type, rowSamples * rows);
  const rowBytes = Math.ceil((rowSamples * bits) / 8);
  const mask = (1 << bits) - 1;
  for (let row = 0; row < rows; row++) {
    let at = row * rowBytes;
    let held = 0;
    let heldBits = 0;
    for (let i = 0; i < rowSamples; i++) {
      while (heldBits < bits) {
        held = ((held << 8) | bytes[at]) & 0xff_ffff;
        at += 1;
        heldBits += 8;
      }
      heldBits -= bits;
      out[row * rowSamples + i] = (held >> heldBits) & mask;
    }
  }
  return out;
}

/** IEEE 754 half-precision floats in native byte order as float32. */
export function unpackFloat16(halves: Uint16Array): Float32Array {
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

/** A copy with the bits of every byte reversed (FillOrder 2). */
export function reverseBits(bytes: Uint8Array): Uint8Array {
  return bytes.map((byte) => {
    const swapped = ((byte & 0xf0) >> 4) | ((byte & 0x0f) << 4);
    const pairs = ((swapped & 0xcc) >> 2) | ((swapped & 0x33) << 2);
    return ((pairs & 0xaa) >> 1) | ((pairs & 0x55) << 1);
  });
}
