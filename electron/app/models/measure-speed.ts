/** Measures the speed of an encoder. */
import type { Encoder } from '../../../core/encoder.ts';

const SAMPLE_MS = 600;

/** Windows per second, including preprocessing, after one warm-up. */
export async function measureSpeed(encoder: Encoder, signal?: AbortSignal): Promise<number> {
  const side = 2 * encoder.model.imageSizePx;
  const picture = {
    widthPx: side,
    heightPx: side,
    rgb: new Uint8Array(side * side * 3).map((_, i) => (i * 7919) & 255),
  };
  await encoder.encodeImages([picture], signal);
  let batch = 1;
  for (;;) {
    const startedMs = performance.now();
    await encoder.encodeImages(
      Array.from({ length: batch }, () => picture),
      signal,
    );
    const spentMs = performance.now() - startedMs;
    if (spentMs >= SAMPLE_MS || batch >= 256) return (1000 * batch) / spentMs;
    batch *= 4;
  }
}
