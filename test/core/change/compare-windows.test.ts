import { expect, test } from 'vitest';
import { windowsNote } from '../../../core/change/compare-windows.ts';
import { differenceSpread } from '../../../core/change/difference-spread.ts';

const scene = (metresPerPixel: number | null, ...sizesPx: readonly number[]) => ({
  ...{ name: `${metresPerPixel}.tif`, metresPerPixel, sizesPx },
});

test('windows that differ on the ground by more than half are named with their metres', () => {
  expect(windowsNote(scene(1, 32, 64), scene(0.5, 64, 128))).toBeNull();
  expect(windowsNote(scene(1, 32), scene(1.4, 32))).toBeNull();
  expect(windowsNote(scene(1, 32, 64), scene(1, 32, 256))).toContain('32, 64 m in 1.tif, 32, 256 m in 1.tif');
  expect(windowsNote(scene(1, 32), scene(2, 32))).toContain('32 m in 1.tif, 64 m in 2.tif');
  expect(windowsNote(scene(null, 32), scene(2, 32))).toBeNull();
});

test('the spread is that of a normal distribution with the same middle half', () => {
  const values = Float32Array.of(Number.NaN, 1, 2, 3, 4, -9);
  expect(differenceSpread(values)).toEqual({ cells: 5, median: 2, spread: 1.4826, most: 9 });
  expect(differenceSpread(Float32Array.of(1, 2)).median).toBe(1.5);
});
