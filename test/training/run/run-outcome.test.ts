import { describe, expect, test } from 'vitest';
import type { RunLogEntry } from '../../../core/documents/run.ts';
import { forgettingWords, keepsBase, outcomeWords } from '../../../core/documents/run-outcome.ts';
import { chanceLoss, chosenValidation, marginOf, outcomeOf } from '../../../training/run/run-outcome.ts';
import { isMeasuredAt, timesMeasured } from '../../../training/run/run-settings.ts';

const PICTURES = 100;
/** Loss of guessing among 32 pairs. */
const CHANCE = Math.log(32);

function validated(recalls: readonly number[], pictures = PICTURES): RunLogEntry[] {
  return recalls.map((meanRecall, step) => ({
    ...{ kind: 'validation', step, epoch: step, long: null, short: null, meanRecall, pictures },
  }));
}

function stepped(losses: readonly number[]): RunLogEntry[] {
  return losses.map((total, i) => ({
    ...{ kind: 'step', step: i + 1, total, long: null, short: null },
    ...{ learningRate: 1e-4, omega: 1, gradientNorm: 1, seconds: 1 },
  }));
}

const FALLING = stepped([3.4, 2, 1.5, 1]);

describe('the margin', () => {
  test('is the standard error of a recall', () => {
    // 51 of 102: sqrt(.5 * .5 / 100) = 5 points.
    expect(marginOf({ meanRecall: 50, pictures: 100 })).toBeCloseTo(5, 9);
    expect(marginOf({ meanRecall: 50, pictures: 10_000 })).toBeCloseTo(0.5, 3);
  });

  test('is not 0 where few pictures are all found', () => {
    expect(marginOf({ meanRecall: 100, pictures: 6 })).toBeGreaterThan(10);
  });
});

describe('the chosen checkpoint', () => {
  test('is the last one within the margin of the best', () => {
    expect(chosenValidation(validated([0, 40, 50, 47, 30]))).toMatchObject({ step: 3 });
  });

  test('is never the base', () => {
    expect(chosenValidation(validated([90, 40, 30]))).toMatchObject({ step: 1 });
    expect(chosenValidation(validated([90]))).toBeNull();
  });
});

describe('a run', () => {
  test.each([
    ['better', [40, 50], false],
    ['same', [40, 44], false],
    ['same', [40, 36], false],
    ['worse', [40, 30], true],
  ] as const)('is %s with recalls %j; base kept: %s', (kind, recalls, kept) => {
    const outcome = outcomeOf([...validated(recalls), ...FALLING], CHANCE);
    expect(outcome.comparison).toMatchObject({ kind, base: recalls[0], result: recalls[1] });
    expect(keepsBase(outcome)).toBe(kept);
    expect(outcomeWords(outcome).includes('the base is kept')).toBe(kept);
  });

  test('on six pictures is about the same within some points', () => {
    expect(outcomeOf([...validated([80, 90], 6), ...FALLING], CHANCE).comparison!.kind).toBe('same');
  });

  test('says by how much it is better', () => {
    expect(outcomeWords(outcomeOf([...validated([40, 50]), ...FALLING], CHANCE))).toBe(
      'Better than its base: mean recall on 100 validation pictures 40.0 % before, 50.0 % after (+10.0 points; up to 4.9 is chance).',
    );
  });

  test.each([
    ['stays at guessing', [3.47, 3.46, 3.47, 3.46]],
    ['falls to guessing', [4.4, 3.6, 3.5, 3.5]],
  ])('whose loss %s makes no model', (_, losses) => {
    const outcome = outcomeOf(stepped(losses), CHANCE);
    expect(outcomeWords(outcome)).toContain('no better than guessing (3.47)');
    expect(keepsBase(outcome)).toBe(true);
  });

  test('whose loss rises above guessing makes no model, unless validation finds it better', () => {
    const diverged = stepped([3.4, 9, 9, 9]);
    expect(keepsBase(outcomeOf(diverged, CHANCE))).toBe(true);
    expect(outcomeWords(outcomeOf(diverged, CHANCE))).toContain('diverged or learnt nothing');
    expect(keepsBase(outcomeOf([...validated([40, 42]), ...diverged], CHANCE))).toBe(true);
    expect(keepsBase(outcomeOf([...validated([40, 60]), ...diverged], CHANCE))).toBe(false);
  });
});

test('the loss of guessing counts the counter-examples among the texts of a picture, not among the pictures of a text', () => {
  expect(chanceLoss(32, 0)).toBe(Math.log(32));
  expect(chanceLoss(4, 12)).toBeCloseTo((Math.log(4) + Math.log(16)) / 2, 12);
});

test('a run of few steps per epoch is measured about ten times, others after each epoch', () => {
  const measured = (steps: number, perEpoch: number) =>
    Array.from({ length: steps }, (_, i) => i + 1).filter((step) => isMeasuredAt(step, steps, perEpoch));
  expect(measured(60, 1)).toEqual([6, 12, 18, 24, 30, 36, 42, 48, 54, 60]);
  expect(measured(20, 4)).toEqual([4, 8, 12, 16, 20]);
  expect(measured(15, 1)).toEqual([2, 4, 6, 8, 10, 12, 14, 15]);
  for (const [steps, perEpoch] of [
    [60, 1],
    [20, 4],
    [15, 1],
    [7, 3],
  ] as const)
    expect(timesMeasured(steps, perEpoch)).toBe(measured(steps, perEpoch).length);
});

test('a fall of the area under the curve by more than 0.03 is told', () => {
  expect(forgettingWords(null)).toBeNull();
  expect(forgettingWords({ base: 0.9, result: 0.88 })).toBeNull();
  expect(forgettingWords({ base: 0.9, result: 0.86 })).toContain('0.900 before, 0.860 after');
});
