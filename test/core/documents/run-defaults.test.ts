import { expect, test } from 'vitest';
import type { RunSpec } from '../../../core/documents/run.ts';
import { doubtfulSettings, explainedSettings, fittedSettings } from '../../../core/documents/run-defaults.ts';

const OPEN = {
  parts: { kind: 'last-blocks', blocks: 2 },
  optimizer: { kind: 'adamw', betas: [0.9, 0.98], epsilon: 1e-6, weightDecay: 0.2, decayed: 'matrices' },
} as const satisfies Pick<RunSpec, 'parts' | 'optimizer'>;

test.each([
  [2, 2, 60, 1e-4, 6],
  [54, 54, 60, 1e-4, 6],
  [100, 50, 30, 1e-4, 6],
  [216, 54, 15, 1e-4, 6],
  [1800, 62, 5, 6.4e-5, 15],
  [100_000, 63, 5, 5e-5, 794],
])(
  'with %d pairs, a batch of %d, %d epochs, rate %d and %d warm-up steps are proposed',
  (pairs, batch, epochs, rate, warmUpSteps) => {
    expect(fittedSettings(OPEN, pairs)).toEqual({
      batch,
      length: { kind: 'epochs', epochs },
      learningRate: { kind: 'cosine', rate, warmUpSteps },
    });
  },
);

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
  expect(fittedSettings({ ...OPEN, batch: 8, length }, 54)).toEqual({
    batch: 8,
    length,
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
  ]);
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
});

test('a warm-up as long as the run is doubtful', () => {
  const spec = specOf({ learningRate: { kind: 'cosine', rate: 5e-5, warmUpSteps: 10 } });
  expect(doubtfulSettings(spec, 5)[0]).toMatch(/all 5 steps lie inside the warm-up of 10/);
  expect(doubtfulSettings(spec, 11)).toEqual([]);
});
