/** What is shipped so that the demo answers at once is of the scene, starter and settings that are shipped with it. */
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import type { ModelId, SceneId } from '../../../../core/documents/ids.ts';
import type { RasterWindow } from '../../../../core/documents/scene.ts';
import { bankHalves, bankId } from '../../../../core/search/bank.ts';
import { BANK_SENTENCES } from '../../../../core/search/bank-sentences.ts';
import { cosines } from '../../../../core/search/cosines.ts';
import { type Grid, segmentCount, windowAt } from '../../../../core/search/grid.ts';
import { findResources } from '../../../../electron/app/disk/resources.ts';
import { createServices, type Services } from '../../../../electron/app/process/create-services.ts';
import { indexDemo } from '../../../../electron/app/process/index-demo.ts';
import { forkBuiltEngine, serviceOptions } from '../../../../electron/app/process/open-services.ts';
import { storedEmbedding } from '../../../../electron/app/search/stored-embedding.ts';
import type { EngineRequest } from '../../../../electron/engine/engine-messages.ts';

/** Kernels of other processors round differently. */
const LEAST_COSINE = 0.999;
const AGAIN = 'run npm run demo:index';

const resources = findResources();
let folder: string;
let services: Services;
let scene: SceneId;
let model: ModelId;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longsight-demo-index-'));
  services = await createServices({
    ...serviceOptions(forkBuiltEngine),
    dataFolder: join(folder, 'home'),
    resources,
  });
  scene = await services.scenes.openPath(resources.demoScene);
  model = await services.models.find(null);
});

afterEach(() => services.indexes.removeAll(scene));

afterAll(async () => {
  await services?.close();
  await rm(folder, { recursive: true });
});

/** A copy of what is shipped. */
async function shippedCopy(): Promise<string> {
  const copy = await mkdtemp(join(folder, 'shipped-'));
  await cp(resources.demoIndex, copy, { recursive: true });
  return copy;
}

async function fileIn(path: string, ending: string): Promise<string> {
  const names = await readdir(path);
  return join(path, names.find((name) => name.endsWith(ending))!);
}

/** Each fortieth of every size. */
function someWindows(grid: Grid): readonly RasterWindow[] {
  return grid.segments.flatMap((segment) =>
    Array.from({ length: Math.ceil(segmentCount(segment) / 40) }, (_, i) => windowAt(grid, segment, 40 * i)),
  );
}

test('the shipped index is that of the default windows, complete, with cells and bank', async () => {
  expect(await services.indexes.takeShipped(scene, model, resources.demoIndex), AGAIN).toBe(true);
  expect(await services.indexes.list(scene)).toMatchObject([{ state: 'complete', answers: 'by-default' }]);
  const index = await services.indexes.forQuery(scene, model);
  expect((await services.indexes.cellsOf(index)).isComplete).toBe(true);
  const { sceneContent } = index.key;
  const scan = await services.indexes.scanOf(scene, sceneContent, index.key.model);
  const bank = await services.models.calibrations.bank(model);
  expect(await services.indexes.storedBankScores(scan!, bank), AGAIN).not.toBeNull();
});

test('its windows have the embeddings that are encoded here', async () => {
  await services.indexes.takeShipped(scene, model, resources.demoIndex);
  const index = await services.indexes.forQuery(scene, model);
  const encoder = await services.models.encoder(model);
  const signal = new AbortController().signal;
  for (const window of someWindows(index.key.grid)) {
    const stored = storedEmbedding(index, window);
    // A window in the collar has none.
    if (stored === null) continue;
    const fresh = await encoder.encodeImages(
      [await services.scenes.modelViewPixels(scene, window, signal)],
      signal,
    );
    expect(cosines(stored, fresh)[0], AGAIN).toBeGreaterThan(LEAST_COSINE);
  }
});

test('the everyday sentences of the starter are those of this version', async () => {
  const encoder = await services.models.encoder(model);
  const name = `bank.${(await bankId(encoder.model)).slice(0, 16)}.f16`;
  const bytes = await readFile(join(resources.starterFolder, name)).catch(() => new Uint8Array());
  expect(bankHalves(bytes, encoder.model.embeddingDim), AGAIN).not.toBeNull();
  const { vectors, dim } = await services.models.calibrations.bank(model);
  const fresh = await encoder.encodeTexts(BANK_SENTENCES.slice(0, 1));
  expect(cosines(vectors.subarray(0, dim), fresh)[0], AGAIN).toBeGreaterThan(LEAST_COSINE);
});

test.each([
  ['a damaged record', '.lsix', (bytes: Uint8Array) => flipped(bytes, bytes.length - 100)],
  ['a damaged header', '.lsix', (bytes: Uint8Array) => flipped(bytes, 70)],
  ['another version', '.lsix', (bytes: Uint8Array) => flipped(bytes, 4)],
  ['a missing end', '.lsix', (bytes: Uint8Array) => bytes.subarray(0, bytes.length - 1000)],
  ['the sum of another scene', '.sha256', (bytes: Uint8Array) => flipped(bytes, 0)],
  ['damaged cells', '.cells', (bytes: Uint8Array) => flipped(bytes, 20)],
])('a shipped index with %s is not taken', async (_, ending, change) => {
  const shipped = await shippedCopy();
  const path = await fileIn(shipped, ending);
  await writeFile(path, change(await readFile(path)));
  expect(await services.indexes.takeShipped(scene, model, shipped)).toBe(false);
  expect(await services.indexes.list(scene)).toEqual([]);
});

function flipped(bytes: Uint8Array, at: number): Uint8Array {
  return bytes.map((byte, i) => (i === at ? byte ^ 0xff : byte));
}

test('the first start gives the demo its index, and loads the text tower before the first question', async () => {
  vi.stubEnv('LONGSIGHT_INDEX_DEMO', '1');
  const asked: string[] = [];
  const startEngine = () => {
    const engine = forkBuiltEngine();
    const post = engine.port.post.bind(engine.port);
    engine.port.post = (message) => {
      asked.push((message as EngineRequest).work.kind);
      post(message);
    };
    return engine;
  };
  const fresh = await createServices({
    ...serviceOptions(startEngine),
    dataFolder: join(folder, 'first-start'),
    resources,
  });
  try {
    const demo = await fresh.scenes.openPath(resources.demoScene);
    const faults: unknown[] = [];
    // No job starts: the shipped index fits.
    await indexDemo(fresh, null as never, demo, (error) => faults.push(error));
    expect(await fresh.indexes.list(demo)).toMatchObject([{ state: 'complete' }]);
    await expect.poll(() => asked).toContain('text');
    expect(faults).toEqual([]);
  } finally {
    vi.unstubAllEnvs();
    await fresh.close();
  }
});
