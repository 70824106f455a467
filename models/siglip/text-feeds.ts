/** Feeds of a SigLIP text graph. */
import { INPUT_IDS } from '../clip/tower-graphs.ts';
import type { Feeds } from '../onnx/feeds.ts';

/** `ids` `[count, T]`, T the context length, filled up with the padding id. */
export function siglipTextFeeds(ids: Int32Array, count: number): Feeds {
  return {
    [INPUT_IDS]: { elements: BigInt64Array.from(ids, BigInt), shape: [count, ids.length / count] },
  };
}

/** A short padded text for comparing devices, valid in the vocabulary of any SigLIP model. `[1, contextLength]` */
export function siglipProbeIds(contextLength: number): Int32Array {
  return Int32Array.from({ length: contextLength }, (_, i) => (i < 5 ? 3 + i : 1));
}
