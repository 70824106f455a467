/** The query vector of SeLo v2. */
import type { Encoder } from '../../../core/encoder.ts';
import { composeQuery } from '../../../core/search/compose-query.ts';
import { shuffledQueries } from '../../../core/selo/selo-v2.ts';

/** Unit vector [dim]: the mean of the sentence and four copies with shuffled words. The same sentence is always shuffled in the same way. */
export async function seloV2Query(
  encoder: Encoder,
  text: string,
  signal?: AbortSignal,
): Promise<Float32Array> {
  const { embeddingDim } = encoder.model;
  const texts = shuffledQueries(text, seededRandom(text));
  const flat = await encoder.encodeTexts(texts, signal);
  return composeQuery(
    texts.map((_, i) => ({ weight: 1, vector: flat.subarray(i * embeddingDim, (i + 1) * embeddingDim) })),
  );
}

/** Random numbers seeded by the text (mulberry32), so that the same sentence is always shuffled in the same way. */
function seededRandom(text: string): () => number {
  let state = [...text].reduce((hash, letter) => (Math.imul(hash, 31) + letter.codePointAt(0)!) | 0, 7);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
