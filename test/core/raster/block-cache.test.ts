/** The cache of decoded blocks: what it keeps, and that nobody sees the memory of a block after it was given back. */
import { expect, test } from 'vitest';
import { BlockCache } from '../../../core/raster/block-cache.ts';
import { seededRandom } from '../../../core/seeded-random.ts';

const BLOCK_BYTES = 16;

/** Blocks of one file; block i is full of i. Memory that is given back is overwritten at once, as by another block. */
function countedCache(maxBlocks: number) {
  const counts = { decoded: 0, reused: 0 };
  const cache = new BlockCache(maxBlocks * BLOCK_BYTES, (block) => {
    counts.reused += 1;
    block.fill(255);
  });
  const read = (image: { readonly source: object }, index: number, waitMs = 0): Promise<number> => {
    let seen = Number.NaN;
    const decode = async () => {
      counts.decoded += 1;
      await new Promise((resolve) => setTimeout(resolve, waitMs));
      return new Uint8Array(BLOCK_BYTES).fill(index);
    };
    return cache
      .use(image, index, decode, (block) => {
        expect(new Set(block).size).toBe(1);
        seen = block[0]!;
      })
      .then(() => seen);
  };
  return { cache, counts, read };
}

const image = { source: {} };

test('a block is decoded once for all who ask at the same time, and kept for those who ask later', async () => {
  const { cache, counts, read } = countedCache(4);
  const asked = [read(image, 3), read(image, 3), read(image, 3)];
  expect(cache.has(image, 3)).toBe(false);
  expect(await Promise.all(asked)).toEqual([3, 3, 3]);
  expect(cache.has(image, 3)).toBe(true);
  expect(await read(image, 3)).toBe(3);
  expect(counts).toEqual({ decoded: 1, reused: 0 });
});

test('the block used longest ago is given back first', async () => {
  const { counts, read } = countedCache(2);
  for (const index of [1, 2, 1, 3]) await read(image, index);
  expect(counts).toEqual({ decoded: 3, reused: 1 });
  await read(image, 1);
  expect(counts.decoded).toBe(3);
  await read(image, 2);
  expect(counts.decoded).toBe(4);
});

test('no block is given back while somebody uses it', async () => {
  const { counts, read } = countedCache(3);
  const random = seededRandom(7);
  const reading = Array.from({ length: 6 }, async () => {
    for (let i = 0; i < 100; i++) {
      const index = Math.floor(12 * random());
      expect(await read(image, index, random() < 0.5 ? 0 : 1)).toBe(index);
    }
  });
  await Promise.all(reading);
  expect(counts.decoded).toBeGreaterThan(50);
  expect(counts.reused).toBe(counts.decoded - 3);
});

test('a block larger than the cache is given back when it was used', async () => {
  const { counts, read } = countedCache(0);
  expect(await Promise.all([read(image, 5), read(image, 5)])).toEqual([5, 5]);
  expect(counts).toEqual({ decoded: 1, reused: 1 });
});

test('the blocks of a file that is closed are given back, those of others stay', async () => {
  const { cache, counts, read } = countedCache(9);
  const other = { source: {} };
  const sameFile = { source: image.source };
  await Promise.all([read(image, 1), read(sameFile, 1), read(other, 1)]);
  expect(counts.decoded).toBe(3);
  cache.forget(image.source);
  expect(counts.reused).toBe(2);
  await read(other, 1);
  expect(counts.decoded).toBe(3);
});

test('a block that cannot be decoded fails for all who wait for it, and is tried again', async () => {
  const { cache, read } = countedCache(2);
  const fail = () => Promise.reject(new Error('damaged'));
  const ask = () => cache.use(image, 4, fail, () => undefined);
  const ended = await Promise.allSettled([ask(), ask()]);
  expect(ended.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(await read(image, 4)).toBe(4);
});
