import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { crc32 } from '../../../core/bytes/crc32.ts';
import { InvalidInput, NotFound, Unsupported } from '../../../core/errors.ts';
import { estimateIndex } from '../../../core/search/estimate-index.ts';
import { makeGrid, windowAt, windowCount } from '../../../core/search/grid.ts';
import { headerBytes } from '../../../core/search/index-file.ts';
import type { IndexKey } from '../../../core/search/index-key.ts';
import { type IndexRequest, indexScene } from '../../../core/search/index-scene.ts';
import { OpenIndex } from '../../../core/search/open-index.ts';
import { planRecords } from '../../../core/search/record-plan.ts';
import { unattended } from '../../../core/task.ts';
import { NodeStorage } from '../../../electron/node/node-storage.ts';
import { ownTime } from '../../own-time.ts';
import { DIM, projectionEncoder, syntheticKey, syntheticScene } from './synthetic-scene.ts';

const storage = new NodeStorage();
const size = { widthPx: 700, heightPx: 1300 };
const grid = makeGrid(
  size,
  [
    { size: 64, unit: 'px' },
    { size: 150, unit: 'px' },
    { size: 600, unit: 'px' },
  ],
  null,
);
const encoder = projectionEncoder();
const key = syntheticKey(encoder, grid);
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'index-'));
});
afterAll(() => rm(folder, { recursive: true }));

function request(name: string, changes: Partial<IndexRequest> = {}): IndexRequest {
  const reader = syntheticScene(size.widthPx, size.heightPx);
  return { reader, encoder, key, storage, path: join(folder, name), batchSize: 7, ...changes };
}

/** Indexes until `windows` are acknowledged, then aborts. */
async function interrupted(name: string, windows: number): Promise<IndexRequest> {
  const stopped = request(name);
  const controller = new AbortController();
  const report = ({ done }: { done: number }) => done >= windows && controller.abort(new Error('stopped'));
  await expect(indexScene(stopped, { signal: controller.signal, report })).rejects.toThrow('stopped');
  return stopped;
}

describe('indexing a scene', () => {
  test('stores the embedding of every window', async () => {
    const whole = request('whole');
    await indexScene(whole, unattended());
    const index = await OpenIndex.open(storage, whole.path);
    expect([index.isComplete, index.windowsDone, index.windowsEmbedded]).toEqual([
      true,
      windowCount(grid),
      windowCount(grid),
    ]);
    for (const [segment, number] of [
      [0, 0],
      [0, 777],
      [1, 50],
      [2, 5],
    ]) {
      const picture = await whole.reader.readRgb(windowAt(grid, grid.segments[segment], number));
      const expected = await encoder.encodeImages([picture]);
      index.embedding(segment, number).forEach((x, i) => {
        expect(Math.abs(x - expected[i])).toBeLessThan(3e-4);
      });
    }
  });

  test('reads the scene in full-width bands from top to bottom, each once', async () => {
    const reader = syntheticScene(size.widthPx, size.heightPx);
    await indexScene(request('bands', { reader }), unattended());
    expect(reader.read.map((win) => [win.col, win.row, win.widthPx, win.heightPx])).toEqual([
      [0, 0, 700, 512],
      [0, 512, 700, 512],
      [0, 1024, 700, 276],
    ]);
  });

  test('writes as many bytes as estimated', async () => {
    await indexScene(request('size'), unattended());
    const header = await headerBytes(key, 0);
    const bytes = (await readFile(join(folder, 'size'))).length;
    expect(bytes).toBe(estimateIndex(grid, DIM, 100).bytes - 64 + header.length);
    expect(estimateIndex(grid, DIM, 100).seconds).toBe(windowCount(grid) / 100);
  });

  test('resumes after an abort and ends with the same bytes as without it', async () => {
    await indexScene(request('uninterrupted'), unattended());
    const expected = await readFile(join(folder, 'uninterrupted'));
    for (const windows of [0, 100, 500, windowCount(grid) - 40]) {
      const again = await interrupted(`stopped-${windows}`, windows);
      await indexScene(again, unattended());
      expect(await readFile(again.path)).toEqual(expected);
    }
  });

  test('cuts off a torn or damaged end and writes it again', async () => {
    await indexScene(request('intact'), unattended());
    const expected = await readFile(join(folder, 'intact'));
    const torn = request('torn');
    for (const at of [3, 64, 1000, expected.length - 1]) {
      await writeFile(torn.path, expected);
      await truncate(torn.path, at);
      await indexScene(torn, unattended());
      expect(await readFile(torn.path)).toEqual(expected);
    }
    const flipped = Uint8Array.from(expected);
    flipped[expected.length - 5000] ^= 1;
    await writeFile(torn.path, flipped);
    await indexScene(torn, unattended());
    expect(await readFile(torn.path)).toEqual(expected);
  });

  test('plans the same windows when the scene is read in column ranges', () => {
    const whole = planRecords(grid).flatMap((range) => range.records);
    const ranges = planRecords(grid, 200);
    expect(ranges.length).toBeGreaterThan(1);
    const numbers = (records: typeof whole) =>
      records
        .flatMap(({ segment, first, count }) =>
          Array.from({ length: count }, (_, i) => `${segment}:${first + i}`),
        )
        .sort();
    expect(numbers(ranges.flatMap((range) => range.records))).toEqual(numbers(whole));
    for (const range of ranges)
      for (const { segment, first, count } of range.records)
        for (let i = 0; i < count; i++) {
          const win = windowAt(grid, grid.segments[segment], first + i);
          expect(win.col >= range.col && win.col + win.widthPx <= range.col + range.widthPx).toBe(true);
        }
  });

  test('gives an index that can be queried while it is written', async () => {
    const { path } = await interrupted('growing', 300);
    const index = await OpenIndex.open(storage, path);
    const before = index.windowsDone;
    expect(before).toBeGreaterThanOrEqual(300);
    expect(index.isComplete).toBe(false);
    const scores = index.scores(index.embedding(0, 0)).flatMap((list) => [...list]);
    expect(scores.filter((score) => !Number.isNaN(score)).length).toBe(before);
    await indexScene(request('growing'), unattended());
    expect(await index.refresh()).toBe(true);
    expect([index.isComplete, index.windowsDone]).toEqual([true, windowCount(grid)]);
    const reopened = await OpenIndex.open(storage, path);
    const query = index.embedding(1, 1);
    expect(index.scores(query)).toEqual(reopened.scores(query));
  });

  test('ends within a second of an abort, even when the encoder ignores it', async () => {
    const deaf = { ...encoder, encodeImages: () => new Promise<Float32Array>(() => undefined) };
    const controller = new AbortController();
    const run = indexScene(request('deaf', { encoder: deaf }), {
      signal: controller.signal,
      report: () => undefined,
    });
    setTimeout(() => controller.abort(new Error('stopped')), 50);
    const { totalMs } = await ownTime(() => expect(run).rejects.toThrow('stopped'));
    expect(totalMs).toBeLessThan(1000);
  });

  test('passes on the error of a failing encoder and keeps what was acknowledged', async () => {
    let calls = 0;
    const failing = {
      ...encoder,
      encodeImages: (images: Parameters<typeof encoder.encodeImages>[0]) =>
        ++calls > 30 ? Promise.reject(new Error('out of memory')) : encoder.encodeImages(images),
    };
    const broken = request('failing', { encoder: failing });
    await expect(indexScene(broken, unattended())).rejects.toThrow('out of memory');
    expect((await OpenIndex.open(storage, broken.path)).windowsDone).toBeGreaterThan(0);
  });
});

describe('windows that show nothing', () => {
  const left = (x: number) => x < 350;

  test.each([
    ['without data', { isValid: left }],
    ['in a black collar without a nodata tag', { isBlack: (x: number) => !left(x) }],
  ])('(%s) get no embedding and no score', async (_, rules) => {
    const reader = syntheticScene(size.widthPx, size.heightPx, rules);
    const half = request('half', { reader, path: join(folder, `half-${Object.keys(rules)}`) });
    await indexScene(half, unattended());
    const index = await OpenIndex.open(storage, half.path);
    expect(index.isComplete).toBe(true);
    const [small] = index.scores(index.embedding(0, 0));
    small.forEach((score, number) => {
      const win = windowAt(grid, grid.segments[0], number);
      if (win.col + 64 <= 350) expect(Number.isNaN(score)).toBe(false);
      if (win.col >= 350) expect(score).toBeNaN();
    });
    const lastColumn = grid.segments[0].columns - 1;
    expect(() => index.embedding(0, lastColumn)).toThrow(NotFound);
  });
});

describe('an index file', () => {
  test('with another key is refused and kept', async () => {
    const first = request('other');
    await indexScene(first, unattended());
    const before = await readFile(first.path);
    const other = { ...first, key: { ...key, modelView: 'nir' } };
    await expect(indexScene(other, unattended())).rejects.toThrow(InvalidInput);
    expect(await readFile(first.path)).toEqual(before);
  });

  test('of a later version is refused by its version and kept', async () => {
    const bytes = await headerBytes(key, 1);
    bytes[4] = 9;
    const path = join(folder, 'later');
    await writeFile(path, bytes);
    await expect(indexScene(request('later'), unattended())).rejects.toThrow(Unsupported);
    await expect(OpenIndex.open(storage, path)).rejects.toThrow(/version 9/);
    expect(new Uint8Array(await readFile(path))).toEqual(bytes);
  });

  test.each<[string, (key: IndexKey) => unknown]>([
    ['no key', () => null],
    ['a key without a grid', ({ grid: _, ...rest }) => rest],
    ['a grid that is no grid', (each) => ({ ...each, grid: { ...each.grid, segments: 5 } })],
    [
      'more windows than fit',
      (each) => ({
        ...each,
        grid: { ...each.grid, segments: each.grid.segments.map((s) => ({ ...s, columns: s.columns + 1 })) },
      }),
    ],
    ['a grid of any size', (each) => ({ ...each, grid: { ...each.grid, widthPx: 2e9, heightPx: 2e9 } })],
    ['embeddings of another length', (each) => ({ ...each, model: { ...each.model, embeddingDim: 64 } })],
    ['a precision that does not exist', (each) => ({ ...each, model: { ...each.model, precision: 'fp8' } })],
  ])('whose header states %s is refused by name, although its checksum is right', async (what, change) => {
    const path = join(folder, 'contradiction.lsix');
    const whole = await headerBytes(key, planRecords(grid).flatMap(({ records }) => records).length);
    await writeFile(path, whole);
    expect((await OpenIndex.open(storage, path)).windowsDone).toBe(0);
    await writeFile(path, withKeyText(whole, JSON.stringify(change(key))));
    await expect(OpenIndex.open(storage, path), what).rejects.toThrow(
      /contradiction\.lsix: the index header/,
    );
    await writeFile(path, withKeyText(whole, '{'));
    await expect(OpenIndex.open(storage, path)).rejects.toThrow(/has no valid key/);
  });

  test('that is not an index or has a damaged header is refused', async () => {
    const path = join(folder, 'text');
    await writeFile(path, 'a text of no particular interest, long enough to be a header of 64 bytes');
    await expect(OpenIndex.open(storage, path)).rejects.toThrow(/not a Longsight index/);
    const bytes = await headerBytes(key, 1);
    bytes[70] ^= 1;
    await writeFile(path, bytes);
    await expect(OpenIndex.open(storage, path)).rejects.toThrow(/damaged/);
    await expect(OpenIndex.open(storage, join(folder, 'absent'))).rejects.toThrow(NotFound);
  });
});

/** `header` with another key text, and a checksum for it. */
function withKeyText(header: Uint8Array, text: string): Uint8Array {
  const key = new TextEncoder().encode(text);
  const bytes = new Uint8Array(64 + Math.ceil(key.length / 16) * 16);
  bytes.set(header.subarray(0, 60));
  bytes.set(key, 64);
  const view = new DataView(bytes.buffer);
  view.setUint32(56, key.length, true);
  view.setUint32(60, crc32(bytes.subarray(64), crc32(bytes.subarray(0, 60))), true);
  return bytes;
}
