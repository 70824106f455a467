import { expect, test } from 'vitest';
import type { RunLogEntry } from '../../../../core/documents/run.ts';
import { runCurves } from '../../../../renderer/features/training/run-curves.ts';

function step(number: number, long: number | null): RunLogEntry {
  const rest = { total: 1, short: null, learningRate: 1e-4, omega: 1, gradientNorm: 1, seconds: 1 };
  return { kind: 'step', step: number, long, ...rest };
}
const validation = (number: number, meanRecall: number): RunLogEntry => ({
  ...{ kind: 'validation', step: number, epoch: 1, long: null, short: null, meanRecall },
});

test('steps that a resumed run repeats replace the lost ones', () => {
  const at = '2026-01-01T00:00:00Z';
  const log = [step(1, 5), step(2, 4), validation(2, 10), step(3, 3)];
  const curves = runCurves([...log, { kind: 'resumed', at, step: 1 }, step(2, 4.5), validation(2, 11)]);
  expect(curves.long).toEqual([
    [1, 5],
    [2, 4.5],
  ]);
  expect(curves.recall).toEqual([[2, 11]]);
  expect(curves.short).toEqual([]);
});
