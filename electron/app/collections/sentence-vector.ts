/** The query vector of a question to many scenes. */
import type { QueryTerm } from '../../../core/documents/search.ts';
import type { Encoder } from '../../../core/encoder.ts';
import { InvalidInput } from '../../../core/errors.ts';
import { composeQuery } from '../../../core/search/compose-query.ts';

/** Unit vector [dim]. Throws `InvalidInput` unless all terms are sentences, and at least one. */
export async function sentenceVector(
  encoder: Encoder,
  terms: readonly QueryTerm[],
  signal: AbortSignal,
): Promise<Float32Array> {
  const texts = terms.filter((term) => term.kind === 'text');
  if (texts.length < terms.length)
    throw new InvalidInput('a collection is asked by sentences: example windows belong to one scene');
  if (texts.length === 0 || texts.some(({ text }) => text.trim() === ''))
    throw new InvalidInput('a sentence is empty: describe what to look for');
  const { embeddingDim } = encoder.model;
  const flat = await encoder.encodeTexts(
    texts.map(({ text }) => text),
    signal,
  );
  return composeQuery(
    texts.map(({ weight }, i) => ({
      weight,
      vector: flat.subarray(i * embeddingDim, (i + 1) * embeddingDim),
    })),
  );
}
