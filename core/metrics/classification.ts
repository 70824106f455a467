/** Zero-shot classification: each picture gets the class whose prompt embedding is nearest. */
import { InvalidInput } from '../errors.ts';

export type ClassificationFigures = {
  /** In per cent. */
  readonly accuracy: number;
  /** In per cent, by class; NaN for a class without pictures. */
  readonly byClass: readonly number[];
};

/** The prompt used in the paper. */
export function classPrompt(className: string): string {
  return `a satellite photo of ${className}.`;
}

/**
 * Accuracy for unit vectors `images` [n, dim] and `prompts` [classes, dim]; ties go to the first class. Throws `InvalidInput` when
 * the lengths do not match.
 */
export function classificationFigures(
  images: Float32Array,
  prompts: Float32Array,
  dim: number,
  classOfImage: readonly number[],
): ClassificationFigures {
  if (images.length !== classOfImage.length * dim || images.length === 0 || prompts.length % dim !== 0)
    throw new InvalidInput(
      `expected ${classOfImage.length} pictures of ${dim} numbers, got ${images.length} numbers and prompts of ${prompts.length}`,
    );
  const classes = prompts.length / dim;
  const seen = new Array<number>(classes).fill(0);
  const right = new Array<number>(classes).fill(0);
  classOfImage.forEach((truth, image) => {
    seen[truth]++;
    if (nearest(images, image, prompts, dim) === truth) right[truth]++;
  });
  return {
    accuracy: (100 * right.reduce((a, b) => a + b)) / classOfImage.length,
    byClass: right.map((count, c) => (100 * count) / seen[c]),
  };
}

function nearest(images: Float32Array, image: number, prompts: Float32Array, dim: number): number {
  let best = -1;
  let highest = Number.NEGATIVE_INFINITY;
  for (let c = 0; c < prompts.length / dim; c++) {
    let score = 0;
    for (let i = 0; i < dim; i++) score += images[image * dim + i] * prompts[c * dim + i];
    if (score <= highest) continue;
    highest = score;
    best = c;
  }
  return best;
}
