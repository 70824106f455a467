/** Undoes TIFF predictors, in place or into fresh bytes; samples are in native byte order before and after predictor 2. */
import type { SampleArray } from '../tensor/samples.ts';

/** Predictor 2: each sample holds the difference to the one a pixel to the left; integer sums wrap. [rows, cols, step] */
export function undoHorizontal(samples: SampleArray, cols: number, step: number): void {
  const rowLength = cols * step;
  for (let start = 0; start + rowLength <= samples.length; start += rowLength) {
    const end = start + rowLength;
    for (let i = start + step; i < end; i++) samples[i] += samples[i - step];
  }
}

/** The same for 64-bit samples, whose sums wrap at 2^64. */
export function undoHorizontal64(samples: BigUint64Array, cols: number, step: number): void {
  const rowLength = cols * step;
  for (let start = 0; start + rowLength <= samples.length; start += rowLength) {
    const end = start + rowLength;
    for (let i = start + step; i < end; i++) samples[i] += samples[i - step];
  }
}

/**
 * Predictor 3: each row holds its samples' bytes in planes, most significant first, as byte differences over the row.
 * Whatever the file's byte order, the result is little-endian.
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

/** Reverses the bytes of each group of `size`. */
export function swapBytes(bytes: Uint8Array, size: number): void {
  for (let at = 0; at + size <= bytes.length; at += size) bytes.subarray(at, at + size).reverse();
}
