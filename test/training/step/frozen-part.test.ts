import { describe, expect, test } from 'vitest';
import type { TrainedParts } from '../../../core/documents/run.ts';
import { gradientNorm } from '../../../training/optimizer/clip-gradients.ts';
import type { Batch } from '../../../training/step/batch-feeds.ts';
import { openChunkedStep } from '../../../training/step/chunked-step.ts';
import { openFrozenPart } from '../../../training/step/frozen-part.ts';
import { openWholeStep } from '../../../training/step/whole-step.ts';
import {
  oracleTokens,
  readSmallModel,
  readTrainingOracle,
  smallBatch,
  trainingModel,
} from '../small-model.ts';
import { openSession } from './run-graph.ts';

const OMEGA = 0.8;

describe('a step from stored results of the frozen part', () => {
  test.each<[string, TrainedParts]>([
    ['the last block of each tower', { kind: 'last-blocks', blocks: 1 }],
    ['the projections', { kind: 'projections' }],
    ['the image tower', { kind: 'tower', tower: 'vision' }],
    ['every block, but not what comes before them', { kind: 'last-blocks', blocks: 2 }],
  ])('has the losses and gradients of a step from the input when it trains %s', async (_, parts) => {
    const small = await readSmallModel();
    const whole = await openWholeStep(trainingModel(small, parts), 'both', openSession);
    const expected = await whole.compute(small.weights, smallBatch(), OMEGA);
    await whole.release();
    const model = trainingModel(small, parts, 'ahead');
    const batch = await runAhead(model);
    const steps = [
      await openWholeStep(model, 'both', openSession),
      await openChunkedStep(model, 'both', 4, openSession),
    ];
    for (const step of steps) {
      const actual = await step.compute(small.weights, batch, OMEGA);
      expect(actual.losses.total / expected.losses.total).toBeCloseTo(1, 5);
      expect([...actual.gradients.keys()].sort()).toEqual([...expected.gradients.keys()].sort());
      for (const [key, gradient] of expected.gradients) {
        const difference = actual.gradients.get(key)!.map((value, i) => value - gradient[i]);
        expect(gradientNorm([difference]) / gradientNorm([gradient]), key).toBeLessThan(1e-5);
      }
      await step.release();
    }
  });

  test('needs no weights of the frozen part', async () => {
    const small = await readSmallModel();
    const parts: TrainedParts = { kind: 'last-blocks', blocks: 1 };
    const model = trainingModel(small, parts, 'ahead');
    const asked: string[] = [];
    const step = await openWholeStep(
      {
        ...model,
        frozen: (key) => {
          asked.push(key);
          return model.frozen(key);
        },
      },
      'both',
      openSession,
    );
    await step.release();
    expect(asked).toEqual([]);
  });

  test('stores the hidden states of a text up to its end token, and refuses ids', async () => {
    const small = await readSmallModel();
    const model = trainingModel(small, { kind: 'projections' }, 'ahead');
    const batch = await runAhead(model);
    const lengths = oracleTokens(readTrainingOracle()).short.map((row) => row.length);
    expect(batch.short!.map((row) => ('hidden' in row ? row.hidden.length / 64 : 0))).toEqual(lengths);
    const step = await openWholeStep(model, 'both', openSession);
    const mixed = { ...batch, long: smallBatch().long };
    await expect(step.compute(small.weights, mixed, OMEGA)).rejects.toThrow('hidden states');
    await step.release();
  });

  test('starts from the unchanged input of a tower without a frozen part', async () => {
    const small = await readSmallModel();
    const model = trainingModel(small, { kind: 'all' }, 'ahead');
    const batch = smallBatch();
    const ahead = await runAhead(model);
    expect(ahead).toEqual(batch);
  });
});

async function runAhead(model: ReturnType<typeof trainingModel>): Promise<Batch> {
  const { images, count } = smallBatch();
  const tokens = smallBatch();
  const part = await openFrozenPart(model, openSession);
  const ids = (rows: Batch['long']) =>
    rows!.map((row) => {
      if ('hidden' in row) throw new Error('the small batch has ids');
      return row;
    });
  const batch = {
    count,
    images: await part.runImages(images, count),
    long: await part.runTexts(ids(tokens.long)),
    short: await part.runTexts(ids(tokens.short)),
  };
  await part.release();
  return batch;
}
