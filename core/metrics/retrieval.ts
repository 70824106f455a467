/** Recall of image-text retrieval, with several captions per picture. */
import type { Recalls, RetrievalFigures } from '../documents/run.ts';
import { InvalidInput } from '../errors.ts';

export type RetrievalInput = {
  /** [pictures, dim] unit vectors. */
  readonly images: Float32Array;
  /** [captions, dim] unit vectors. */
  readonly texts: Float32Array;
  readonly dim: number;
  /** Index of the picture that each caption belongs to. */
  readonly imageOfText: readonly number[];
};

/** Recall in both directions, ranked by cosine; ties keep the input order. Throws `InvalidInput` when the lengths do not match. */
export function retrievalFigures({ images, texts, dim, imageOfText }: RetrievalInput): RetrievalFigures {
  checkInput(images, texts, dim, imageOfText);
  const imageCount = images.length / dim;
  const textRanks = imageOfText.map((image, text) => {
    const scores = similarities(texts, text, images, dim);
    return rankOf(scores, [image]);
  });
  const textsOf = Array.from({ length: imageCount }, (): number[] => []);
  imageOfText.forEach((image, text) => {
    textsOf[image].push(text);
  });
  const imageRanks = textsOf.flatMap((own, image) =>
    own.length === 0 ? [] : [rankOf(similarities(images, image, texts, dim), own)],
  );
  return figuresOf(textRanks, imageRanks);
}

/**
 * Upper bound for any model, given the `captions` of each picture: equal captions have equal embeddings, so only k of the m pictures
 * with the same caption can be among the first k. Values are expectations over random orders of ties. Image-to-text retrieval has no
 * such bound as long as a picture's own captions come first.
 */
export function retrievalCeiling(captions: readonly (readonly string[])[]): RetrievalFigures {
  const picturesOf = new Map(captions.flat().map((caption) => [caption, new Set<number>()]));
  captions.forEach((own, image) => {
    for (const caption of own) picturesOf.get(caption)!.add(image);
  });
  const shares = captions.flatMap((own) => own.map((caption) => picturesOf.get(caption)!.size));
  const recallAt = (k: number) => 100 * mean(shares.map((sharing) => Math.min(1, k / sharing)));
  const textToImage = { r1: recallAt(1), r5: recallAt(5), r10: recallAt(10) };
  const imageToText = { r1: 100, r5: 100, r10: 100 };
  return { textToImage, imageToText, meanRecall: meanOf(textToImage, imageToText) };
}

function figuresOf(textRanks: readonly number[], imageRanks: readonly number[]): RetrievalFigures {
  const textToImage = recalls(textRanks);
  const imageToText = recalls(imageRanks);
  return { textToImage, imageToText, meanRecall: meanOf(textToImage, imageToText) };
}

function recalls(ranks: readonly number[]): Recalls {
  const at = (k: number) => (100 * ranks.filter((rank) => rank < k).length) / ranks.length;
  return { r1: at(1), r5: at(5), r10: at(10) };
}

function meanOf(a: Recalls, b: Recalls): number {
  return mean([a.r1, a.r5, a.r10, b.r1, b.r5, b.r10]);
}

/** Dot products of row `row` of `from` with every row of `to`. */
function similarities(from: Float32Array, row: number, to: Float32Array, dim: number): Float64Array {
  const scores = new Float64Array(to.length / dim);
  for (let other = 0; other < scores.length; other++) {
    let sum = 0;
    for (let i = 0; i < dim; i++) sum += from[row * dim + i] * to[other * dim + i];
    scores[other] = sum;
  }
  return scores;
}

/** Number of scores ranked before the best of `wanted`. */
function rankOf(scores: Float64Array, wanted: readonly number[]): number {
  const best = wanted.reduce((a, b) => (scores[b] > scores[a] ? b : a));
  let before = 0;
  for (let i = 0; i < scores.length; i++)
    if (scores[i] > scores[best] || (scores[i] === scores[best] && i < best)) before++;
  return before;
}

function checkInput(
  images: Float32Array,
  texts: Float32Array,
  dim: number,
  imageOfText: readonly number[],
): void {
  if (images.length === 0 || images.length % dim !== 0)
    throw new InvalidInput(`expected pictures of ${dim} numbers each, got ${images.length} numbers`);
  if (texts.length !== imageOfText.length * dim || texts.length === 0)
    throw new InvalidInput(
      `expected ${imageOfText.length} captions of ${dim} numbers, got ${texts.length} numbers`,
    );
  const wrong = imageOfText.find((image) => !(image >= 0 && image < images.length / dim));
  if (wrong !== undefined)
    throw new InvalidInput(`a caption belongs to picture ${wrong}, which does not exist`);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
