import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PatchEncoder } from '../../../core/encoder.ts';
import { InvalidInput, Unsupported } from '../../../core/errors.ts';
import { cosines } from '../../../core/search/cosines.ts';
import { makeGrid, windowAt, windowCount } from '../../../core/search/grid.ts';
import type { PatchKey } from '../../../core/search/patch-file.ts';
import {
  indexPatches,
  type PatchRequest,
  patchBytes,
  patchGrid,
  readPatches,
  windowsStored,
} from '../../../core/search/scene-patches.ts';
import { unattended } from '../../../core/task.ts';
import { NodeStorage } from '../../../electron/node/node-storage.ts';
import { DIM, projectionEncoder, syntheticKey, syntheticScene } from './synthetic-scene.ts';

const PER_EDGE = 3;
const storage = new NodeStorage();
const size = { widthPx: 700, heightPx: 1300 };
const whole = projectionEncoder();
/** A patch is the mean colours of a ninth of the picture. */
const encoder: PatchEncoder = {
  ...whole,
  encodePatches: async (images) => {
    const cuts = images.flatMap((image) => {
      const edge = Math.floor(image.widthPx / PER_EDGE);
      return Array.from({ length: PER_EDGE ** 2 }, (_, i) => {
        const [left, top] = [(i % PER_EDGE) * edge, Math.floor(i / PER_EDGE) * edge];
        const rgb = new Uint8Array(edge * edge * 3);
        for (let row = 0; row < edge; row++) {
          const at = 3 * ((top + row) * image.widthPx + left);
          rgb.set(image.rgb.subarray(at, at + 3 * edge), 3 * row * edge);
        }
        return { widthPx: edge, heightPx: edge, rgb };
      });
    });
    const pictures = await whole.encodeImages(images);
    return { pictures, patches: await whole.encodeImages(cuts), patchesPerEdge: PER_EDGE };
  },
};
const grid = patchGrid(size, [72], Number.POSITIVE_INFINITY);
const key: PatchKey = { ...syntheticKey(whole, grid), patches: { perEdge: PER_EDGE, attention: 'k' } };
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'patches-'));
});
afterAll(() => rm(folder, { recursive: true }));

function request(name: string, changes: Partial<PatchRequest> = {}): PatchRequest {
  const reader = syntheticScene(size.widthPx, size.heightPx);
  return { reader, encoder, key, storage, path: join(folder, name), batchSize: 7, ...changes };
}

describe('the patches of a scene', () => {
  test('are stored for every window, and compare with a vector as the encoder’s do', async () => {
    const asked = request('whole');
    await indexPatches(asked, unattended());
    const patches = await readPatches(storage, asked.path, key);
    expect(patches).toHaveLength(windowCount(grid));
    const vector = (await whole.encodeImages([
      await asked.reader.readRgb({ col: 5, row: 9, widthPx: 40, heightPx: 40 }),
    ])) as Float32Array;
    for (const number of [0, 77, windowCount(grid) - 1]) {
      const window = windowAt(grid, grid.segments[0], number);
      const stored = patches!.find(
        (each) => each.window.col === window.col && each.window.row === window.row,
      )!;
      const { patches: exact } = await encoder.encodePatches([await asked.reader.readRgb(window)]);
      const expected = cosines(exact, vector);
      expect(stored.patchesPerEdge).toBe(PER_EDGE);
      stored.scores(vector).forEach((score, i) => {
        expect(Math.abs(score - expected[i])).toBeLessThan(0.01);
      });
    }
  });

  test('take the space that was planned', async () => {
    const bytes = await readFile(request('whole').path);
    expect(bytes.length - patchBytes(key)).toBeGreaterThan(64);
    expect(bytes.length - patchBytes(key)).toBeLessThan(1024);
    expect(patchBytes(key)).toBeGreaterThan(windowCount(grid) * PER_EDGE ** 2 * DIM);
  });

  test('are the same bytes after an abort or a torn end, and are not read before they are whole', async () => {
    const expected = await readFile(request('whole').path);
    const stopped = request('stopped');
    const controller = new AbortController();
    const report = ({ done }: { done: number }) => done >= 60 && controller.abort(new Error('stopped'));
    await expect(indexPatches(stopped, { signal: controller.signal, report })).rejects.toThrow('stopped');
    expect(await readPatches(storage, stopped.path, key)).toBe(null);
    const stored = await windowsStored(storage, stopped.path, key);
    expect(stored).toBeGreaterThanOrEqual(60);
    expect(stored).toBeLessThan(windowCount(grid));
    await indexPatches(stopped, unattended());
    expect(await readFile(stopped.path)).toEqual(expected);
    for (const at of [3, 64, 5000, expected.length - 1]) {
      await truncate(stopped.path, at);
      await indexPatches(stopped, unattended());
      expect(await readFile(stopped.path)).toEqual(expected);
    }
    expect(await windowsStored(storage, stopped.path, key)).toBe(windowCount(grid));
  });

  test('are not read when a byte is damaged, and are repaired', async () => {
    const asked = request('damaged');
    const bytes = await readFile(request('whole').path);
    const damaged = bytes.with(bytes.length - 2000, bytes[bytes.length - 2000] ^ 1);
    await writeFile(asked.path, damaged);
    expect(await readPatches(storage, asked.path, key)).toBe(null);
    await indexPatches(asked, unattended());
    expect(await readFile(asked.path)).toEqual(bytes);
  });

  test('of another model, view or attention are other patches', async () => {
    const { path } = request('whole');
    for (const other of [
      { ...key, modelView: 'gray' },
      { ...key, patches: { perEdge: PER_EDGE, attention: 'q' } },
    ]) {
      expect(await readPatches(storage, path, other)).toBe(null);
      await expect(indexPatches(request('whole', { key: other }), unattended())).rejects.toThrow(
        InvalidInput,
      );
    }
  });

  test('of another version are named and left alone', async () => {
    const asked = request('newer');
    const bytes = (await readFile(request('whole').path)).with(4, 9);
    await writeFile(asked.path, bytes);
    await expect(indexPatches(asked, unattended())).rejects.toThrow(Unsupported);
    expect(await readFile(asked.path)).toEqual(Buffer.from(bytes));
  });
});

test('patches cost at most a tenth of the passes of the index, with the smallest windows that keep to it', () => {
  const scene = { widthPx: 10_000, heightPx: 10_000 };
  const sizes = [256, 512, 768];
  const index = makeGrid(
    scene,
    sizes.map((sizePx) => ({ size: sizePx, unit: 'px' as const })),
    null,
  );
  const chosen = patchGrid(scene, sizes, windowCount(index));
  expect(chosen.segments).toMatchObject([{ sizePx: 512, stridePx: 512 }]);
  expect(windowCount(chosen)).toBeLessThanOrEqual(0.1 * windowCount(index));
  expect(patchGrid(scene, sizes, 10).segments).toMatchObject([{ sizePx: 768 }]);
});
