/** Sentences that stand for a class: templates with `{class}`, and the mean direction of their embeddings. */
import { InvalidInput } from '../errors.ts';

/** The sentence of the paper. */
export const DEFAULT_PROMPTS = ['a satellite photo of {class}.'];

/** The sentences of all classes, those of the first class first. Throws `InvalidInput` for a template without `{class}`. */
export function classSentences(names: readonly string[], templates: readonly string[]): string[] {
  const without = templates.find((template) => !template.includes('{class}'));
  if (without !== undefined)
    throw new InvalidInput(`the prompt "${without}" has no {class}: write it where the class name goes`);
  return names.flatMap((name) => templates.map((template) => template.replaceAll('{class}', name)));
}

/**
 * Unit vectors [classes, dim]: the mean of each class's unit vectors in `sentences` [classes x perClass, dim], scaled to length 1. Throws
 * `InvalidInput` if they cancel out.
 */
export function meanDirections(sentences: Float32Array, dim: number, perClass: number): Float32Array {
  // Scaling a single vector again would change its last bits.
  if (perClass === 1) return sentences;
  const means = new Float32Array(sentences.length / perClass);
  for (let start = 0; start < means.length; start += dim) {
    const sum = new Float64Array(dim);
    for (let s = 0; s < perClass; s++)
      for (let i = 0; i < dim; i++) sum[i] += sentences[start * perClass + s * dim + i];
    const length = Math.sqrt(sum.reduce((squares, x) => squares + x * x, 0));
    if (!(length > 1e-6)) throw new InvalidInput('the prompts of a class cancel each other out');
    for (let i = 0; i < dim; i++) means[start + i] = sum[i] / length;
  }
  return means;
}
