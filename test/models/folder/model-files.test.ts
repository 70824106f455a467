import { readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { unattended } from '../../../core/task.ts';
import { oneFile } from '../../../models/checkpoint/checkpoint-files.ts';
import { CLIP_CONVENTIONS } from '../../../models/clip/clip-conventions.ts';
import { importCheckpoint } from '../../../models/folder/import-checkpoint.ts';
import { verifyModel } from '../../../models/folder/model-files.ts';
import { atPrecision, type ModelFolder } from '../../../models/folder/model-folder.ts';
import { openStarterModel } from '../../../models/folder/starter-model.ts';
import { writePrecision } from '../../../models/folder/write-precision.ts';
import { memorySource } from '../memory-source.ts';
import { storage, temporaryFolder } from '../oracle.ts';
import { safetensorsFile, tinyWeights } from '../tiny-weights.ts';

const task = unattended();
let models: string;
let model: ModelFolder;
let made = 0;

beforeAll(async () => {
  models = await temporaryFolder();
});

afterAll(() => rm(models, { recursive: true }));

beforeEach(async () => {
  const source = oneFile(memorySource('tiny.safetensors', safetensorsFile(tinyWeights(248))));
  model = await importCheckpoint(source, storage, models, `m${made++}`, task, { activation: 'gelu' });
  await writePrecision(storage, model, 'fp16', 8, task);
  await writePrecision(storage, model, 'int8', 8, task);
});

/** Zeroes bytes in place: the size stays. */
async function damage(path: string): Promise<void> {
  const bytes = await readFile(path);
  bytes.fill(0, bytes.length - 400, bytes.length - 100);
  await writeFile(path, bytes);
}

describe('a file of a model is compared with its sum before it is used', () => {
  test.each([
    ['fp32', 'weights.safetensors'],
    ['fp32', 'vision.onnx'],
    ['fp32', 'text.onnx'],
    ['fp16', 'weights.fp16.safetensors'],
    ['fp16', 'vision.fp16.onnx'],
    ['fp16', 'text.fp16.onnx'],
    ['int8', 'weights.int8.safetensors'],
    ['int8', 'vision.int8.onnx'],
    ['int8', 'weights.safetensors'],
  ] as const)('in %s: %s', async (precision, name) => {
    await verifyModel(storage, atPrecision(model, precision));
    await damage(`${model.path}/${name}`);
    await expect(verifyModel(storage, atPrecision(model, precision))).rejects.toThrow(
      `${model.path}/${name}: the file is damaged`,
    );
  });

  test('also where its times were set back', async () => {
    const path = `${model.path}/weights.safetensors`;
    await verifyModel(storage, model);
    const { atime, mtime } = await stat(path);
    await damage(path);
    await utimes(path, atime, mtime);
    await expect(verifyModel(storage, model)).rejects.toThrow('is damaged');
  });

  test('and read again after a day, because a disk can damage it without a trace', async () => {
    const read = vi.spyOn(storage, 'sha256');
    await verifyModel(storage, model);
    const first = read.mock.calls.length;
    await verifyModel(storage, model);
    expect(read.mock.calls.length).toBe(first);
    vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 25 * 3_600_000);
    await verifyModel(storage, model);
    expect(read.mock.calls.length).toBe(first + 3);
    vi.restoreAllMocks();
  });

  test('a reduced precision is not made from damaged weights', async () => {
    await damage(`${model.path}/weights.safetensors`);
    await expect(writePrecision(storage, model, 'fp16', 8, task)).rejects.toThrow('is damaged');
  });
});

describe('the lists of sums', () => {
  test('are absent in folders of earlier versions, whose files are taken as they are found', async () => {
    await rm(`${model.path}/sums.json`);
    await verifyModel(storage, model);
    await damage(`${model.path}/text.onnx`);
    await expect(verifyModel(storage, model)).rejects.toThrow('text.onnx: the file is damaged');
  });

  test.each(['', 'null', '{}', '5', '[1]', '{"files":{"text.onnx":5}}', '{"files"'])(
    'are made anew where they hold %j',
    async (text) => {
      for (const name of ['sums.json', 'verified.json']) await writeFile(`${model.path}/${name}`, text);
      await verifyModel(storage, model);
      await damage(`${model.path}/text.onnx`);
      await expect(verifyModel(storage, model)).rejects.toThrow('text.onnx: the file is damaged');
    },
  );
});

test.each(['weights.safetensors', 'vision.onnx', 'text.onnx', 'config.json'])(
  'the starter is made again where its %s is damaged',
  async (name) => {
    const shipped = `${models}/.shipped`;
    await storage.writeFile(`${shipped}/model.safetensors`, safetensorsFile(tinyWeights(248)));
    const config = { activation: 'gelu', conventions: CLIP_CONVENTIONS };
    await storage.writeFile(`${shipped}/config.json`, new TextEncoder().encode(JSON.stringify(config)));
    const first = await openStarterModel(storage, models, shipped, task);
    const before = await readFile(`${first.path}/${name}`);
    await damage(`${first.path}/${name}`);
    await openStarterModel(storage, models, shipped, task);
    expect((await readFile(`${first.path}/${name}`)).equals(before)).toBe(true);
  },
);
