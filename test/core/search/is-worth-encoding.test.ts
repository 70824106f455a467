import { expect, test } from 'vitest';
import { isWorthEncoding } from '../../../core/search/is-worth-encoding.ts';

const SIDE = 64;

/** Lively noise; the first `share` of the rows in one grey level. */
function pictureWith(share: number, level: number) {
  const rgb = Uint8Array.from({ length: SIDE * SIDE * 3 }, (_, i) => 40 + ((i * 7919) % 150));
  rgb.fill(level, 0, Math.round(SIDE * share) * SIDE * 3);
  return { widthPx: SIDE, heightPx: SIDE, rgb, valid: null };
}

test('a black collar may fill a quarter of a window, a white one half of it', () => {
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

test('nodata counts as a black collar does', () => {
  const valid = new Uint8Array(SIDE * SIDE).fill(1);
  const picture = { ...pictureWith(0, 0), valid };
  valid.fill(0, 0, 0.2 * valid.length);
  expect(isWorthEncoding(picture)).toBe(true);
  valid.fill(0, 0, 0.3 * valid.length);
  expect(isWorthEncoding(picture)).toBe(false);
});

test('flat colour shows nothing', () => {
  expect(isWorthEncoding(pictureWith(1, 120))).toBe(false);
});
