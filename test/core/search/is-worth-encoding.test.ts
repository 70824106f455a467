import { expect, test } from 'vitest';
import { isWorthEncoding } from '../../../core/search/is-worth-encoding.ts';

const SIDE = 64;

/** Noise of high contrast, with the first `share` of the rows in one gray level. */
function pictureWith(share: number, level: number) {
  const rgb = Uint8Array.from({ length: SIDE * SIDE * 3 }, (_, i) => 40 + ((i * 7919) % 150));
  rgb.fill(level, 0, Math.round(SIDE * share) * SIDE * 3);
  return { widthPx: SIDE, heightPx: SIDE, rgb, valid: null };
}

test('a window may be a quarter black collar or half white collar', () => {
  expect([0, 0.2, 0.3, 0.6].map((share) => isWorthEncoding(pictureWith(share, 0)))).toEqual([
    true,
    true,
    false,
    false,
  ]);
  expect([0.2, 0.45, 0.6].map((share) => isWorthEncoding(pictureWith(share, 255)))).toEqual([
    true,
    true,
    false,
  ]);
});

test('nodata counts like a black collar', () => {
  const valid = new Uint8Array(SIDE * SIDE).fill(1);
  const picture = { ...pictureWith(0, 0), valid };
  valid.fill(0, 0, 0.2 * valid.length);
  expect(isWorthEncoding(picture)).toBe(true);
  valid.fill(0, 0, 0.3 * valid.length);
  expect(isWorthEncoding(picture)).toBe(false);
});

test('a window of one flat colour is not worth encoding', () => {
  expect(isWorthEncoding(pictureWith(1, 120))).toBe(false);
});
