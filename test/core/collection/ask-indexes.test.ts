import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { askIndexes } from '../../../core/collection/ask-indexes.ts';
import { InvalidInput } from '../../../core/errors.ts';
import { makeGrid } from '../../../core/search/grid.ts';
import { IndexScan } from '../../../core/search/index-scan.ts';
import { indexScene } from '../../../core/search/index-scene.ts';
import { OpenIndex } from '../../../core/search/open-index.ts';
import { rankHits } from '../../../core/search/rank.ts';
import { DotKernel } from '../../../core/search/scan/dot-kernel.ts';
import { seededRandom } from '../../../core/seeded-random.ts';
import { unattended } from '../../../core/task.ts';
import { NodeStorage } from '../../../electron/node/node-storage.ts';
import { projectionEncoder, syntheticKey, syntheticScene } from '../search/synthetic-scene.ts';

const storage = new NodeStorage();
const { signal } = new AbortController();
let folder = '';
let open: OpenIndex[] = [];
let scans: IndexScan[] = [];

async function indexed(widthPx: number, name: string, seed = 1): Promise<string> {
  const reader = syntheticScene(widthPx, 300);
  const encoder = projectionEncoder(seed);
  const windows = [32, 64].map((size) => ({ size, unit: 'px' as const }));
  const key = syntheticKey(encoder, makeGrid(reader, windows, null));
  const path = join(folder, name);
  await indexScene({ reader, encoder, key, storage, path, batchSize: 8 }, unattended());
  return path;
}

async function scanOf(path: string): Promise<IndexScan> {
  const scan = await IndexScan.open(storage, path);
  if (scan === null) throw new Error(`${path} is not complete`);
  return scan;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ask-'));
  const paths = await Promise.all(
    [400, 700, 300, 1200, 500, 800, 350].map((width, i) => indexed(width, `${i}`)),
  );
  open = await Promise.all(paths.map((path) => OpenIndex.open(storage, path)));
  scans = await Promise.all(paths.map(scanOf));
});
afterAll(() => rm(folder, { recursive: true }));

const ask = (query: Float32Array, limit: number, perIndex = limit) =>
  askIndexes(
    scans.map((scan) => ({ scan, areas: null })),
    query,
    { limit, perIndex, onScores: () => undefined, signal },
  );

test('a scan gives the scores of the index, again and again, without holding it', async () => {
  const query = open[1].embedding(0, 40);
  const kernel = new DotKernel(query.length);
  for (let again = 0; again < 2; again++)
    expect((await scans[1].scan(query, kernel)).scores).toEqual(open[1].scores(query));
});

test('the hits of many indexes are those that each gives alone, ranked together', async () => {
  const random = seededRandom(4);
  const dim = open[0].embedding(0, 0).length;
  const queries = [
    open[1].embedding(0, 40),
    ...Array.from({ length: 5 }, () => Float32Array.from({ length: dim }, () => random() - 0.5)),
  ];
  for (const query of queries)
    for (const [limit, perIndex] of [
      [1, 1],
      [7, 7],
      [20, 3],
      [1000, 1000],
    ]) {
      const expected = open
        .flatMap((index, i) =>
          rankHits(index.key.grid, index.scores(query), Math.min(limit, perIndex)).map((hit) => ({
            ...hit,
            index: i,
          })),
        )
        .sort((a, b) => b.score - a.score || a.index - b.index)
        .slice(0, limit);
      expect((await ask(query, limit, perIndex)).hits).toEqual(expected);
    }
});

test('areas in pixels leave out windows whose centre lies outside', async () => {
  const area = [
    [0, 0],
    [100, 0],
    [100, 100],
    [0, 100],
  ] as const;
  const options = { limit: 1000, perIndex: 1000, onScores: () => undefined, signal };
  const { hits } = await askIndexes([{ scan: scans[0], areas: [area] }], open[0].embedding(0, 0), options);
  expect(hits.length).toBeGreaterThan(0);
  for (const { window: win } of hits) {
    expect(win.col + win.widthPx / 2).toBeLessThan(100);
    expect(win.row + win.heightPx / 2).toBeLessThan(100);
  }
});

test('an index that is not complete gives no scan, and a damaged record is named', async () => {
  const bytes = await readFile(scans[0].path);
  const part = join(folder, 'part');
  await writeFile(part, bytes.subarray(0, bytes.length - 100));
  expect(await IndexScan.open(storage, part)).toBeNull();
  const damaged = join(folder, 'damaged');
  await writeFile(
    damaged,
    bytes.map((byte, i) => (i === bytes.length - 40 ? byte ^ 1 : byte)),
  );
  const scan = await scanOf(damaged);
  const query = open[0].embedding(0, 0);
  await expect(scan.scan(query, new DotKernel(query.length))).rejects.toThrow(/damaged.*is damaged: index/);
});

test('indexes of different models are not ranked together', async () => {
  const other = await scanOf(await indexed(300, 'other', 2));
  const options = { limit: 5, perIndex: 5, onScores: () => undefined, signal };
  const both = [scans[0], other].map((scan) => ({ scan, areas: null }));
  await expect(askIndexes(both, open[0].embedding(0, 0), options)).rejects.toThrow(InvalidInput);
});
