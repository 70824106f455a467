import { expect, test } from 'vitest';
import { areInOrder, periodsOf, proposedPeriods } from '../../../../renderer/features/change/periods.ts';

const rows = (...dates: readonly (string | null)[]) =>
  dates.map((date) => ({ date: date === null ? null : { date, from: 'tag' as const }, fault: null }));

test('years, months and days are counted in order of time', () => {
  const all = rows('2023-06-07T08:09:10', '2019-05-06', '2019-05-06', '2019-11-01', '2019-11-02', null);
  expect(periodsOf(all).map(({ name, scenes }) => `${name}: ${scenes}`)).toEqual([
    ...['2019: 4', '2019-05: 2', '2019-05-06: 2', '2019-11: 2', '2019-11-01: 1', '2019-11-02: 1'],
    ...['2023: 1', '2023-06: 1', '2023-06-07: 1'],
  ]);
});

test('of years, months and days that tell the same, the days are listed', () => {
  const names = periodsOf(rows('2019-05-06', '2023-06-07')).map(({ name }) => name);
  expect(names).toEqual(['2019-05-06', '2023-06-07']);
});

test('the first and last of the coarsest level are proposed; one date, or one that cannot be read, gives none', () => {
  const all = rows('2019-05-06', '2019-06-06', '2021-01-01', '2023-06-07');
  expect(proposedPeriods(periodsOf(all))).toEqual({ before: '2019', after: '2023' });
  expect(proposedPeriods(periodsOf(rows('2019-05-06', '2019-05-06', null)))).toBeNull();
  const [first, second] = rows('2019-05-06', '2023-06-07');
  expect(proposedPeriods(periodsOf([first!, { ...second!, fault: 'damaged' }]))).toBeNull();
});

test('a time lies before another if neither is within the other', () => {
  expect(areInOrder('2019', '2023-06')).toBe(true);
  expect(areInOrder('2019-12', '2020')).toBe(true);
  expect(areInOrder('2023', '2023-06')).toBe(false);
  expect(areInOrder('2023-06', '2023')).toBe(false);
  expect(areInOrder('2023', '2019')).toBe(false);
});
