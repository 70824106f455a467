/** Recall of image-text retrieval, with several captions per picture and several pictures per caption. */
import type { Recalls, RetrievalFigures } from '../documents/run.ts';
import { InvalidInput } from '../errors.ts';
import { checkFinite } from './check-finite.ts';
import { eachProductRow, productsOf } from './products.ts';

export type RetrievalInput = {
  /** [pictures, dim] unit vectors. */
  readonly images: Float32Array;
  /** [captions, dim] unit vectors. */
  readonly texts: Float32Array;
  readonly dim: number;
  /** Pictures that each caption is right for, by index; at least one each. */
  readonly imagesOfText: readonly (readonly number[])[];
};

/** A query's answer. */
export type Ranked = {
  /** Number of wrong candidates that score at least as high as the best right one; 0 is a hit at 1. */
  readonly rank: number;
  /** The wrong candidate with the highest score; -1 if there is none. */
  readonly firstWrong: number;
};

export type RetrievalRanks = {
  /** One for each caption. */
  readonly textToImage: readonly Ranked[];
  /** One for each picture; null for a picture without a caption. */
  readonly imageToText: readonly (Ranked | null)[];
};

/**
 * Ranks of all captions and pictures by cosine. Ties count against the model: a wrong candidate with the same score comes first.
 * Throws `InvalidInput` when the lengths do not match or a number is not finite.
 */
export function retrievalRanks({ images, texts, dim, imagesOfText }: RetrievalInput): RetrievalRanks {
  checkInput(images, texts, dim, imagesOfText);
  const [imageCount, textCount] = [images.length / dim, imagesOfText.length];
  const textsOf = Array.from({ length: imageCount }, (): number[] => []);
  imagesOfText.forEach((own, text) => {
    for (const image of new Set(own)) textsOf[image].push(text);
  });
  const { best, rightAtLeast } = rightScores(images, texts, dim, imagesOfText);
  const atLeast = new Int32Array(textCount);
  const top = new Float32Array(textCount).fill(Number.NEGATIVE_INFINITY);
  const firstWrong = new Int32Array(textCount).fill(-1);
  const isOwn = new Uint8Array(textCount);
  const imageToText: (Ranked | null)[] = [];
  eachProductRow(images, texts, dim, (image, scores) => {
    for (const text of textsOf[image]) isOwn[text] = 1;
    for (let text = 0; text < textCount; text++) {
      if (scores[text] >= best[text]) atLeast[text]++;
      if (scores[text] > top[text] && isOwn[text] === 0) {
        top[text] = scores[text];
        firstWrong[text] = image;
      }
    }
    imageToText.push(rankedAmong(scores, textsOf[image], isOwn));
    for (const text of textsOf[image]) isOwn[text] = 0;
  });
  const textToImage = Array.from(atLeast, (count, text) => ({
    rank: count - rightAtLeast[text],
    firstWrong: firstWrong[text],
  }));
  return { textToImage, imageToText };
}

/** Recall in both directions. `imageOfText` names the one picture of each caption. Ties and errors are those of `retrievalRanks`. */
export function retrievalFigures({
  imageOfText,
  ...input
}: Omit<RetrievalInput, 'imagesOfText'> & { readonly imageOfText: readonly number[] }): RetrievalFigures {
  return figuresOfRanks(retrievalRanks({ ...input, imagesOfText: imageOfText.map((image) => [image]) }));
}

export function figuresOfRanks({ textToImage, imageToText }: RetrievalRanks): RetrievalFigures {
  return bothWays(
    recallsOf(textToImage.map(({ rank }) => rank)),
    recallsOf(imageToText.flatMap((ranked) => (ranked === null ? [] : [ranked.rank]))),
  );
}

/** Recalls in per cent from ranks that count from 0. */
function recallsOf(ranks: readonly number[]): Recalls {
  const at = (k: number) => (100 * ranks.filter((rank) => rank < k).length) / ranks.length;
  return { r1: at(1), r5: at(5), r10: at(10) };
}

/**
 * Upper bound for any model, given the `captions` of each picture, if only a picture's own entries are right. Text to image: of the
 * pictures that share a caption only k are among the first k. Image to text: equal captions have equal embeddings, and ties count
 * against the model, so that all entries of other pictures with the same caption come before a picture's own.
 */
export function retrievalCeiling(captions: readonly (readonly string[])[]): RetrievalFigures {
  const entries = new Map<string, Map<number, number>>();
  captions.forEach((own, image) => {
    for (const caption of own) {
      const carriers = entries.get(caption) ?? new Map<number, number>();
      entries.set(caption, carriers.set(image, (carriers.get(image) ?? 0) + 1));
    }
  });
  const groups = [...entries.values()].map((carriers) => [...carriers.values()].sort((a, b) => b - a));
  const total = sum(groups.map(sum));
  const found = (k: number) => (100 * sum(groups.map((counts) => sum(counts.slice(0, k))))) / total;
  const foreign = captions.flatMap((own, image) => {
    if (own.length === 0) return [];
    const copies = own.map((caption) => {
      const carriers = entries.get(caption)!;
      return sum([...carriers.values()]) - carriers.get(image)!;
    });
    return [copies.reduce((fewest, count) => Math.min(fewest, count))];
  });
  return bothWays({ r1: found(1), r5: found(5), r10: found(10) }, recallsOf(foreign));
}

function bothWays(textToImage: Recalls, imageToText: Recalls): RetrievalFigures {
  const six = [textToImage, imageToText].flatMap(({ r1, r5, r10 }) => [r1, r5, r10]);
  return { textToImage, imageToText, meanRecall: sum(six) / six.length };
}

/** For each caption the highest score of its own pictures, and how many of them reach it. */
function rightScores(
  images: Float32Array,
  texts: Float32Array,
  dim: number,
  imagesOfText: readonly (readonly number[])[],
): { readonly best: Float32Array; readonly rightAtLeast: Int32Array } {
  const pairs = imagesOfText.flatMap((own, text) => [...new Set(own)].map((image) => [image, text] as const));
  const scores = productsOf(images, texts, dim, pairs);
  const best = new Float32Array(imagesOfText.length).fill(Number.NEGATIVE_INFINITY);
  pairs.forEach(([, text], i) => {
    best[text] = Math.max(best[text], scores[i]);
  });
  const rightAtLeast = new Int32Array(imagesOfText.length);
  pairs.forEach(([, text], i) => {
    if (scores[i] >= best[text]) rightAtLeast[text]++;
  });
  return { best, rightAtLeast };
}

function rankedAmong(scores: Float32Array, own: readonly number[], isOwn: Uint8Array): Ranked | null {
  if (own.length === 0) return null;
  const best = own.reduce((highest, text) => Math.max(highest, scores[text]), Number.NEGATIVE_INFINITY);
  let [rank, firstWrong, top] = [0, -1, Number.NEGATIVE_INFINITY];
  for (let text = 0; text < scores.length; text++) {
    if (isOwn[text] === 1) continue;
    if (scores[text] >= best) rank++;
    if (scores[text] > top) {
      top = scores[text];
      firstWrong = text;
    }
  }
  return { rank, firstWrong };
}

function checkInput(
  images: Float32Array,
  texts: Float32Array,
  dim: number,
  imagesOfText: readonly (readonly number[])[],
): void {
  if (images.length === 0 || images.length % dim !== 0)
    throw new InvalidInput(`expected pictures of ${dim} numbers each, got ${images.length} numbers`);
  if (texts.length !== imagesOfText.length * dim || texts.length === 0)
    throw new InvalidInput(
      `expected ${imagesOfText.length} captions of ${dim} numbers, got ${texts.length} numbers`,
    );
  const wrong = imagesOfText.flat().find((image) => !(image >= 0 && image < images.length / dim));
  if (wrong !== undefined)
    throw new InvalidInput(`a caption belongs to picture ${wrong}, which does not exist`);
  const without = imagesOfText.findIndex((own) => own.length === 0);
  if (without >= 0) throw new InvalidInput(`caption ${without} belongs to no picture`);
  checkFinite(images, dim, 'picture');
  checkFinite(texts, dim, 'caption');
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
