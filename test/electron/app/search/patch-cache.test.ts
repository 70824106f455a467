import { expect, test } from 'vitest';
import { PatchCache } from '../../../../electron/app/search/patch-cache.ts';

const patches = (numbers: number) => ({ patchesPerEdge: 1, embeddings: new Float32Array(numbers) });

test('a cache of patches drops what was not used for longest, and never holds more than its budget', () => {
  const cache = new PatchCache(400);
  cache.set('a', patches(40));
  cache.set('b', patches(40));
  expect(cache.get('a')).not.toBeNull();
  cache.set('c', patches(40));
  expect(cache.get('b')).toBeNull();
  expect(cache.get('a')).not.toBeNull();
  cache.set('a', patches(10));
  cache.set('d', patches(50));
  expect([cache.get('a'), cache.get('c'), cache.get('d')].map((each) => each !== null)).toEqual([
    true,
    true,
    true,
  ]);
  cache.set('e', patches(1000));
  expect(cache.get('e')).toBeNull();
});
