/** Test of a device's gradients: one step of a small seeded model on the device and on the CPU. */
import { elementCount } from '../../models/checkpoint/state-dict.ts';
import type { ClipConfig } from '../../models/clip/clip-config.ts';
import { endOfTextId } from '../../models/clip/pooling.ts';
import { isGain, weightShapes } from '../../models/clip/weight-names.ts';
import { gradientNorm } from '../optimizer/clip-gradients.ts';
import type { Batch } from './batch-feeds.ts';
import type { StepResult } from './gradient-step.ts';
import type { OpenSession } from './graph-session.ts';
import { inlineWeights, type ModelWeights, shapesOf } from './model-weights.ts';
import { trainableKeys } from './trainable-parts.ts';
import type { TrainingModel } from './training-graph.ts';
import { openWholeStep } from './whole-step.ts';

/** Plain float32 devices stay below 2e-5; attention in half precision is off by more than 4e-4. */
const TOLERANCE = 1e-4;

export type SelfTestResult = {
  readonly trusted: boolean;
  /** Relative error of the worst gradient (or `loss`): |difference| / |reference|; NaN if it is not finite. */
  readonly worst: { readonly key: string; readonly error: number };
};

const CONFIG: ClipConfig = {
  imageSizePx: 16,
  patchSizePx: 8,
  vision: { width: 64, layers: 2, heads: 1 },
  text: { width: 128, layers: 2, heads: 2 },
  contextLength: 32,
  vocabularySize: 64,
  embeddingDim: 32,
  activation: 'quick_gelu',
};

/** Compares the candidate with the reference. Throws the device's error if it cannot run the graph at all. */
export async function testGradients(reference: OpenSession, candidate: OpenSession): Promise<SelfTestResult> {
  const random = uniform(20);
  const weights = seededWeights(random);
  const batch = seededBatch(random);
  const expected = await oneStep(weights, batch, reference);
  const actual = await oneStep(weights, batch, candidate);
  let worst = { key: 'loss', error: relative([actual.losses.total], [expected.losses.total]) };
  for (const [key, gradient] of expected.gradients) {
    const found = actual.gradients.get(key);
    if (!found) throw new Error(`no gradient of ${key}`);
    const error = relative(found, gradient);
    if (!(error <= worst.error)) worst = { key, error };
    if (Number.isNaN(error)) break;
  }
  return { trusted: worst.error <= TOLERANCE, worst };
}

async function oneStep(weights: ModelWeights, batch: Batch, open: OpenSession): Promise<StepResult> {
  const model: TrainingModel = {
    config: CONFIG,
    padId: 0,
    shapes: shapesOf(weights),
    trainable: trainableKeys({ kind: 'all' }, CONFIG, weights.keys()),
    frozen: inlineWeights(weights),
    entry: { vision: null, text: null },
    others: null,
  };
  const step = await openWholeStep(model, 'both', open);
  try {
    return await step.compute(weights, batch, 0.8);
  } finally {
    await step.release();
  }
}

/** Gains around 1, and matrices scaled to keep activations near 1. */
function seededWeights(random: () => number): ModelWeights {
  return new Map(
    [...weightShapes(CONFIG, true)].map(([key, shape]) => {
      const spread = shape.length > 1 ? Math.sqrt(3 / shape[shape.length - 1]) : 0.2;
      const center = isGain(key) ? 1 : 0;
      const draw = () => center + (2 * random() - 1) * spread;
      return [key, { shape, elements: Float32Array.from({ length: elementCount(shape) }, draw) }];
    }),
  );
}

function seededBatch(random: () => number): Batch {
  const count = 4;
  const { contextLength, imageSizePx } = CONFIG;
  const end = endOfTextId(CONFIG);
  const text = (length: number) => [
    ...Array.from({ length: length - 1 }, () => Math.floor(random() * end)),
    end,
  ];
  return {
    count,
    images: Float32Array.from({ length: count * 3 * imageSizePx ** 2 }, () => 4 * random() - 2),
    long: Array.from({ length: count }, (_, i) => text(contextLength - 2 * i)),
    short: Array.from({ length: count }, (_, i) => text(3 + i)),
  };
}

function relative(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  const difference = Float32Array.from(expected, (value, i) => actual[i] - value);
  return gradientNorm([difference]) / gradientNorm([Float32Array.from(expected)]);
}

/** Numerical Recipes' linear congruential generator, in [0, 1). */
function uniform(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
