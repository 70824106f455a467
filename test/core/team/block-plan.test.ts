import { expect, test } from 'vitest';
import { encodeRecords } from '../../../core/search/encode-records.ts';
import { makeGrid, windowCount } from '../../../core/search/grid.ts';
import { embeddingsOf } from '../../../core/search/index-scene.ts';
import { planRecords } from '../../../core/search/record-plan.ts';
import { unattended } from '../../../core/task.ts';
import { planBlocks } from '../../../core/team/block-plan.ts';
import { projectionEncoder, syntheticKey, syntheticScene } from '../search/synthetic-scene.ts';

const sizes = (...px: number[]) => px.map((size) => ({ size, unit: 'px' as const }));

test.each([
  [{ widthPx: 60_000, heightPx: 3000 }, sizes(256, 512, 768)],
  [{ widthPx: 900, heightPx: 900 }, sizes(64)],
  [{ widthPx: 20, heightPx: 20 }, sizes(20)],
])('every record of a grid is in one block, and a block in one column range', (scene, windows) => {
  const grid = makeGrid(scene, windows, null);
  const ranges = planRecords(grid);
  const records = ranges.flatMap((range) => range.records);
  const blocks = planBlocks(grid);
  const starts = blocks.map((_, i) => blocks.slice(0, i).reduce((sum, { count }) => sum + count, 0));
  expect(blocks.map(({ first }) => first)).toEqual(starts);
  expect(blocks.reduce((sum, { count }) => sum + count, 0)).toBe(records.length);
  expect(blocks.reduce((sum, block) => sum + block.windows, 0)).toBe(windowCount(grid));
  const ends = ranges.map((_, i) =>
    ranges.slice(0, i + 1).reduce((sum, range) => sum + range.records.length, 0),
  );
  for (const { first, count } of blocks)
    expect(ends.findIndex((end) => first < end)).toBe(ends.findIndex((end) => first + count - 1 < end));
});

test('the blocks of a scene, encoded apart, give what one pass gives', async () => {
  const reader = syntheticScene(900, 700);
  const encoder = projectionEncoder(1);
  const key = syntheticKey(encoder, makeGrid(reader, sizes(32, 64), null));
  const { signal } = unattended();
  const encoding = embeddingsOf(key, encoder);
  const encoded = async (first: number, end: number) => {
    const found = [];
    for await (const each of encodeRecords(
      { reader, encoder, key, batchSize: 8 },
      encoding,
      { first, end },
      signal,
    ))
      found.push(each);
    return found;
  };
  const blocks = planBlocks(key.grid, 200);
  expect(blocks.length).toBeGreaterThan(5);
  const apart = [];
  for (const { first, count } of blocks.toReversed()) apart.unshift(...(await encoded(first, first + count)));
  const whole = await encoded(0, Number.POSITIVE_INFINITY);
  expect(apart).toEqual(whole);
});
