/** A small CLIP with random weights, and files of it. */

import { elementCount } from '../../models/checkpoint/state-dict.ts';
import { layOutSafetensors } from '../../models/checkpoint/write-safetensors.ts';
import { weightShapes } from '../../models/clip/weight-names.ts';

export type Weights = Map<string, { shape: readonly number[]; elements: Float32Array }>;

/**
 * Images of 8 px in patches of 4 px, both towers of one block 64 wide, embeddings of 16 numbers. The seed is fixed. CLIP's own vocabulary has
 * 49,408 ids; fewer make a model that can be imported, but not asked.
 */
export function tinyWeights(contextLength: 77 | 248, vocabularySize = 50): Weights {
  const tower = { width: 64, layers: 1, heads: 1 };
  const shapes = weightShapes(
    {
      imageSizePx: 8,
      patchSizePx: 4,
      vision: tower,
      text: tower,
      contextLength,
      vocabularySize,
      embeddingDim: 16,
    },
    contextLength === 248,
  );
  const random = generator(7);
  return new Map(
    [...shapes].map(([key, shape]) => [
      key,
      { shape, elements: Float32Array.from({ length: elementCount(shape) }, () => random() - 0.5) },
    ]),
  );
}

/** Generator of uniform numbers in [0, 1). */
export function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

export function safetensorsFile(weights: Weights): Uint8Array {
  const { header, entries, sizeBytes } = layOutSafetensors(
    new Map([...weights].map(([key, { shape }]) => [key, shape])),
    {},
  );
  const file = new Uint8Array(sizeBytes);
  file.set(header);
  for (const [key, { elements }] of weights) file.set(bytesOf(elements), entries.get(key)?.offset);
  return file;
}

export function bytesOf(elements: Float32Array): Uint8Array {
  return new Uint8Array(elements.buffer, elements.byteOffset, elements.byteLength);
}
