/** Gate for reduced precisions: a model passes if its results agree with those in float32. */
import type { Encoder } from '../../core/encoder.ts';
import type { Task } from '../../core/task.ts';
import type { RgbImage } from '../../core/tensor/rgb-image.ts';

/** Required of the worst window. */
const SMALLEST_COSINE = 0.9995;
const TOP = 20;
/** Scores closer than this to the twentieth count as ties with it: their order is arbitrary in any precision. */
const TIE = 0.002;
const WINDOWS_AT_ONCE = 8;

/** Sentences that the windows are ranked by. */
const SENTENCES: readonly string[] = [
  'a bridge over a river',
  'an airport with planes parked beside the terminal',
  'dense houses with red roofs along narrow streets',
  'a dark green forest',
  'farmland divided into rectangular fields',
  'boats in a harbor next to a pier',
  'a wide road with many cars crossing another road',
  'large white storage tanks of an industrial area beside bare land and a few trees',
];

export type GateFigures = {
  /** Smallest cosine between a window's embedding and the one in float32. */
  readonly cosine: number;
  /** Windows missing from the twenty best in float32, not counting ties; summed over all sentences. */
  readonly misplaced: number;
  readonly windows: number;
  readonly sentences: number;
};

export async function compareWithFloat(
  reduced: Encoder,
  float: Encoder,
  windows: readonly RgbImage[],
  task: Task,
): Promise<GateFigures> {
  const dim = float.model.embeddingDim;
  const expected = new Float32Array(windows.length * dim);
  const actual = new Float32Array(windows.length * dim);
  for (let done = 0; done < windows.length; done += WINDOWS_AT_ONCE) {
    task.report({ phase: `comparing ${reduced.model.precision} with fp32`, done, total: windows.length });
    const some = windows.slice(done, done + WINDOWS_AT_ONCE);
    expected.set(await float.encodeImages(some, task.signal), done * dim);
    actual.set(await reduced.encodeImages(some, task.signal), done * dim);
  }
  const asked = await float.encodeTexts(SENTENCES, task.signal);
  const answered = await reduced.encodeTexts(SENTENCES, task.signal);
  const cosines = windows.map((_, i) => dot(expected, i, actual, i, dim));
  const misplaced = SENTENCES.map((_, s) =>
    countMisplaced(
      windows.map((_, i) => dot(expected, i, asked, s, dim)),
      windows.map((_, i) => dot(actual, i, answered, s, dim)),
    ),
  );
  return {
    cosine: Math.min(...cosines),
    misplaced: misplaced.reduce((sum, count) => sum + count, 0),
    windows: windows.length,
    sentences: SENTENCES.length,
  };
}

export function passesGate({ cosine, misplaced }: GateFigures): boolean {
  return cosine >= SMALLEST_COSINE && misplaced === 0;
}

/** The figures as text, with the required values. */
export function gateText({ cosine, misplaced, windows, sentences }: GateFigures): string {
  return `cosine ${cosine.toFixed(5)} to fp32 on ${windows} windows (required: ${SMALLEST_COSINE}), ${misplaced} windows out of the top ${TOP} of ${sentences} sentences (required: 0)`;
}

/** Number of windows in the top by `actual` that score clearly below the last of the top by `expected`. */
export function countMisplaced(expected: readonly number[], actual: readonly number[]): number {
  const last = expected.toSorted((a, b) => b - a)[Math.min(TOP, expected.length) - 1];
  return actual
    .map((score, window) => ({ score, window }))
    .sort((a, b) => b.score - a.score)
    .slice(0, TOP)
    .filter(({ window }) => expected[window] < last - TIE).length;
}

function dot(a: Float32Array, rowA: number, b: Float32Array, rowB: number, dim: number): number {
  let sum = 0;
  for (let i = 0; i < dim; i++) sum += a[rowA * dim + i] * b[rowB * dim + i];
  return sum;
}
