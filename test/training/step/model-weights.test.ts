import { describe, expect, test } from 'vitest';
import { InvalidInput } from '../../../core/errors.ts';
import { readCheckpoint } from '../../../models/checkpoint/read-checkpoint.ts';
import { stretchPositions } from '../../../models/clip/stretch-positions.ts';
import { gradientNorm } from '../../../training/optimizer/clip-gradients.ts';
import type { Batch } from '../../../training/step/batch-feeds.ts';
import { readModelWeights } from '../../../training/step/model-weights.ts';
import { openWholeStep } from '../../../training/step/whole-step.ts';
import { memorySource } from '../../models/memory-source.ts';
import { generator, safetensorsFile, tinyWeights } from '../../models/tiny-weights.ts';
import { trainingModel } from '../small-model.ts';
import { openSession } from './run-graph.ts';

const WIDTH = 64;

describe('the weights a run starts from', () => {
  test('have two stretched position tables when the checkpoint has 77 positions', async () => {
    const stored = tinyWeights(77);
    const { config, weights } = await readModelWeights(await dictOf(77), 'quick_gelu', 'stretched');
    const stretched = stretchPositions(stored.get('positional_embedding')!.elements, WIDTH);
    expect(config.contextLength).toBe(248);
    for (const key of ['positional_embedding', 'positional_embedding_res'])
      expect(weights.get(key)).toEqual({ shape: [248, WIDTH], elements: stretched });
    expect(weights.get('positional_embedding')!.elements).not.toBe(
      weights.get('positional_embedding_res')!.elements,
    );
    for (const [key, { elements }] of stored)
      if (key !== 'positional_embedding') expect(weights.get(key)!.elements).toEqual(elements);
  });

  test('are those of the checkpoint if it is already stretched', async () => {
    const { weights } = await readModelWeights(await dictOf(248), 'quick_gelu', 'stretched');
    expect([...weights].map(([key, { elements }]) => [key, elements])).toEqual(
      [...tinyWeights(248)].map(([key, { elements }]) => [key, elements]),
    );
  });

  test('train the one table of 77 positions when it is not to be stretched', async () => {
    const model = await readModelWeights(await dictOf(77), 'gelu', 'stored');
    const { gradients } = await firstStep(model);
    expect(gradientNorm([gradients.get('positional_embedding')!])).toBeGreaterThan(0);
  });

  test('train the second of two tables, from row 20 on, and never the first', async () => {
    const model = await readModelWeights(await dictOf(77), 'quick_gelu', 'stretched');
    const { gradients } = await firstStep(model);
    const table = gradients.get('positional_embedding_res')!;
    expect(gradientNorm([table.subarray(0, 20 * WIDTH)])).toBe(0);
    expect(gradientNorm([table.subarray(20 * WIDTH, 30 * WIDTH)])).toBeGreaterThan(0);
    expect(gradientNorm([table.subarray(30 * WIDTH)])).toBe(0);
    expect(gradients.has('positional_embedding')).toBe(false);
  });

  test('are a copy: changing them leaves the checkpoint unchanged', async () => {
    const dict = await dictOf(248);
    const { weights } = await readModelWeights(dict, 'quick_gelu', 'stored');
    const before = await dict.get('visual.proj')!.read();
    const first = before[0];
    weights.get('visual.proj')!.elements.fill(7);
    expect((await dict.get('visual.proj')!.read())[0]).toBe(first);
  });

  test('cannot be read when a key is missing', async () => {
    const dict = new Map(await dictOf(248));
    dict.delete('ln_final.bias');
    await expect(readModelWeights(dict, 'quick_gelu', 'stored')).rejects.toThrow(InvalidInput);
  });
});

async function dictOf(contextLength: 77 | 248) {
  const { dict } = await readCheckpoint(
    memorySource('tiny.safetensors', safetensorsFile(tinyWeights(contextLength))),
  );
  return dict;
}

/** First step with two pictures of noise and with texts of at most 30 tokens. */
async function firstStep(model: Awaited<ReturnType<typeof readModelWeights>>) {
  const random = generator(4);
  const batch: Batch = {
    count: 2,
    images: Float32Array.from({ length: 2 * 3 * 8 * 8 }, () => random() - 0.5),
    long: [30, 25].map((length) => [...Array.from({ length: length - 1 }, (_, i) => (i * 7) % 49), 49]),
    short: [
      [3, 49],
      [4, 5, 49],
    ],
  };
  const step = await openWholeStep(trainingModel(model, { kind: 'all' }), 'both', openSession);
  const result = await step.compute(model.weights, batch, 0.8);
  await step.release();
  return result;
}
