/** Evaluations as a page starts them: over a real core with a starter of random weights. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PageEvaluationRequest } from '../../../../core/documents/evaluation.ts';
import type { EvaluationId, JobId, ModelId } from '../../../../core/documents/ids.ts';
import type { Encoder } from '../../../../core/encoder.ts';
import { unattended } from '../../../../core/task.ts';
import { evaluationPictureUrl } from '../../../../core/urls/evaluation-picture-url.ts';
import { findResources } from '../../../../electron/app/disk/resources.ts';
import { EmbeddingCache, sha256 } from '../../../../electron/app/evaluation/embedding-cache.ts';
import { encodePictures } from '../../../../electron/app/evaluation/encode-pictures.ts';
import type { Core } from '../../../../electron/app/process/core.ts';
import { createCore } from '../../../../electron/app/process/create-core.ts';
import { forkBuiltEngine, serviceOptions } from '../../../../electron/app/process/open-services.ts';
import { NodeStorage } from '../../../../electron/node/node-storage.ts';
import { smallStarterResources } from '../../small-starter.ts';

let folder: string;
let resources: string;
let core: Core;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longsight-evaluations-'));
  resources = await smallStarterResources();
  for (const [c, name] of ['river', 'port', 'beach'].entries()) {
    await mkdir(join(folder, 'classes', name), { recursive: true });
    for (let i = 0; i < 3; i++)
      await sharp({
        create: { width: 40, height: 40, channels: 3, background: { r: 80 * c, g: 60 * i, b: 200 - 60 * c } },
      }).toFile(join(folder, 'classes', name, `${i}.png`));
  }
  core = await open();
});
afterAll(async () => {
  await core.close();
  await rm(folder, { recursive: true });
  await rm(resources, { recursive: true });
});

function open(): Promise<Core> {
  return createCore({
    ...serviceOptions(forkBuiltEngine),
    dataFolder: join(folder, 'home'),
    resources: findResources({ LONGSIGHT_RESOURCES: resources }),
    version: '1',
  });
}

async function request(prompts: readonly string[]): Promise<PageEvaluationRequest> {
  const { id: grant } = await core.grantFolder(join(folder, 'classes'));
  return {
    model: 'starter' as ModelId,
    data: { kind: 'granted', grant },
    task: { kind: 'classification', split: null, prompts, classNames: null },
  };
}

async function finished(job: JobId): Promise<void> {
  for (;;) {
    const found = (await core.handlers['jobs.list'](null, unattended())).find(({ id }) => id === job)!;
    if (found.state === 'done') return;
    if (found.state !== 'waiting' && found.state !== 'running')
      throw new Error(`${found.state}: ${found.error}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function run(prompts: readonly string[]): Promise<EvaluationId> {
  const { handlers } = core;
  const evaluation = await handlers['evaluations.create']({ request: await request(prompts) }, unattended());
  await finished(await handlers['jobs.start']({ spec: { kind: 'evaluate', evaluation } }, unattended()));
  return evaluation;
}

test('data are checked before anything runs: what they hold, and what is already encoded', async () => {
  const check = async () => core.handlers['evaluations.check']({ request: await request([]) }, unattended());
  expect(await check()).toMatchObject({ images: 9, texts: 3, errors: [], encoded: 0 });
  await run([]);
  expect(await check()).toMatchObject({ encoded: 9, seconds: 0 });
});

test('a report outlives the core; its pictures, files and comparison are there', async () => {
  const [a, b] = [await run(['a {class}.']), await run(['no {class} at all'])];
  await core.close();
  core = await open();
  const { handlers } = core;
  const list = await handlers['evaluations.list'](null, unattended());
  expect(list.find(({ id }) => id === a)).toMatchObject({
    ...{ task: 'classification', model: 'starter', data: 'classes', state: 'done' },
    figure: expect.stringMatching(/^accuracy [\d.]+ %$/),
  });
  const report = await handlers['evaluations.report']({ evaluation: a }, unattended());
  expect(report.pictures).toContain(join('river', '0.png'));
  const comparison = await handlers['evaluations.compare']({ a, b }, unattended());
  expect(comparison).toMatchObject({ task: 'classification', notes: [expect.stringContaining('settings')] });
  const { status, headers } = await core.handle({
    path: `/${evaluationPictureUrl({ evaluation: a, picture: 8 })}`,
    signal: new AbortController().signal,
  });
  expect([status, headers['content-type']]).toEqual([200, 'image/jpeg']);
  for (const product of ['html', 'json', 'csv'] as const) {
    const file = await handlers['evaluations.export']({ evaluation: a, product, target: null }, unattended());
    const { body } = await core.handle({ path: `/${file.url}`, signal: new AbortController().signal });
    expect(body.length).toBe(file.bytes);
  }
  await handlers['evaluations.remove']({ evaluation: a }, unattended());
  expect(await handlers['evaluations.list'](null, unattended())).not.toContainEqual(
    expect.objectContaining({ id: a }),
  );
});

test('a list from a page may name only pictures in its folder', async () => {
  const list = join(folder, 'list/labels.csv');
  await mkdir(join(folder, 'list'));
  await writeFile(
    list,
    `image,class\n../classes/river/0.png,river\n${join(folder, 'classes/port/0.png')},port\n`,
  );
  const { id: grant } = await core.grantRead(list);
  const checked = await core.handlers['evaluations.check'](
    { request: { ...(await request([])), data: { kind: 'granted', grant } } },
    unattended(),
  );
  expect(checked.images).toBe(0);
  expect(checked.errors.join()).toMatch(/2 of 2 pictures are missing/);
});

test('a picture stands for itself alone, and a page cannot name a folder of maps', async () => {
  const { id: grant } = await core.grantRead(join(folder, 'classes/river/0.png'));
  const asked = { ...(await request([])), data: { kind: 'granted' as const, grant } };
  const check = core.handlers['evaluations.check']({ request: asked }, unattended());
  await expect(check).rejects.toThrow(/0\.png/);
  const maps = {
    ...asked,
    task: { kind: 'localization', map: 'v1', sizesPx: null, mapFolder: '/' } as const,
  };
  await expect(async () =>
    core.handlers['evaluations.create']({ request: maps }, unattended()),
  ).rejects.toThrow(/--maps FOLDER/);
});

test('a damaged request is left out and named', async () => {
  const id = 'classification-starter-damaged';
  await mkdir(join(folder, 'home/evaluations', id), { recursive: true });
  await writeFile(join(folder, 'home/evaluations', id, 'request.json'), '{"version": 1');
  const list = await core.handlers['evaluations.list'](null, unattended());
  expect(list.map((each) => each.id)).not.toContain(id);
  expect((await core.handlers['app.faults'](null, unattended())).join()).toContain(id);
});

test('cancelling does not wait for the batch at work, and keeps those before it', async () => {
  const model = {
    id: 'm',
    weightsSha256: '',
    precision: 'fp32',
    embeddingDim: 4,
    imageSizePx: 8,
    contextLength: 77,
  } as const;
  const abort = new AbortController();
  let batches = 0;
  const encoder = {
    model,
    encodeTexts: () => Promise.reject(new Error('no texts')),
    encodeImages: (images) => {
      batches++;
      if (batches === 1) return Promise.resolve(new Float32Array(images.length * 4).fill(0.5));
      abort.abort();
      return new Promise<Float32Array>(() => undefined);
    },
  } satisfies Encoder;
  const image = { widthPx: 1, heightPx: 1, rgb: new Uint8Array(3) };
  const items = Array.from({ length: 100 }, (_, i) => ({ key: sha256(`${i}`), read: async () => image }));
  const storage = new NodeStorage();
  const cancelled = join(folder, 'cancelled');
  {
    await using cache = await EmbeddingCache.open(storage, cancelled, model);
    const task = { signal: abort.signal, report: () => undefined };
    await expect(encodePictures(cache, encoder, items, task)).rejects.toThrow(/abort/i);
  }
  const isStored = await EmbeddingCache.stored(storage, cancelled, model);
  expect(items.filter(({ key }) => isStored(key)).length).toBe(32);
});
