/** The sentences of a question to a collection as one vector. */
import type { CollectionQuery } from '../../../core/documents/collection.ts';
import { InvalidInput } from '../../../core/errors.ts';
import { composeQuery } from '../../../core/search/compose-query.ts';
import type { ModelService } from '../models/model-service.ts';

/** A unit vector. Throws `InvalidInput` for example windows, which belong to one scene, and for an empty sentence. */
export async function sentenceVector(
  models: ModelService,
  { model, terms }: Pick<CollectionQuery, 'model' | 'terms'>,
  signal: AbortSignal,
): Promise<Float32Array> {
  const texts = terms.filter((term) => term.kind === 'text');
  if (texts.length < terms.length)
    throw new InvalidInput('a collection is asked by sentences: example windows belong to one scene');
  if (texts.length === 0 || texts.some(({ text }) => text.trim() === ''))
    throw new InvalidInput('a sentence is empty: describe what to look for');
  const encoder = await models.encoder(model);
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
