import { expect, test } from 'vitest';
import { makeGrid } from '../../../core/search/grid.ts';
import { basisHash, type IndexKey, keyHash } from '../../../core/search/index-key.ts';

const grid = (size: number) =>
  makeGrid({ widthPx: 1024, heightPx: 1024 }, [{ size, unit: 'px', stride: size }], null);
const key: IndexKey = {
  sceneContent: 'ab'.repeat(32),
  modelView: 'bands 0 1 2 none',
  model: {
    id: 'starter',
    weightsSha256: 'cd'.repeat(32),
    precision: 'fp32',
    embeddingDim: 512,
    imageSizePx: 224,
    contextLength: 248,
  },
  grid: grid(256),
};

test('indexes of the same scene, view and model share a basis, whatever their windows', async () => {
  const { model, ...rest } = key;
  expect(await basisHash({ model: { ...model }, ...rest, grid: grid(512) })).toBe(await basisHash(key));
});

test('different content, view, weights, precision or activation gives a different basis', async () => {
  const others: readonly IndexKey[] = [
    { ...key, sceneContent: 'ac'.repeat(32) },
    { ...key, modelView: 'bands 2 1 0 none' },
    { ...key, model: { ...key.model, weightsSha256: 'ce'.repeat(32) } },
    { ...key, model: { ...key.model, precision: 'int8' } },
    { ...key, model: { ...key.model, departures: 'activation="gelu"' } },
  ];
  const hashes = await Promise.all([key, ...others].map(basisHash));
  expect(new Set(hashes).size).toBe(hashes.length);
});

test('the key of a model with the conventions of CLIP has the hash that earlier versions gave it', async () => {
  expect(await keyHash(key)).toBe('d6dfa83029e3a4e7d16b060a08b2db08c5d44b58051d597aaeb117b234b22843');
});
