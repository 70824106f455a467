import { expect, test } from 'vitest';
import { standingAmong } from '../../../core/search/standing.ts';

test('a score is placed by its distance from the middle of the bank, in a unit that grows with its deviation', () => {
  const standing = standingAmong(4, null, [0, 1, 2, 9]);
  // Median 1.5, mean 3, squares 9 + 4 + 1 + 36.
  const deviation = Math.sqrt(50 / 4);
  expect(standing).toMatchObject({ reached: 4, bankMiddle: 2.25 });
  expect(standing?.bankUnit).toBeCloseTo(deviation * Math.sqrt(deviation / 0.08), 12);
  expect(standing?.z).toBeCloseTo(1.75 / standing!.bankUnit, 12);
  expect(standingAmong(4, null, [9, 1, 0, 2])).toEqual(standing);
});

test('in a bank that is spread twice as wide, a score must lie 2.8 times as far above the middle', () => {
  const narrow = [0, 0.05, 0.1, 0.3];
  const wide = narrow.map((value) => 2 * value);
  const above = (bank: readonly number[], distance: number) =>
    standingAmong(standingAmong(0, null, bank)!.bankMiddle + distance, null, bank)!.z;
  expect(above(wide, 0.1 * 2 ** 1.5)).toBeCloseTo(above(narrow, 0.1), 12);
});

test('the sentences of the bank that a scene shows move the middle half as much as they move the mean', () => {
  const absent = Array.from({ length: 90 }, (_, i) => i / 90);
  const middle = (shown: number) =>
    standingAmong(0, null, [...absent, ...Array.from({ length: 10 }, () => shown)])!.bankMiddle;
  expect(middle(50) - middle(5)).toBeCloseTo((0.1 * 45) / 2, 12);
});

test('there is none among fewer than two scores, or equal ones', () => {
  expect(standingAmong(1, null, [0])).toBeNull();
  expect(standingAmong(1, null, [0, 0, 0])).toBeNull();
});

test('in ten times as many windows, a score stands a tenth higher; beyond 30 and 5,000 windows the number does not matter', () => {
  const bank = [0, 0.05, 0.1, 0.3];
  const at = (windows: number | null) => standingAmong(0.2, windows, bank)!;
  expect(at(115)).toEqual(at(null));
  expect(at(1150).z - at(115).z).toBeCloseTo(0.1, 12);
  expect(at(115).z - at(50).z).toBeCloseTo(0.1 * Math.log10(115 / 50), 12);
  expect(at(1)).toEqual(at(30));
  expect(at(1e6)).toEqual(at(5000));
  // The scale of the verdict turns standings back into scores.
  const { z, bankMiddle, bankUnit } = at(1150);
  expect(bankMiddle + z * bankUnit).toBeCloseTo(0.2, 12);
});
