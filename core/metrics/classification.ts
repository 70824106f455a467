/** Zero-shot classification: each picture gets the class whose prompt embedding is nearest. */
import { InvalidInput } from '../errors.ts';
import { checkFinite } from './check-finite.ts';
import { eachProductRow } from './products.ts';

export type ClassificationFigures = {
  /** In per cent. */
  readonly accuracy: number;
  /** In per cent, by class; NaN for a class without pictures. */
  readonly byClass: readonly number[];
  /** The class that each picture gets; another one than its own if the two score alike. */
  readonly predicted: readonly number[];
  /** Cosine of the best wrong class minus that of the own class, for each picture; not below 0 if it was classified wrongly. */
  readonly margins: readonly number[];
};

/** The prompt used in the paper. */
export function classPrompt(className: string): string {
  return `a satellite photo of ${className}.`;
}

/**
 * Accuracy for unit vectors `images` [n, dim] and `prompts` [classes, dim]. Ties count against the model: a picture is right only if its
 * own class scores higher than every other. Throws `InvalidInput` when the lengths do not match or a number is not finite.
 */
export function classificationFigures(
  images: Float32Array,
  prompts: Float32Array,
  dim: number,
  classOfImage: readonly number[],
): ClassificationFigures {
  checkInput(images, prompts, dim, classOfImage);
  const classes = prompts.length / dim;
  const seen = new Array<number>(classes).fill(0);
  const right = new Array<number>(classes).fill(0);
  const predicted: number[] = [];
  const margins: number[] = [];
  eachProductRow(images, prompts, dim, (image, scores) => {
    const truth = classOfImage[image];
    const rival = bestOther(scores, truth);
    const margin = rival < 0 ? Number.NEGATIVE_INFINITY : scores[rival] - scores[truth];
    seen[truth]++;
    if (margin < 0) right[truth]++;
    predicted.push(margin < 0 ? truth : rival);
    margins.push(margin);
  });
  return {
    accuracy: (100 * right.reduce((a, b) => a + b)) / classOfImage.length,
    byClass: right.map((count, c) => (100 * count) / seen[c]),
    predicted,
    margins,
  };
}

/** The class other than `truth` with the highest score, the first of several; -1 if there is none. */
function bestOther(scores: Float32Array, truth: number): number {
  let best = -1;
  for (let c = 0; c < scores.length; c++) if (c !== truth && (best < 0 || scores[c] > scores[best])) best = c;
  return best;
}

function checkInput(
  images: Float32Array,
  prompts: Float32Array,
  dim: number,
  classOfImage: readonly number[],
): void {
  if (
    images.length !== classOfImage.length * dim ||
    images.length === 0 ||
    prompts.length === 0 ||
    prompts.length % dim !== 0
  )
    throw new InvalidInput(
      `expected ${classOfImage.length} pictures of ${dim} numbers, got ${images.length} numbers and prompts of ${prompts.length}`,
    );
  const wrong = classOfImage.find((c) => !(Number.isInteger(c) && c >= 0 && c < prompts.length / dim));
  if (wrong !== undefined)
    throw new InvalidInput(`a picture belongs to class ${wrong}, which does not exist`);
  checkFinite(images, dim, 'picture');
  checkFinite(prompts, dim, 'class');
}
