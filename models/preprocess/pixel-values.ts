/** Conversion of 8-bit crops to the float tensor that the image tower reads. */
import { InvalidInput } from '../../core/errors.ts';
import type { PixelStatistics } from './conventions.ts';

/** Crops `[count, size, size, 3]` → pixel values `[count, 3, size, size]`. Throws `InvalidInput` if their length does not fit. */
export function pixelValues(
  crops: Uint8Array,
  count: number,
  sizePx: number,
  statistics: PixelStatistics,
): Float32Array {
  const plane = sizePx * sizePx;
  if (crops.length !== count * plane * 3)
    throw new InvalidInput(
      `${count} crops of ${sizePx} px need ${count * plane * 3} bytes, got ${crops.length}`,
    );
  const normalized = normalizedBytes(statistics);
  const values = new Float32Array(crops.length);
  for (let image = 0; image < count; image++)
    for (let channel = 0; channel < 3; channel++) {
      const table = normalized[channel];
      const target = (image * 3 + channel) * plane;
      let source = image * plane * 3 + channel;
      for (let i = 0; i < plane; i++, source += 3) values[target + i] = table[crops[source]];
    }
  return values;
}

/** `((byte / 255) - mean) / std` in float32 steps, for each channel and byte. */
function normalizedBytes({ pixelMean, pixelStd }: PixelStatistics): readonly Float32Array[] {
  return pixelMean.map((mean, channel) =>
    Float32Array.from({ length: 256 }, (_, byte) =>
      Math.fround(Math.fround(Math.fround(byte / 255) - Math.fround(mean)) / Math.fround(pixelStd[channel])),
    ),
  );
}
