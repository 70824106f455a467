/** Inverses of the TIFF predictors. Predictor 2 works in place, on samples in native byte order. */
import type { SampleArray } from '../../tensor/samples.ts';

/** Undoes predictor 2 in place on [rows, cols, step]: each sample is the difference from the pixel to its left; sums wrap. */
export function undoHorizontal(samples: SampleArray, cols: number, step: number): void {
  const rowLength = cols * step;
  for (let start = 0; start + rowLength <= samples.length; start += rowLength) {
    const end = start + rowLength;
    for (let i = start + step; i < end; i++) samples[i] += samples[i - step];
  }
}

/** `undoHorizontal` for 64-bit samples; sums wrap at 2^64. */
export function undoHorizontal64(samples: BigUint64Array, cols: number, step: number): void {
  const rowLength = cols * step;
  for (let start = 0; start + rowLength <= samples.length; start += rowLength) {
    const end = start + rowLength;
    for (let i = start + step; i < end; i++) samples[i] += samples[i - step];
  }
}

/**
 * Undoes predictor 3, where each row holds byte planes, most significant first, as differences along the row. Returns new
 * little-endian bytes, whatever the byte order of the file.
 */
export function undoFloatingPoint(
  bytes: Uint8Array,
  cols: number,
  step: number,
  bytesPerSample: number,
): Uint8Array {
  const rowSamples = cols * step;
  const rowBytes = rowSamples * bytesPerSample;
  const out = new Uint8Array(bytes.length);
  for (let start = 0; start + rowBytes <= bytes.length; start += rowBytes) {
    for (let i = start + step; i < start + rowBytes; i++) bytes[i] += bytes[i - step];
    for (let plane = 0; plane < bytesPerSample; plane++) {
      const from = start + plane * rowSamples;
      const to = start + (bytesPerSample - 1 - plane);
      for (let i = 0; i < rowSamples; i++) out[to + i * bytesPerSample] = bytes[from + i];
    }
  }
  return out;
}

/** Reverses each group of `size` bytes (2, 4 or 8) in place. */
export function swapBytes(bytes: Uint8Array, size: number): void {
  const last = size - 1;
  for (let at = 0; at + size <= bytes.length; at += size)
    for (let i = 0; i < size >> 1; i++) {
      const byte = bytes[at + i];
      bytes[at + i] = bytes[at + last - i];
      bytes[at + last - i] = byte;
    }
}
