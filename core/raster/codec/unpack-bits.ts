/** Unpacking of samples that are not whole bytes: rows of bits, most significant first, each row padded to a byte. */
import { allocateSamples, type SampleArray, type SampleType } from '../../tensor/samples.ts';

/** Samples [rows, rowSamples] of `type`, stored with `bits` (1 to 31) each. */
export function unpackBits(
  bytes: Uint8Array,
  bits: number,
  rowSamples: number,
  rows: number,
  type: SampleType,
): SampleArray {
  if (bits > 15) return unpackManyBits(bytes, bits, rowSamples, rows, type);
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

/** The held bits and the next byte would not fit into the integers of bit operations. */
function unpackManyBits(
  bytes: Uint8Array,
  bits: number,
  rowSamples: number,
  rows: number,
  type: SampleType,
): SampleArray {
  const out = allocateSamples(type, rowSamples * rows);
  const rowBytes = Math.ceil((rowSamples * bits) / 8);
  for (let row = 0; row < rows; row++)
    for (let i = 0, bitAt = row * rowBytes * 8; i < rowSamples; i++) {
      let value = 0;
      for (let left = bits; left > 0; ) {
        const room = 8 - (bitAt & 7);
        const count = Math.min(room, left);
        const part = (bytes[bitAt >> 3] >> (room - count)) & ((1 << count) - 1);
        value = value * 2 ** count + part;
        bitAt += count;
        left -= count;
      }
      out[row * rowSamples + i] = value;
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
