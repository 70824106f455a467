import {
  appendFile,
  copyFile,
  mkdtemp,
  readFile,
  rm,
  stat,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { usualSpec } from '../../../../core/documents/export-spec.ts';
import type { ModelId, SceneId } from '../../../../core/documents/ids.ts';
import type { QueryResult } from '../../../../core/documents/search.ts';
import { emptyProject } from '../../../../core/project/document.ts';
import { recordSize } from '../../../../core/search/index-file.ts';
import { planRecords } from '../../../../core/search/record-plan.ts';
import { unattended } from '../../../../core/task.ts';
import { findResources } from '../../../../electron/app/disk/resources.ts';
import { createServices, type Services } from '../../../../electron/app/process/create-services.ts';
import { forkBuiltEngine, serviceOptions } from '../../../../electron/app/process/open-services.ts';
import { smallStarterResources } from '../../small-starter.ts';

const { signal } = new AbortController();
let folder: string;
let resources: string;
let scenePath: string;
let services: Services;
let scene: SceneId;
let model: ModelId;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longsight-partial-'));
  resources = await smallStarterResources();
  scenePath = join(folder, 'scene.tif');
  await copyFile(findResources().demoScene, scenePath);
  services = await openAgain();
  scene = await services.scenes.openPath(scenePath);
  model = await services.models.find(null);
});

afterEach(() => services.indexes.removeAll(scene));

afterAll(async () => {
  await services.close();
  await rm(folder, { recursive: true });
  await rm(resources, { recursive: true });
});

function openAgain(): Promise<Services> {
  return createServices({
    ...serviceOptions(forkBuiltEngine),
    dataFolder: join(folder, 'home'),
    resources: findResources({ LONGSIGHT_RESOURCES: resources }),
  });
}

/** Path of a whole index, and the byte at which each record begins. */
async function built(): Promise<{ path: string; starts: readonly number[] }> {
  const { grid } = await services.indexes.plan(scene, model, [512, 1024]);
  await services.indexes.build(scene, model, grid, unattended());
  const { path, key } = await services.indexes.forQuery(scene, model);
  const records = planRecords(key.grid).flatMap((range) => range.records);
  const sizes = records.map(({ count }) => recordSize(count, key.model.embeddingDim));
  const bytes = (await stat(path)).size;
  const starts = sizes.map((_, i) => bytes - sizes.slice(i).reduce((sum, size) => sum + size, 0));
  return { path, starts };
}

/** As another start of the application sees the files. */
async function afterwards<T>(look: (again: Services) => Promise<T>): Promise<T> {
  const again = await openAgain();
  try {
    await again.scenes.openPath(scenePath);
    return await look(again);
  } finally {
    await again.close();
  }
}

const ask = (of: Services): Promise<QueryResult> =>
  of.queries.run({ scene, model, terms: [{ kind: 'text', text: 'a bridge', weight: 1 }], hits: 3 }, signal);

describe('an index of a part of the scene', () => {
  test.each([
    ['a bit of the third record', (at: number) => at + 40],
    ['the mark at its start', (at: number) => at],
    ['its number', (at: number) => at + 4],
    ['its count of windows', (at: number) => at + 16],
  ])(
    'because %s is flipped gives no verdict, is named and is repaired by indexing again',
    async (_, byteOf) => {
      const { path, starts } = await built();
      const whole = await readFile(path);
      const bytes = Uint8Array.from(whole);
      bytes[byteOf(starts[2]!)]! ^= 1;
      await writeFile(path, bytes);
      await afterwards(async (again) => {
        const { verdict, windows, windowsPlanned } = await ask(again);
        expect(windows).toBeGreaterThan(0);
        expect(windows).toBeLessThan(windowsPlanned);
        expect(verdict.kind).toBe('not-judged');
        expect(verdict.reason).toMatch(
          /^Only \d+ of \d+ windows \(\d+ %\) can be read, because the index is damaged/,
        );
        const [fault, ...others] = await again.indexes.unreadable(scene);
        expect(fault).toMatch(`${path}: record 3 of ${starts.length} is damaged`);
        expect(others).toEqual([]);
        const { grid } = await again.indexes.plan(scene, model, [512, 1024]);
        await again.indexes.build(scene, model, grid, unattended());
        expect(await readFile(path)).toEqual(whole);
        expect(await again.indexes.unreadable(scene)).toEqual([]);
      });
    },
  );

  test('because the last record is damaged is named too', async () => {
    const { path, starts } = await built();
    const bytes = await readFile(path);
    bytes[bytes.length - 1]! ^= 1;
    await writeFile(path, bytes);
    const faults = await afterwards((again) => again.indexes.unreadable(scene));
    expect(faults).toEqual([
      expect.stringContaining(`record ${starts.length} of ${starts.length} is damaged`),
    ]);
  });

  test('because it was cut off gives no verdict, and nothing is called damaged', async () => {
    const { path, starts } = await built();
    for (const bytes of [starts[2]!, starts[2]! + 100]) {
      await truncate(path, bytes);
      await afterwards(async (again) => {
        const { verdict } = await ask(again);
        expect(verdict).toMatchObject({
          kind: 'not-judged',
          reason: expect.stringMatching(/are indexed: index/),
        });
        expect(await again.indexes.unreadable(scene)).toEqual([]);
      });
    }
  });

  test('is said by an export', async () => {
    const { path, starts } = await built();
    const exported = async (of: Services) => {
      const { id } = await ask(of);
      const context = { style: emptyProject.similarity, reviews: [], rendering: null, gamma: 1 };
      const target = { path: join(folder, 'out.tif'), replace: true };
      return of.exports.make(id, usualSpec('map'), context, target, signal);
    };
    expect((await afterwards(exported)).note).toBeNull();
    await truncate(path, starts[2]!);
    expect((await afterwards(exported)).note).toMatch(/only \d+ of \d+ windows \(\d+ %\)/);
  });
});

describe('a scene that is overwritten in place while it is indexed', () => {
  test.each([
    ['with other pixels', false],
    ['with other pixels and its old times', true],
  ])('%s ends the indexing, and is indexed anew afterwards', async (_, keepsTimes) => {
    const original = await readFile(scenePath);
    const { atime, mtime } = await stat(scenePath);
    const other = Uint8Array.from(original);
    other.copyWithin(original.length >> 1, (original.length >> 1) + 1, (original.length >> 1) + 4000);
    const { grid } = await services.indexes.plan(scene, model, [512, 1024]);
    let overwrite: Promise<void> | null = null;
    const report = () => {
      overwrite ??= writeFile(scenePath, other, { flag: 'r+' }).then(() =>
        keepsTimes ? utimes(scenePath, atime, mtime) : undefined,
      );
    };
    try {
      await expect(services.indexes.build(scene, model, grid, { signal, report })).rejects.toThrow(
        `${scenePath}: the file was changed while it was being read`,
      );
    } finally {
      await overwrite;
      await writeFile(scenePath, original, { flag: 'r+' });
      await utimes(scenePath, atime, mtime);
    }
    const { state } = await services.indexes.build(scene, model, grid, unattended());
    expect(state).toBe('complete');
  });

  test('before the indexing starts is opened anew', async () => {
    const before = await services.scenes.contentIdentity(scene);
    const { grid } = await services.indexes.plan(scene, model, [512, 1024]);
    await appendFile(scenePath, new Uint8Array(1));
    await services.indexes.build(scene, model, grid, unattended());
    expect(await services.scenes.contentIdentity(scene)).not.toBe(before);
    expect((await ask(services)).verdict.kind).not.toBe('not-judged');
    await copyFile(findResources().demoScene, scenePath);
  });
});
