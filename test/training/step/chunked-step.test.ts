import { describe, expect, test } from 'vitest';
import type { TextKinds } from '../../../core/documents/dataset.ts';
import type { TrainedParts } from '../../../core/documents/run.ts';
import { gradientNorm } from '../../../training/optimizer/clip-gradients.ts';
import { openChunkedStep } from '../../../training/step/chunked-step.ts';
import { type StepResult, uncontrolled } from '../../../training/step/gradient-step.ts';
import type { OpenSession } from '../../../training/step/graph-session.ts';
import { openWholeStep } from '../../../training/step/whole-step.ts';
import { seededRandom } from '../../core/search/seeded-random.ts';
import { readSmallModel, smallBatch, trainingModel } from '../small-model.ts';
import { openSession } from './run-graph.ts';

const OMEGA = 0.8;

describe('a step in chunks', () => {
  test.each<[string, number, TextKinds, TrainedParts]>([
    ['all weights, 4 and 2 rows', 4, 'both', { kind: 'all' }],
    ['all weights, one row at a time, long texts', 1, 'long', { kind: 'all' }],
    ['the last blocks, short texts', 2, 'short', { kind: 'last-blocks', blocks: 1 }],
    ['the text tower alone', 3, 'both', { kind: 'tower', tower: 'text' }],
    ['the projections, in one chunk', 64, 'both', { kind: 'projections' }],
  ])('has the losses and gradients of the whole step (%s)', async (_, chunkRows, texts, parts) => {
    const { config, weights } = await readSmallModel();
    const model = trainingModel({ config, weights }, parts);
    const batch = smallBatch();
    const [whole, chunked] = [
      await openWholeStep(model, texts, openSession),
      await openChunkedStep(model, texts, chunkRows, openSession),
    ];
    const expected = await whole.compute(weights, batch, OMEGA);
    const actual = await chunked.compute(weights, batch, OMEGA);
    await whole.release();
    await chunked.release();
    for (const kind of ['total', 'long', 'short'] as const)
      if (expected.losses[kind] === null) expect(actual.losses[kind]).toBeNull();
      else expect(actual.losses[kind]! / expected.losses[kind]).toBeCloseTo(1, 5);
    expect([...actual.gradients.keys()].sort()).toEqual([...expected.gradients.keys()].sort());
    for (const [key, gradient] of expected.gradients) {
      const difference = actual.gradients.get(key)!.map((value, i) => value - gradient[i]);
      expect(gradientNorm([difference]) / gradientNorm([gradient]), key).toBeLessThan(1e-5);
    }
  });

  test('has them also with counter-examples, which change them', async () => {
    const { config, weights } = await readSmallModel();
    const model = trainingModel({ config, weights }, { kind: 'projections' });
    const random = seededRandom(5);
    const features = Float32Array.from({ length: 3 * config.embeddingDim }, () => random() - 0.5);
    const compared = { ...model, others: { features, count: 3 } };
    const [plain, whole, chunked] = [
      await openWholeStep(model, 'both', openSession),
      await openWholeStep(compared, 'both', openSession),
      await openChunkedStep(compared, 'both', 4, openSession),
    ];
    const [without, expected, actual] = [
      await plain.compute(weights, smallBatch(), OMEGA),
      await whole.compute(weights, smallBatch(), OMEGA),
      await chunked.compute(weights, smallBatch(), OMEGA),
    ];
    expect(expected.losses.total).toBeGreaterThan(without.losses.total + 0.01);
    expectSame(actual, expected);
    const batch = smallBatch();
    const share = new Float32Array(batch.count ** 2).fill(1 / batch.count);
    const alike = { ...batch, fits: { long: share, short: share } };
    const together = await whole.compute(weights, alike, OMEGA);
    expect(Math.abs(together.losses.total - expected.losses.total)).toBeGreaterThan(0.01);
    expectSame(await chunked.compute(weights, alike, OMEGA), together);
    for (const step of [plain, whole, chunked]) await step.release();
  });

  test('stops between two chunks when it is cancelled', async () => {
    const { config, weights } = await readSmallModel();
    const model = trainingModel({ config, weights }, { kind: 'projections' });
    const stop = new AbortController();
    let runs = 0;
    const open: OpenSession = async (graph) => {
      const session = await openSession(graph);
      return {
        run: async (feeds) => {
          if (++runs === 3) stop.abort();
          return session.run(feeds);
        },
        release: () => session.release(),
      };
    };
    const step = await openChunkedStep(model, 'both', 1, open);
    await expect(
      step.compute(weights, smallBatch(), OMEGA, { ...uncontrolled(), signal: stop.signal }),
    ).rejects.toThrow('abort');
    expect(runs).toBe(3);
    await step.release();
  });

  test('releases the sessions that it opened when another one cannot be opened', async () => {
    const { config, weights } = await readSmallModel();
    const model = trainingModel({ config, weights }, { kind: 'projections' });
    let [opened, released] = [0, 0];
    const open: OpenSession = async () => {
      if (opened === 3) throw new Error('out of memory');
      opened++;
      return {
        run: () => Promise.reject(new Error('not run here')),
        release: async () => {
          released++;
        },
      };
    };
    await expect(openChunkedStep(model, 'both', 2, open)).rejects.toThrow('out of memory');
    expect([opened, released]).toEqual([3, 3]);
  });
});

function expectSame(actual: StepResult, expected: StepResult): void {
  expect(actual.losses.total / expected.losses.total).toBeCloseTo(1, 5);
  for (const [key, gradient] of expected.gradients) {
    const difference = actual.gradients.get(key)!.map((value, i) => value - gradient[i]);
    expect(gradientNorm([difference]) / gradientNorm([gradient]), key).toBeLessThan(1e-5);
  }
}
