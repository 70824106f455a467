import { describe, expect, test } from 'vitest';
import { CLIP_ADAMW } from '../../../training/optimizer/adamw.ts';
import { clipGradients } from '../../../training/optimizer/clip-gradients.ts';
import { newOptimizerState, updateParameters } from '../../../training/optimizer/optimizer.ts';
import type { GradientStep } from '../../../training/step/gradient-step.ts';
import { type Recipe, trainStep } from '../../../training/step/train-step.ts';
import { openWholeStep } from '../../../training/step/whole-step.ts';
import { readSmallModel, smallBatch, trainingModel } from '../small-model.ts';
import { openSession } from './run-graph.ts';

const RECIPE: Recipe = {
  optimizer: { kind: 'adamw', decayed: 'matrices', ...CLIP_ADAMW },
  learningRate: { kind: 'cosine', rate: 1e-3, warmUpSteps: 2 },
  omega: { kind: 'linear', from: 0.2, to: 0.8 },
  largestGradientNorm: 1,
  steps: 4,
};

async function openSmall() {
  const small = await readSmallModel();
  const model = trainingModel(small, { kind: 'projections' });
  return { weights: small.weights, step: await openWholeStep(model, 'both', openSession) };
}

describe('a training step', () => {
  test('follows the schedules of its recipe and lowers the loss', async () => {
    const { weights, step } = await openSmall();
    const state = newOptimizerState();
    const reports = [];
    for (let i = 0; i < 4; i++) reports.push(await trainStep(step, RECIPE, weights, state, smallBatch()));
    await step.release();
    expect(reports.map(({ kind }) => kind)).toEqual(Array(4).fill('updated'));
    expect(reports.map(({ learningRate }) => learningRate)).toEqual([5e-4, 1e-3, 1e-3, 5e-4]);
    expect(reports.map(({ omega }) => omega)).toEqual([0.2, 0.4, 0.6, 0.8].map((x) => expect.closeTo(x, 12)));
    expect(reports[3].losses.long!).toBeLessThan(reports[0].losses.long!);
    expect(state.step).toBe(4);
  });

  test('clips gradients before it updates the weights', async () => {
    const [one, other] = [await openSmall(), await openSmall()];
    const report = await trainStep(one.step, RECIPE, one.weights, newOptimizerState(), smallBatch());
    const { gradients } = await other.step.compute(other.weights, smallBatch(), 0.2);
    expect(clipGradients(gradients.values(), 1)).toBe(report.gradientNorm);
    expect(report.gradientNorm).toBeGreaterThan(1);
    updateParameters(RECIPE.optimizer, newOptimizerState(), other.weights, gradients, 5e-4);
    expect(one.weights).toEqual(other.weights);
    await one.step.release();
    await other.step.release();
  });

  test('continues from a copy of its state, bit for bit', async () => {
    const [straight, resumed] = [await openSmall(), await openSmall()];
    const state = newOptimizerState();
    for (let i = 0; i < 4; i++) await trainStep(straight.step, RECIPE, straight.weights, state, smallBatch());
    let kept = newOptimizerState();
    for (let i = 0; i < 4; i++) {
      kept = structuredClone(kept);
      await trainStep(resumed.step, RECIPE, resumed.weights, kept, smallBatch());
    }
    expect(resumed.weights).toEqual(straight.weights);
    expect(kept).toEqual(state);
    await straight.step.release();
    await resumed.step.release();
  });

  test('changes nothing when the loss or a gradient is not finite', async () => {
    const { weights, step } = await openSmall();
    const before = structuredClone(weights);
    const poisoned = smallBatch();
    poisoned.images[17] = Number.NaN;
    const state = newOptimizerState();
    expect((await trainStep(step, RECIPE, weights, state, poisoned)).kind).toBe('diverged');
    const broken: GradientStep = {
      compute: async (...input) => {
        const { losses, gradients } = await step.compute(...input);
        gradients.get('visual.proj')![3] = Number.POSITIVE_INFINITY;
        return { losses, gradients };
      },
      release: () => step.release(),
    };
    expect((await trainStep(broken, RECIPE, weights, state, smallBatch())).kind).toBe('diverged');
    expect(weights).toEqual(before);
    expect(state).toEqual(newOptimizerState());
    await step.release();
  });
});
