import { expect, test } from 'vitest';
import { countMisplaced, passesGate } from '../../../models/encoder/precision-gate.ts';

const falling = Array.from({ length: 60 }, (_, i) => 0.3 - i * 0.003);
const exchanged = (a: number, b: number) => falling.with(a, falling[b]).with(b, falling[a]);

test('no window is misplaced when the order is the same or changes only within the top twenty or below it', () => {
  expect(countMisplaced(falling, falling)).toBe(0);
  expect(countMisplaced(falling, exchanged(0, 19))).toBe(0);
  expect(countMisplaced(falling, exchanged(30, 50))).toBe(0);
});

test('a window that rises into the top twenty is misplaced, unless its score was close to that of the twentieth', () => {
  expect(countMisplaced(falling, exchanged(5, 40))).toBe(1);
  expect(countMisplaced(falling.with(20, falling[19] - 0.001), exchanged(19, 20))).toBe(0);
});

test('the gate requires both the cosine and the ranks', () => {
  const figures = { cosine: 0.9995, misplaced: 0, windows: 40, sentences: 8 };
  expect(passesGate(figures)).toBe(true);
  expect(passesGate({ ...figures, cosine: 0.99949 })).toBe(false);
  expect(passesGate({ ...figures, misplaced: 1 })).toBe(false);
});
