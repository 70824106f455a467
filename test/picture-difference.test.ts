import sharp from 'sharp';
import { expect, test } from 'vitest';
import { pictureDifference } from './picture-difference.ts';

/** 20 x 10 grey pixels, and a block of another grey. */
function picture(block: { left: number; top: number; width: number; height: number }, grey: number) {
  const { width, height, left, top } = block;
  const of = (value: number) => ({ r: value, g: value, b: value });
  const input = { create: { width, height, channels: 3 as const, background: of(grey) } };
  return sharp({ create: { width: 20, height: 10, channels: 3, background: of(100) } })
    .composite([{ input, left, top }])
    .png()
    .toBuffer();
}

test('two pictures differ in a rectangle', async () => {
  const plain = await picture({ left: 0, top: 0, width: 1, height: 1 }, 100);
  expect(await pictureDifference(plain, plain)).toEqual({ most: 0, words: 'no pixel differs' });
  expect(
    await pictureDifference(plain, await picture({ left: 3, top: 2, width: 4, height: 5 }, 140)),
  ).toEqual({ most: 40, words: '20 of 200 pixels differ, by 40 of 255 at most, from (3, 2) to (6, 6)' });
});

test('pictures of two sizes are not compared', async () => {
  const plain = await picture({ left: 0, top: 0, width: 1, height: 1 }, 100);
  const smaller = await sharp(plain).resize(10, 10).png().toBuffer();
  expect(await pictureDifference(plain, smaller)).toEqual({
    most: 255,
    words: '20 x 10 pixels became 10 x 10',
  });
});
