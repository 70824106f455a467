import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { answerFirst } from '../../../core/questions-first.ts';
import { unattended } from '../../../core/task.ts';
import { EngineClient } from '../../../electron/engine/engine-client.ts';
import type { EngineConnection, EngineRequest } from '../../../electron/engine/engine-messages.ts';
import { forkEngine } from '../../../electron/engine/fork-engine.ts';
import { oneFile } from '../../../models/checkpoint/checkpoint-files.ts';
import type { ClipConfig } from '../../../models/clip/clip-config.ts';
import { CLIP_CONVENTIONS } from '../../../models/clip/clip-conventions.ts';
import { createEncoder } from '../../../models/encoder/encoder.ts';
import { importCheckpoint } from '../../../models/folder/import-checkpoint.ts';
import type { ModelFolder } from '../../../models/folder/model-folder.ts';
import { memorySource } from '../../models/memory-source.ts';
import {
  importOracle,
  maxDifference,
  readExpected,
  readPictures,
  storage,
  temporaryFolder,
} from '../../models/oracle.ts';
import { randomClip, SMALL_CLIP } from '../../models/random-clip.ts';
import { safetensorsFile } from '../../models/tiny-weights.ts';
import { sharedPath, sharedTest } from '../../shared.ts';
import { buildEngine } from './built-engine.ts';

let engineFolder: string;
let models: string;
let model: ModelFolder;
let started: EngineConnection[] = [];
let client: EngineClient;

beforeAll(async () => {
  engineFolder = await buildEngine();
  models = await temporaryFolder();
  if (existsSync(sharedPath('oracles'))) model = await importOracle(models);
});

afterEach(() => {
  client.close();
  started = [];
});

afterAll(async () => {
  for (const folder of [engineFolder, models]) await rm(folder, { recursive: true });
});

describe('an engine process', () => {
  sharedTest('gives the embeddings of the oracle', async () => {
    client = new EngineClient(start);
    const running = await client.openModel(model);
    const { texts, textFeatures, imageFeatures } = await readExpected();
    const encoder = createEncoder(model, running);
    const [ofTexts, ofImages] = await Promise.all([
      encoder.encodeTexts(texts),
      encoder.encodeImages(await readPictures()),
    ]);
    expect(maxDifference(ofTexts, textFeatures.flatMap(unit))).toBeLessThan(1e-4);
    expect(maxDifference(ofImages, imageFeatures.flatMap(unit))).toBeLessThan(1e-4);
    expect(started).toHaveLength(1);
  });

  sharedTest('is restarted when it dies, and its work is still done', async () => {
    client = new EngineClient(start);
    const encoder = createEncoder(model, await client.openModel(model));
    const { texts } = await readExpected();
    const before = await encoder.encodeTexts(texts);
    const after = encoder.encodeTexts(texts);
    started[0].kill();
    expect(await after).toEqual(before);
    expect(started).toHaveLength(2);
  });

  sharedTest('takes no pictures while a question is answered', async () => {
    let visionMs = 0;
    client = new EngineClient(() => {
      const { port, kill } = start();
      const post = (message: unknown): void => {
        if ((message as EngineRequest).work.kind === 'vision') visionMs = performance.now();
        port.post(message);
      };
      return { port: { ...port, post }, kill };
    });
    const towers = await client.openModel(model);
    const { texts } = await readExpected();
    const crop = new Uint8Array(3 * model.identity.imageSizePx ** 2);
    const askedMs = performance.now();
    let images: Promise<unknown> = Promise.resolve();
    await answerFirst(async () => {
      images = towers.runVision(crop, 1);
      await createEncoder(model, towers).encodeTexts(texts);
      while (performance.now() - askedMs < 200) await new Promise((resolve) => setTimeout(resolve, 10));
    });
    await images;
    expect(visionMs - askedMs).toBeGreaterThan(190);
  });

  sharedTest('takes the pictures of a question before others', async () => {
    const posted: number[] = [];
    client = new EngineClient(() => {
      const { port, kill } = start();
      const post = (message: unknown): void => {
        const { work } = message as EngineRequest;
        if (work.kind === 'vision') posted.push(work.crops[0]);
        port.post(message);
      };
      return { port: { ...port, post }, kill };
    });
    const towers = await client.openModel(model);
    const pictureOf = (grey: number) => new Uint8Array(3 * model.identity.imageSizePx ** 2).fill(grey);
    const { signal } = new AbortController();
    const others = [1, 2, 3].map((grey) => towers.runVision(pictureOf(grey), 1));
    await answerFirst(() => towers.runVision(pictureOf(4), 1, signal), signal);
    expect(posted).toEqual([1, 4]);
    await Promise.all(others);
    expect(posted).toEqual([1, 4, 2, 3]);
  });

  sharedTest('says why a device cannot be used, and how fast the CPU is', async () => {
    client = new EngineClient(start);
    const outcome = await client.probe(model, { device: 'dml', threads: 0 });
    expect(outcome).toEqual({
      kind: 'failed',
      reason: expect.stringMatching(/./),
      cpuWindowsPerSecond: expect.any(Number),
    });
    expect(outcome.cpuWindowsPerSecond).toBeGreaterThan(0);
  });

  sharedTest('names the missing file of a damaged model and keeps running', async () => {
    client = new EngineClient(start);
    await expect(client.openModel({ ...model, path: join(models, 'nowhere') })).rejects.toMatchObject({
      code: 'ENGINE_FAILED',
      message: expect.stringContaining('nowhere'),
    });
    await client.openModel(model);
    expect(started).toHaveLength(1);
  });

  sharedTest('that is killed rejects its work, and a new process does new work', async () => {
    client = new EngineClient(start);
    const encoder = createEncoder(model, await client.openModel(model));
    const cut = encoder.encodeTexts(['a plane']);
    client.kill();
    await expect(cut).rejects.toMatchObject({ code: 'ENGINE_STOPPED' });
    expect(await encoder.encodeTexts(['a plane'])).toHaveLength(32);
    expect(started).toHaveLength(2);
  });

  sharedTest('does not hold up the rejection of aborted work', async () => {
    client = new EngineClient(start);
    const encoder = createEncoder(model, await client.openModel(model));
    const controller = new AbortController();
    const cut = encoder.encodeImages(await readPictures(), controller.signal);
    controller.abort();
    await expect(cut).rejects.toMatchObject({ name: 'AbortError' });
  });

  sharedTest(
    'gives patches, with the pictures that it gives without, and its work on them can be aborted',
    async () => {
      client = new EngineClient(start);
      const encoder = createEncoder(model, await client.openModel(model));
      const pictures = await readPictures();
      const found = await encoder.encodePatches(pictures);
      expect(found.pictures).toEqual(await encoder.encodeImages(pictures));
      expect(found.patchesPerEdge).toBe(4);
      expect(found.patches).toHaveLength(pictures.length * 16 * 32);
      const controller = new AbortController();
      const cut = encoder.encodePatches(pictures, controller.signal);
      controller.abort();
      await expect(cut).rejects.toMatchObject({ name: 'AbortError' });
    },
  );
});

describe('an aborted long run', () => {
  /** Takes about a tenth of a second per window on one thread. */
  const SLOW_CLIP: ClipConfig = {
    ...SMALL_CLIP,
    imageSizePx: 224,
    vision: { width: 256, layers: 24, heads: 4 },
  };
  /** Far above the patience with abandoned work and the start of a process, which takes seconds on a busy machine. */
  const LONG_RUN_MS = 36_000;
  const cropBytes = SLOW_CLIP.imageSizePx ** 2 * 3;
  const ids = Int32Array.of(58, 5, 6, 7, 59);

  test('makes way for other work: its process is replaced', async () => {
    const source = memorySource('slow.safetensors', safetensorsFile(randomClip(SLOW_CLIP, 4)));
    const slow = await importCheckpoint(oneFile(source), storage, models, 'slow', unattended(), {
      activation: 'quick_gelu',
    });
    client = new EngineClient(start);
    const running = await client.openModel(slow, { device: 'cpu', threads: 1 });
    const expected = await running.runText(ids, 1);
    const windowMs = (await timed(() => running.runVision(new Uint8Array(8 * cropBytes), 8))) / 8;
    const count = Math.ceil(LONG_RUN_MS / windowMs);
    const controller = new AbortController();
    const abandoned = running.runVision(new Uint8Array(count * cropBytes), count, controller.signal);
    // After this time the run is under way.
    setTimeout(() => controller.abort(), 500);
    await expect(abandoned).rejects.toMatchObject({ name: 'AbortError' });
    let answer: Float32Array | null = null;
    const waitedMs = await timed(async () => {
      answer = await running.runText(ids, 1);
    });
    expect(answer).toEqual(expected);
    expect(waitedMs).toBeLessThan(LONG_RUN_MS / 2);
    expect(started).toHaveLength(2);
  });
});

test('an engine that cannot start is given up after five attempts, with a code', async () => {
  const starts: number[] = [];
  client = new EngineClient(() => {
    starts.push(performance.now());
    throw new Error('no such program');
  });
  const folder = { path: 'x', identity: {}, config: { conventions: CLIP_CONVENTIONS } } as ModelFolder;
  await expect(client.openModel(folder)).rejects.toMatchObject({ code: 'ENGINE_GONE' });
  expect(starts).toHaveLength(5);
  const waits = starts.slice(1).map((at, i) => at - starts[i]);
  for (const [i, wait] of waits.entries()) expect(wait).toBeGreaterThan(250 * 2 ** i - 20);
  await expect(client.openModel(folder)).rejects.toMatchObject({ code: 'ENGINE_GONE' });
});

function start(): EngineConnection {
  const connection = forkEngine(join(engineFolder, 'main.mjs'));
  started.push(connection);
  return connection;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now();
  await work();
  return performance.now() - startedMs;
}

function unit(row: readonly number[]): number[] {
  const length = Math.hypot(...row);
  return row.map((x) => x / length);
}
