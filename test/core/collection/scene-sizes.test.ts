import { expect, test } from 'vitest';
import { sizesOfScene } from '../../../core/collection/scene-sizes.ts';
import { DEFAULT_SIZES, inPixels } from '../../../core/documents/collection.ts';

test('windows of one size on the ground have other pixels in each scene', () => {
  const sizes = { ...DEFAULT_SIZES, sizesMetres: [60, 120] };
  expect(sizesOfScene(sizes, 0.3)).toEqual([200, 400]);
  expect(sizesOfScene(sizes, 0.5)).toEqual([120, 240]);
});

test('sizes stay within what an index takes, each once', () => {
  const sizes = { ...DEFAULT_SIZES, sizesMetres: [10, 20, 60_000] };
  expect(sizesOfScene(sizes, 10)).toEqual([16, 6000]);
  expect(sizesOfScene(sizes, 0.1)).toEqual([100, 200, 16_384]);
});

test('pixels are the same in every scene; without sizes, and on the ground without a resolution, a scene has its own', () => {
  expect(sizesOfScene(inPixels([64]), 0.3)).toEqual([64]);
  expect(sizesOfScene(inPixels([64]), null)).toEqual([64]);
  expect(sizesOfScene(DEFAULT_SIZES, 0.3)).toBeNull();
  expect(sizesOfScene({ ...DEFAULT_SIZES, sizesMetres: [60] }, null)).toBeNull();
});
