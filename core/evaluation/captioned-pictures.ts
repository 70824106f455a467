/** Pictures with captions, as the retrieval tasks take them. */
import type { CaptionKind, RetrievalProtocol } from '../documents/evaluation.ts';

export type CaptionedPicture = {
  /** Relative to the data set. */
  readonly name: string;
  readonly short: readonly string[];
  readonly long: readonly string[];
};

/** Texts with the pictures that each is right for, under a protocol. */
export type Captions = {
  /** Distinct sentences to encode. */
  readonly sentences: readonly string[];
  /** Sentence of each query, as an index. */
  readonly sentenceOfText: readonly number[];
  readonly imagesOfText: readonly (readonly number[])[];
};

/**
 * `published`: each caption of each picture is a query for its own picture. `distinct`: equal captions are one query, and all pictures
 * that have it are right.
 */
export function captionsOf(
  pictures: readonly CaptionedPicture[],
  kind: CaptionKind,
  protocol: RetrievalProtocol,
): Captions {
  const places = new Map<string, number>();
  const sentences: string[] = [];
  const owners: number[][] = [];
  const entries: { readonly sentence: number; readonly image: number }[] = [];
  pictures.forEach((picture, image) => {
    for (const text of picture[kind]) {
      const plain = plainCaption(text);
      const known = places.get(plain);
      const sentence = known ?? sentences.length;
      if (known === undefined) {
        places.set(plain, sentence);
        sentences.push(text);
        owners.push([]);
      }
      if (owners[sentence].at(-1) !== image) owners[sentence].push(image);
      entries.push({ sentence, image });
    }
  });
  if (protocol === 'distinct')
    return { sentences, sentenceOfText: sentences.map((_, i) => i), imagesOfText: owners };
  return {
    sentences,
    sentenceOfText: entries.map(({ sentence }) => sentence),
    imagesOfText: entries.map(({ image }) => [image]),
  };
}

/** Captions that differ only in case and white space are the same to a text tower. */
export function plainCaption(text: string): string {
  return text.trim().toLowerCase().replaceAll(/\s+/gu, ' ');
}
