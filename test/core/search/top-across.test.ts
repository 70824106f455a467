import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { InvalidInput } from '../../../core/errors.ts';
import { makeGrid } from '../../../core/search/grid.ts';
import { indexScene } from '../../../core/search/index-scene.ts';
import { OpenIndex } from '../../../core/search/open-index.ts';
import { rankHits } from '../../../core/search/rank.ts';
import { topAcross } from '../../../core/search/top-across.ts';
import { unattended } from '../../../core/task.ts';
import { NodeStorage } from '../../../electron/node/node-storage.ts';
import { projectionEncoder, syntheticKey, syntheticScene } from './synthetic-scene.ts';

const storage = new NodeStorage();
let folder = '';
let indexes: OpenIndex[] = [];

async function indexed(widthPx: number, name: string, seed = 1): Promise<OpenIndex> {
  const reader = syntheticScene(widthPx, 300);
  const encoder = projectionEncoder(seed);
  const key = syntheticKey(encoder, makeGrid(reader, [{ size: 64, unit: 'px' }], null));
  const path = join(folder, name);
  await indexScene({ reader, encoder, key, storage, path, batchSize: 8 }, unattended());
  return OpenIndex.open(storage, path);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'across-'));
  indexes = [await indexed(400, 'a'), await indexed(700, 'b'), await indexed(300, 'c')];
});
afterAll(() => rm(folder, { recursive: true }));

test('the best hits across scenes are the hits of each scene, ranked together', () => {
  const query = indexes[1].embedding(0, 40);
  const expected = indexes
    .flatMap((index, i) =>
      rankHits(index.key.grid, index.scores(query), 1000).map((hit) => ({ ...hit, index: i })),
    )
    .sort((a, b) => b.score - a.score || a.index - b.index || a.number - b.number);
  const place = ({ index, number, score }: { index: number; number: number; score: number }) => [
    index,
    number,
    score,
  ];
  for (const k of [1, 5, 20, 1000])
    expect(topAcross(indexes, query, k).map(place)).toEqual(expected.slice(0, k).map(place));
  expect(topAcross(indexes, query, 1)[0]).toMatchObject({ index: 1, number: 40 });
});

test('indexes of different models are not ranked together', async () => {
  const other = await indexed(300, 'other', 2);
  expect(() => topAcross([indexes[0], other], indexes[0].embedding(0, 0), 5)).toThrow(InvalidInput);
});
