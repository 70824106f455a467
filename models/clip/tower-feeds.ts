/** Feeds of the two inference graphs, made from crops and token ids. */
import type { Feeds } from '../onnx/feeds.ts';
import type { PixelStatistics } from '../preprocess/conventions.ts';
import { pixelValues } from '../preprocess/pixel-values.ts';
import { pooledMask, pooledPosition } from './pooling.ts';
import { END_OF_TEXT, INPUT_IDS, PIXEL_VALUES } from './tower-graphs.ts';

/** A short text in CLIP's vocabulary, to compare devices by. `[1, 7]` */
export const PROBE_IDS = Int32Array.of(49406, 320, 1125, 539, 320, 2445, 49407);

/** `crops` `[count, sizePx, sizePx, 3]`, 8 bit. Throws `InvalidInput` if their length does not fit. */
export function visionFeeds(
  crops: Uint8Array,
  count: number,
  sizePx: number,
  statistics: PixelStatistics,
): Feeds {
  const elements = pixelValues(crops, count, sizePx, statistics);
  return { [PIXEL_VALUES]: { elements, shape: [count, 3, sizePx, sizePx] } };
}

/** `ids` `[count, length]`, padded after the end of text. */
export function textFeeds(ids: Int32Array, count: number): Feeds {
  const length = ids.length / count;
  const positions = Array.from({ length: count }, (_, row) =>
    pooledPosition(ids.subarray(row * length, (row + 1) * length)),
  );
  return {
    [INPUT_IDS]: { elements: BigInt64Array.from(ids, BigInt), shape: [count, length] },
    [END_OF_TEXT]: { elements: pooledMask(positions, length), shape: [count, length] },
  };
}
