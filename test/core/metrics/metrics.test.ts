import { describe, expect, test } from 'vitest';
import { InvalidInput } from '../../../core/errors.ts';
import { classificationFigures, classPrompt } from '../../../core/metrics/classification.ts';
import { retrievalCeiling, retrievalFigures } from '../../../core/metrics/retrieval.ts';
import { seededRandom } from '../search/seeded-random.ts';

const random = seededRandom(11);
const DIM = 6;

function units(count: number): Float32Array {
  const all = Float32Array.from({ length: count * DIM }, () => random() - 0.5);
  for (let row = 0; row < count; row++) {
    const vector = all.subarray(row * DIM, (row + 1) * DIM);
    const length = Math.hypot(...vector);
    vector.forEach((x, i) => {
      vector[i] = x / length;
    });
  }
  return all;
}

describe('retrieval', () => {
  test('has the recall of a full sort, with several captions per picture', () => {
    const images = units(30);
    const texts = units(70);
    const imageOfText = Array.from({ length: 70 }, (_, i) => i % 27);
    const row = (all: Float32Array, i: number) => [...all.subarray(i * DIM, (i + 1) * DIM)];
    const dot = (a: number[], b: number[]) => a.reduce((sum, x, i) => sum + x * b[i], 0);
    const order = (query: number[], all: Float32Array, count: number) =>
      Array.from({ length: count }, (_, i) => i).sort(
        (a, b) => dot(query, row(all, b)) - dot(query, row(all, a)),
      );
    const share = (hits: boolean[]) => (100 * hits.filter(Boolean).length) / hits.length;
    const t2i = (k: number) =>
      share(
        imageOfText.map((image, text) => order(row(texts, text), images, 30).slice(0, k).includes(image)),
      );
    const i2t = (k: number) =>
      share(
        Array.from({ length: 27 }, (_, image) =>
          order(row(images, image), texts, 70)
            .slice(0, k)
            .some((text) => imageOfText[text] === image),
        ),
      );
    const figures = retrievalFigures({ images, texts, dim: DIM, imageOfText });
    expect(figures.textToImage).toEqual({ r1: t2i(1), r5: t2i(5), r10: t2i(10) });
    expect(figures.imageToText).toEqual({ r1: i2t(1), r5: i2t(5), r10: i2t(10) });
    expect(figures.meanRecall).toBeCloseTo((t2i(1) + t2i(5) + t2i(10) + i2t(1) + i2t(5) + i2t(10)) / 6, 9);
  });

  test('has a recall of 100 % when each caption has the vector of its picture', () => {
    const images = units(20);
    const imageOfText = Array.from({ length: 20 }, (_, i) => i);
    expect(retrievalFigures({ images, texts: images, dim: DIM, imageOfText }).meanRecall).toBe(100);
  });

  test('has a ceiling set by captions that several pictures share', () => {
    // Four pictures share one caption; the fifth has two of its own.
    const captions = [['field'], ['field'], ['field'], ['field'], ['a river', 'a brown river']];
    const ceiling = retrievalCeiling(captions);
    expect(ceiling.textToImage.r1).toBeCloseTo((100 * (4 * 0.25 + 2)) / 6, 9);
    expect(ceiling.textToImage.r5).toBe(100);
    // The three equal captions of other fields come before a field's own.
    expect(ceiling.imageToText).toEqual({ r1: 20, r5: 100, r10: 100 });
  });

  test('has a ceiling that a perfect model reaches and does not exceed', () => {
    const captions = Array.from({ length: 24 }, (_, i) => [
      i % 3 === 0 ? 'a field' : `scene ${i % 8}`,
      i < 12 ? 'a field' : `scene ${i}`,
    ]);
    const names = [...new Set(captions.flat())];
    const axis = (name: string) => names.map((each) => Number(each === name));
    const count = (name: string) => captions.flat().filter((each) => each === name).length;
    // A picture lies on its rarest caption, and every caption on an axis of its own.
    const images = captions.flatMap((own) => axis(own.toSorted((a, b) => count(a) - count(b))[0]));
    const figures = retrievalFigures({
      images: Float32Array.from(images),
      texts: Float32Array.from(captions.flat().flatMap(axis)),
      dim: names.length,
      imageOfText: captions.flatMap((own, i) => own.map(() => i)),
    });
    const ceiling = retrievalCeiling(captions);
    expect(figures.imageToText).toEqual(ceiling.imageToText);
    expect(figures.textToImage.r10).toBeLessThanOrEqual(ceiling.textToImage.r10);
  });

  test('counts ties against the model', () => {
    // Both pictures and all captions have the same vector.
    const same = Float32Array.from({ length: 3 * 2 }, () => 0.5);
    const figures = retrievalFigures({
      images: same.subarray(0, 4),
      texts: same,
      dim: 2,
      imageOfText: [0, 0, 1],
    });
    expect(figures.textToImage).toEqual({ r1: 0, r5: 100, r10: 100 });
    expect(figures.imageToText).toEqual({ r1: 0, r5: 100, r10: 100 });
  });

  test('gives equal captions equal scores wherever they stand', () => {
    const images = units(7);
    const [text] = [units(1)];
    const texts = Float32Array.from({ length: 9 * DIM }, (_, i) => text[i % DIM]);
    const ranks = retrievalFigures({ images, texts, dim: DIM, imageOfText: [0, 1, 2, 3, 4, 5, 6, 0, 1] });
    // Nine equal captions: all that are not a picture's own come first.
    expect(ranks.imageToText).toEqual({ r1: 0, r5: 0, r10: 100 });
  });

  test('refuses embeddings that are not finite', () => {
    const images = units(3);
    images[DIM + 2] = Number.NaN;
    expect(() => retrievalFigures({ images, texts: units(3), dim: DIM, imageOfText: [0, 1, 2] })).toThrow(
      /picture 1/,
    );
  });

  test('refuses captions of missing pictures and vectors without a caption', () => {
    const vectors = units(2);
    expect(() =>
      retrievalFigures({ images: vectors, texts: vectors, dim: DIM, imageOfText: [0, 2] }),
    ).toThrow(InvalidInput);
    expect(() => retrievalFigures({ images: vectors, texts: vectors, dim: DIM, imageOfText: [0] })).toThrow(
      InvalidInput,
    );
  });
});

describe('zero-shot classification', () => {
  test('uses the sentence of the paper', () => {
    expect(classPrompt('parking lot')).toBe('a satellite photo of parking lot.');
  });

  test('assigns a picture to the class of the nearest sentence', () => {
    const prompts = Float32Array.of(1, 0, 0, 1);
    const images = Float32Array.of(0.8, 0.6, 0.6, 0.8, 1, 0, 0.6, 0.8);
    const { accuracy, byClass } = classificationFigures(images, prompts, 2, [0, 0, 0, 1]);
    expect(accuracy).toBe(75);
    expect(byClass[0]).toBeCloseTo(200 / 3, 9);
    expect(byClass[1]).toBe(100);
  });

  test('counts a tie with another class as wrong', () => {
    const { accuracy, predicted } = classificationFigures(
      Float32Array.of(1, 0, 0, 1),
      Float32Array.of(1, 0, 1, 0, 0, 1),
      2,
      [0, 2],
    );
    expect(accuracy).toBe(50);
    expect(predicted).toEqual([1, 2]);
  });

  test('has no accuracy for a class without pictures, and refuses NaN', () => {
    const prompts = Float32Array.of(1, 0, 0, 1);
    expect(classificationFigures(Float32Array.of(1, 0), prompts, 2, [0]).byClass).toEqual([100, Number.NaN]);
    expect(() => classificationFigures(Float32Array.of(Number.NaN, 0), prompts, 2, [0])).toThrow(
      InvalidInput,
    );
  });
});
