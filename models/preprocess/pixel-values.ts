/** 8-bit crops → the float tensor that the image tower reads. */
import { InvalidInput } from '../../core/errors.ts';

/** CLIP's channel statistics. */
const MEAN = [0.48145466, 0.4578275, 0.40821073];
const STD = [0.26862954, 0.26130258, 0.27577711];

/** `((byte / 255) - mean) / std` in float32 steps, for each channel and byte. */
const NORMALIZED = MEAN.map((mean, channel) =>
  Float32Array.from({ length: 256 }, (_, byte) =>
    Math.fround(Math.fround(Math.fround(byte / 255) - Math.fround(mean)) / Math.fround(STD[channel])),
  ),
);

/** Crops `[count, size, size, 3]` → pixel values `[count, 3, size, size]`. */
export function pixelValues(crops: Uint8Array, count: number, sizePx: number): Float32Array {
  const plane = sizePx * sizePx;
  if (crops.length !== count * plane * 3)
    throw new InvalidInput(
      `${count} crops of ${sizePx} px need ${count * plane * 3} bytes, not ${crops.length}`,
    );
  const values = new Float32Array(crops.length);
  for (let image = 0; image < count; image++)
    for (let channel = 0; channel < 3; channel++) {
      const table = NORMALIZED[channel];
      const target = (image * 3 + channel) * plane;
      let source = image * plane * 3 + channel;
      for (let i = 0; i < plane; i++, source += 3) values[target + i] = table[crops[source]];
    }
  return values;
}
