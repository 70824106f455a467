import { expect, test } from 'vitest';
import type { RunSpec } from '../../../core/documents/run.ts';
import { doubtfulSettings, explainedSettings, fittedSettings } from '../../../core/documents/run-defaults.ts';

const OPEN = {
  parts: { kind: 'last-blocks', blocks: 2 },
  optimizer: { kind: 'adamw', betas: [0.9, 0.98], epsilon: 1e-6, weightDecay: 0.2, decayed: 'matrices' },
} as const satisfies Pick<RunSpec, 'parts' | 'optimizer'>;

test.each([
  [2, 2, 60, 1e-4, 6, 'everyday', 0.5],
  [54, 54, 60, 1e-4, 6, 'everyday', 0.5],
  [100, 50, 30, 1e-4, 6, 'everyday', 0.5],
  [216, 54, 15, 1e-4, 6, [], 0],
  [1800, 62, 5, 6.4e-5, 15, [], 0],
  [100_000, 63, 5, 5e-5, 794, [], 0],
] as const)(
  'with %d pairs, a batch of %d, %d epochs, rate %d, %d warm-up steps, counter-examples %j and a share of %d of the base are proposed',
  (pairs, batch, epochs, rate, warmUpSteps, otherSentences, keptShare) => {
    expect(fittedSettings(OPEN, pairs)).toEqual({
      batch,
      length: { kind: 'epochs', epochs },
      learningRate: { kind: 'cosine', rate, warmUpSteps },
      otherSentences,
      keptShare,
    });
  },
);

test('with the optimizer of the paper, a run has no counter-examples and keeps nothing of the base', () => {
  const optimizer = { kind: 'sgd', momentum: 0.9, dampening: 0.1, weightDecay: 0, decayed: 'all' } as const;
  expect(fittedSettings({ ...OPEN, optimizer }, 54)).toMatchObject({ otherSentences: [], keptShare: 0 });
});

test('for any number of pairs, the batch fits, there are at least 60 steps, and most lie after the warm-up', () => {
  for (let pairs = 2; pairs < 3000; pairs++) {
    const { batch, length, learningRate } = fittedSettings(OPEN, pairs);
    const steps = (length.kind === 'epochs' ? length.epochs : 0) * Math.floor(pairs / batch);
    expect(batch).toBeLessThanOrEqual(Math.min(64, pairs));
    expect(steps).toBeGreaterThanOrEqual(60);
    expect(learningRate.kind === 'cosine' && learningRate.warmUpSteps).toBeLessThanOrEqual(steps / 9);
  }
});

test('the fields that the user gives are kept, and the others fit them', () => {
  const length = { kind: 'steps', steps: 1000 } as const;
  const given = { batch: 8, length, otherSentences: ['a pier'], keptShare: 0 };
  expect(fittedSettings({ ...OPEN, ...given }, 54)).toEqual({
    ...given,
    learningRate: { kind: 'cosine', rate: 5e-5, warmUpSteps: 100 },
  });
});

const specOf = (changes: Partial<RunSpec>) =>
  ({ ...OPEN, ...fittedSettings(OPEN, 54), ...changes }) as unknown as RunSpec;

test('the proposed settings are explained', () => {
  expect(explainedSettings(specOf({}), 54)).toEqual([
    'batch 54: all training pairs',
    '60 epochs (60 steps, 1 per epoch): a run needs about 60 steps to learn',
    'learning rate 0.0001 after 6 warm-up steps: fits 60 steps of the last 2 blocks',
    'everyday sentences about other things as counter-examples: 54 pairs may all show the same thing',
    '50 % of the base is kept in the result (75 % in the text tower): 54 pairs would make it forget other things',
  ]);
  const vision = specOf({ parts: { kind: 'tower', tower: 'vision' } });
  expect(explainedSettings(vision, 54).at(-1)).toMatch(/^50 % of the base is kept in the result: 54 pairs/);
  const many = { ...OPEN, ...fittedSettings(OPEN, 1800) } as unknown as RunSpec;
  expect(explainedSettings(many, 1800)).toHaveLength(3);
});

test('chosen settings are compared with those that would fit', () => {
  const told = explainedSettings(
    specOf({
      batch: 32,
      length: { kind: 'epochs', epochs: 5 },
      learningRate: { kind: 'constant', rate: 10 },
    }),
    54,
  );
  expect(told[0]).toBe('batch 32, as chosen; 54 would follow from 54 pairs');
  expect(told[1]).toContain('5 epochs (5 steps, 1 per epoch): fewer than the 60');
  expect(told[2]).toContain('learning rate 10, constant, as chosen; 0.0001 after 1 warm-up steps would fit');
  expect(explainedSettings(specOf({ otherSentences: [], keptShare: 0.2 }), 54).slice(3)).toEqual([
    'no counter-examples, as chosen; everyday sentences would follow from 54 pairs',
    '20 % of the base is kept in the result (36 % in the text tower), as chosen; 50 % would follow from 54 pairs',
  ]);
  expect(
    explainedSettings(specOf({ otherSentences: ['a pier', 'a mole'], keptShare: 0.2 }), 1800).slice(3),
  ).toEqual([
    '2 sentences about other things as counter-examples, as chosen; none would follow from 1800 pairs',
    '20 % of the base is kept in the result (36 % in the text tower), as chosen; 0 % would follow from 1800 pairs',
  ]);
});

test('a warm-up as long as the run is doubtful', () => {
  const spec = specOf({ learningRate: { kind: 'cosine', rate: 5e-5, warmUpSteps: 10 } });
  expect(doubtfulSettings(spec, 5)[0]).toMatch(/all 5 steps lie inside the warm-up of 10/);
  expect(doubtfulSettings(spec, 11)).toEqual([]);
});
