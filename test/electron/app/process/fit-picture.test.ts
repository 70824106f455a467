import { expect, test } from 'vitest';
import { fitPicture } from '../../../../electron/app/process/fit-picture.ts';

test('a picture that fits is left alone', () => {
  const image = { widthPx: 2, heightPx: 1, rgb: Uint8Array.of(1, 2, 3, 4, 5, 6) };
  expect(fitPicture(image, 2)).toBe(image);
});

test('the longer edge gets the wanted length, and each pixel is the mean of those it stands for', () => {
  const rgb = new Uint8Array(4 * 2 * 3);
  // Two columns of 10 and two of 30 in the first row, 20 and 50 in the second; one value in all channels.
  [10, 10, 30, 30, 20, 20, 50, 50].forEach((value, i) => {
    rgb.fill(value, i * 3, i * 3 + 3);
  });
  expect(fitPicture({ widthPx: 4, heightPx: 2, rgb }, 2)).toEqual({
    ...{ widthPx: 2, heightPx: 1 },
    rgb: Uint8Array.of(15, 15, 15, 40, 40, 40),
  });
});

test('a very narrow picture keeps one pixel', () => {
  const rgb = new Uint8Array(1000 * 3).fill(7);
  const { widthPx, heightPx } = fitPicture({ widthPx: 1000, heightPx: 1, rgb }, 10);
  expect([widthPx, heightPx]).toEqual([10, 1]);
});
