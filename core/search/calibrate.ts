/** Measures the scores of true and false sentences about bags of pictures: the distributions that a calibration keeps. */
import { InvalidInput } from '../errors.ts';
import { areaUnderCurve } from '../metrics/area-under-curve.ts';
import { seededRandom, shuffled } from '../seeded-random.ts';
import type { Bank } from './bank.ts';
import { Comparison } from './comparison.ts';
import { Top } from './standing.ts';

/** Unit vectors [classes.length, dim] of pictures or sentences, and the class that each shows or describes. */
export type Labelled = { readonly vectors: Float32Array; readonly classes: readonly string[] };

export type MeasuredStandings = {
  readonly auc: number;
  /** Standings (z) of sentences about content that the bag does not show, and that it shows. */
  readonly absent: readonly number[];
  readonly present: readonly number[];
};

const BAGS = 300;
const FEWEST_PICTURES = 8;
const MOST_PICTURES = 64;
const FEWEST_CLASSES = 4;
const MOST_CLASSES = 12;

/**
 * Asks every sentence of random bags of 8 to 64 pictures from 4 to 12 classes. Each picture stands for one window. The same seed gives
 * the same result. Throws `InvalidInput` if pictures or sentences have too few classes.
 */
export function measureStandings(
  bank: Bank,
  pictures: Labelled,
  sentences: Labelled,
  seed: number,
): MeasuredStandings {
  const classes = [...new Set(pictures.classes)].sort();
  if (classes.length <= FEWEST_CLASSES)
    throw new InvalidInput(
      `a calibration needs pictures of more than ${FEWEST_CLASSES} classes, found ${classes.length}`,
    );
  const scores = centredScores(bank, pictures, sentences);
  const comparisons = sentences.classes.map(
    (_, q) => new Comparison(bank, row(sentences.vectors, q, bank.dim)),
  );
  const absent: number[] = [];
  const present: number[] = [];
  const random = seededRandom(seed);
  for (let bag = 0; bag < BAGS; bag++) {
    const drawn = drawBag(pictures.classes, classes, random);
    const shown = new Set(drawn.map((i) => pictures.classes[i]));
    const reachedByBank = Array.from({ length: bank.count }, (_, b) => reached(scores.bank, b, drawn));
    sentences.classes.forEach((name, q) => {
      const standing = comparisons[q].standing(
        reached(scores.sentences, q, drawn),
        null,
        (b) => reachedByBank[b],
      );
      if (standing !== null) (shown.has(name) ? present : absent).push(standing.z);
    });
  }
  if (absent.length === 0 || present.length === 0)
    throw new InvalidInput('a calibration needs sentences about classes that its pictures show');
  return { auc: areaUnderCurve(present, absent), absent, present };
}

/** Numbers of the pictures in one bag; the size is drawn evenly on a logarithmic scale. */
function drawBag(of: readonly string[], classes: readonly string[], random: () => number): number[] {
  const most = Math.min(MOST_CLASSES, classes.length - 1);
  const count = FEWEST_CLASSES + Math.floor(random() * (most - FEWEST_CLASSES + 1));
  const size = Math.round(FEWEST_PICTURES * (MOST_PICTURES / FEWEST_PICTURES) ** random());
  const kept = new Set(shuffled(classes, seedFrom(random)).slice(0, count));
  const pool = of.flatMap((name, i) => (kept.has(name) ? [i] : []));
  return shuffled(pool, seedFrom(random)).slice(0, size);
}

function seedFrom(random: () => number): number {
  return Math.floor(random() * 2 ** 32);
}

/** Cosines of each sentence, and of each sentence of the bank, with each picture, minus the bank's mean for the picture: [text][picture]. */
function centredScores(
  bank: Bank,
  pictures: Labelled,
  sentences: Labelled,
): { readonly bank: readonly Float32Array[]; readonly sentences: readonly Float32Array[] } {
  const means = cosines(bank.mean, pictures.vectors);
  const centred = (texts: Float32Array) =>
    Array.from({ length: texts.length / bank.dim }, (_, t) =>
      cosines(row(texts, t, bank.dim), pictures.vectors).map((cosine, i) => cosine - means[i]),
    );
  return { bank: centred(bank.vectors), sentences: centred(sentences.vectors) };
}

function reached(scores: readonly Float32Array[], text: number, bag: readonly number[]): number {
  const top = new Top();
  for (const picture of bag) top.add(scores[text][picture]);
  return top.mean() ?? Number.NaN;
}

/** Dot products of `vector` [dim] with each row of `rows` [n, dim]. */
function cosines(vector: Float32Array, rows: Float32Array): Float32Array {
  const dim = vector.length;
  const products = new Float32Array(rows.length / dim);
  for (let at = 0; at < rows.length; at++) products[Math.floor(at / dim)] += rows[at] * vector[at % dim];
  return products;
}

function row(rows: Float32Array, i: number, dim: number): Float32Array {
  return rows.subarray(i * dim, (i + 1) * dim);
}
