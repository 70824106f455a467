import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { OptimizerSettings, TrainedParts } from '../../../core/documents/run.ts';
import { readCheckpoint } from '../../../models/checkpoint/read-checkpoint.ts';
import type { ClipConfig } from '../../../models/clip/clip-config.ts';
import { CLIP_ADAMW } from '../../../training/optimizer/adamw.ts';
import { gradientNorm } from '../../../training/optimizer/clip-gradients.ts';
import { newOptimizerState, updateParameters } from '../../../training/optimizer/optimizer.ts';
import { PAPER_SGD } from '../../../training/optimizer/sgd.ts';
import type { GradientStep } from '../../../training/step/gradient-step.ts';
import { type ModelWeights, readModelWeights } from '../../../training/step/model-weights.ts';
import { openWholeStep } from '../../../training/step/whole-step.ts';
import { memorySource } from '../../models/memory-source.ts';
import { sharedPath, sharedTest } from '../../shared.ts';
import {
  idsInUse,
  oracleBatch,
  oracleTokens,
  readSmallModel,
  readTrainingOracle,
  smallBatch,
  trainingModel,
} from '../small-model.ts';
import { openSession } from './run-graph.ts';

const oracle = readTrainingOracle();
const OPTIMIZERS: readonly { readonly optimizer: OptimizerSettings; readonly rate: number }[] = [
  { optimizer: { kind: 'sgd', decayed: 'all', ...PAPER_SGD }, rate: 3e-4 },
  { optimizer: { kind: 'adamw', decayed: 'all', ...CLIP_ADAMW }, rate: 1e-4 },
];

describe('the first step', () => {
  test('has the losses and gradients of PyTorch', async () => {
    const small = await readSmallModel();
    const step = await openWholeStep(trainingModel(small, { kind: 'all' }), 'both', openSession);
    const { losses, gradients } = await step.compute(small.weights, smallBatch(), oracle.firstStep.omega);
    await step.release();
    const { longLoss, shortLoss, totalLoss, gradients: expected } = oracle.firstStep;
    expect([losses.long, losses.short, losses.total].map((loss) => loss ?? Number.NaN)).toEqual(
      [longLoss, shortLoss, totalLoss].map((loss) => expect.closeTo(loss, 4)),
    );
    expect([...gradients.keys()].sort()).toEqual(Object.keys(expected).sort());
    for (const [key, { norm, head }] of Object.entries(expected)) {
      const gradient = gradients.get(key)!;
      expect(relative(gradientNorm([gradient]), norm), key).toBeLessThan(1e-4);
      // The first rows of the whole token table belong to other ids than the first rows of the small one.
      if (key === 'token_embedding.weight') continue;
      head.forEach((value, i) => {
        expect(Math.abs(gradient[i] - value), `${key}[${i}]`).toBeLessThan(1e-4 * norm);
      });
    }
  });

  test.each<[string, TrainedParts, (key: string) => boolean]>([
    [
      'the image tower',
      { kind: 'tower', tower: 'vision' },
      (key) => key.startsWith('visual.') || key === 'logit_scale',
    ],
    ['the text tower', { kind: 'tower', tower: 'text' }, (key) => !key.startsWith('visual.')],
    [
      'the last block of each tower and the heads',
      { kind: 'last-blocks', blocks: 1 },
      (key) => /resblocks\.1\.|ln_post|ln_final|proj$|text_projection|logit_scale/.test(key),
    ],
    [
      'the projections',
      { kind: 'projections' },
      (key) => ['visual.proj', 'text_projection', 'logit_scale'].includes(key),
    ],
  ])('has the same gradients when it trains only %s', async (_, parts, trains) => {
    const small = await readSmallModel();
    const model = trainingModel(small, parts);
    const step = await openWholeStep(model, 'both', openSession);
    const { losses, gradients } = await step.compute(small.weights, smallBatch(), oracle.firstStep.omega);
    await step.release();
    expect(losses.total).toBeCloseTo(oracle.firstStep.totalLoss, 4);
    const expected = Object.entries(oracle.firstStep.gradients).filter(([key]) => trains(key));
    expect([...gradients.keys()].sort()).toEqual(expected.map(([key]) => key).sort());
    for (const [key, { norm }] of expected)
      expect(relative(gradientNorm([gradients.get(key)!]), norm), key).toBeLessThan(1e-4);
  });

  test('compares pictures with only the long or only the short texts when asked to', async () => {
    const small = await readSmallModel();
    const model = trainingModel(small, { kind: 'projections' });
    for (const kind of ['long', 'short'] as const) {
      const step = await openWholeStep(model, kind, openSession);
      const { losses, gradients } = await step.compute(
        small.weights,
        { ...smallBatch(), [kind === 'long' ? 'short' : 'long']: null },
        0.8,
      );
      const expected = kind === 'long' ? oracle.firstStep.longLoss : oracle.firstStep.shortLoss;
      expect(losses).toEqual({ long: null, short: null, total: losses.total, [kind]: losses.total });
      expect(losses.total).toBeCloseTo(expected, 4);
      expect(gradients.size).toBe(3);
      await step.release();
    }
  });

  test('has no gradient in the kept rows of the trained position table', async () => {
    const small = await readSmallModel();
    const step = await openWholeStep(trainingModel(small, { kind: 'all' }), 'both', openSession);
    const { gradients } = await step.compute(small.weights, smallBatch(), 0.8);
    await step.release();
    const rows = gradients.get('positional_embedding_res')!;
    expect(gradientNorm([rows.subarray(0, 20 * 64)])).toBe(0);
    expect(gradientNorm([rows.subarray(20 * 64, 21 * 64)])).toBeGreaterThan(0);
    expect(gradients.has('positional_embedding')).toBe(false);
  });
});

describe('a run of six steps', () => {
  test.each(OPTIMIZERS.map((setting, i) => [oracle.runs[i].optimizer, setting, oracle.runs[i]] as const))(
    'with %s has the losses and the final norms of PyTorch',
    async (_, { optimizer, rate }, expected) => {
      const small = await readSmallModel();
      const model = trainingModel(small, { kind: 'all' });
      const step = await openWholeStep(model, 'both', openSession);
      const batch = smallBatch();
      const run = await train(step, small, batch, optimizer, rate, expected);
      expect(Math.max(...run)).toBeLessThan(1e-4);
      for (const [key, norm] of Object.entries(expected.finalNorms))
        if (key !== 'token_embedding.weight')
          expect(relative(gradientNorm([small.weights.get(key)!.elements]), norm), key).toBeLessThan(1e-4);
    },
  );

  sharedTest('with the whole token table has the final norm of PyTorch for that table, too', async () => {
    const { dict } = await readCheckpoint(
      memorySource('checkpoint.pt', readFileSync(sharedPath('oracles/model/checkpoint.pt'))),
    );
    for (const [i, { optimizer, rate }] of OPTIMIZERS.entries()) {
      const whole = await readModelWeights(dict, 'quick_gelu', 'stored');
      const model = trainingModel(whole, { kind: 'all' });
      const step = await openWholeStep(model, 'both', openSession);
      const run = await train(step, whole, oracleBatch(), optimizer, rate, oracle.runs[i]);
      expect(Math.max(...run)).toBeLessThan(1e-4);
      for (const [key, norm] of Object.entries(oracle.runs[i].finalNorms))
        expect(relative(gradientNorm([whole.weights.get(key)!.elements]), norm), key).toBeLessThan(1e-4);
    }
  });
});

describe('the small model', () => {
  sharedTest('holds the weights of the oracle, with only the rows in use of its token table', async () => {
    const { dict } = await readCheckpoint(
      memorySource('checkpoint.pt', readFileSync(sharedPath('oracles/model/checkpoint.pt'))),
    );
    const ids = idsInUse(oracleTokens(oracle));
    for (const [key, { elements }] of (await readSmallModel()).weights) {
      const stored = await dict.get(key)!.read();
      const expected =
        key === 'token_embedding.weight'
          ? Float32Array.from(ids.flatMap((id) => [...stored.subarray(id * 64, (id + 1) * 64)]))
          : stored;
      expect(elements).toEqual(expected);
    }
  });
});

/** Trains six steps and returns the relative errors of all losses. */
async function train(
  step: GradientStep,
  { weights }: { config: ClipConfig; weights: ModelWeights },
  batch: ReturnType<typeof smallBatch>,
  optimizer: OptimizerSettings,
  rate: number,
  { omega, losses: expected }: (typeof oracle.runs)[number],
): Promise<number[]> {
  const state = newOptimizerState();
  const errors: number[] = [];
  for (const [long, short, total] of expected) {
    const { losses, gradients } = await step.compute(weights, batch, omega);
    errors.push(
      relative(losses.long ?? Number.NaN, long),
      relative(losses.short ?? Number.NaN, short),
      relative(losses.total, total),
    );
    updateParameters(optimizer, state, weights, gradients, rate);
  }
  await step.release();
  return errors;
}

function relative(actual: number, expected: number): number {
  return Math.abs(actual - expected) / Math.abs(expected);
}
