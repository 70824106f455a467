import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { InvalidInput, NotFound, Unsupported } from '../../../core/errors.ts';
import { unattended } from '../../../core/task.ts';
import { oneFile } from '../../../models/checkpoint/checkpoint-files.ts';
import { CLIP_CONVENTIONS } from '../../../models/clip/clip-conventions.ts';
import { type ImportOptions, importCheckpoint } from '../../../models/folder/import-checkpoint.ts';
import { listModels, openModelFolder } from '../../../models/folder/model-folder.ts';
import { openStarterModel } from '../../../models/folder/starter-model.ts';
import { torchFile } from '../checkpoint/torch-file.ts';
import { memorySource } from '../memory-source.ts';
import { storage, temporaryFolder } from '../oracle.ts';
import { safetensorsFile, tinyWeights, type Weights } from '../tiny-weights.ts';

let models: string;

beforeAll(async () => {
  models = await temporaryFolder();
});

afterAll(() => rm(models, { recursive: true }));

const importFile = (bytes: Uint8Array, name: string) =>
  importCheckpoint(oneFile(memorySource('a/b/tiny.pt', bytes)), storage, models, name, unattended(), {
    activation: 'quick_gelu',
  });

describe('an imported model', () => {
  test('is the same from a torch file and from a safetensors file', async () => {
    const fromTorch = await importFile(torchFile(tinyWeights(248)), 'from-torch');
    const fromSafetensors = await importFile(safetensorsFile(tinyWeights(248)), 'from-safetensors');
    expect(fromTorch.identity).toEqual({ ...fromSafetensors.identity, id: 'from-torch' });
    expect(fromTorch.config.source).toMatchObject({
      file: 'tiny.pt',
      format: 'torch zip',
      layout: 'published',
    });
  });

  test('is the same from the open_clip layout with a separate text tower', async () => {
    const weights = tinyWeights(77);
    const separate: Weights = new Map(
      [...weights].map(([key, value]) => [/^visual\.|^logit_scale$/.test(key) ? key : `text.${key}`, value]),
    );
    const plain = await importFile(safetensorsFile(weights), 'plain');
    const imported = await importFile(safetensorsFile(separate), 'separate');
    expect(imported.identity).toEqual({ ...plain.identity, id: 'separate' });
    expect(imported.config.source.layout).toBe('open_clip with text tower');
  });

  test('records the SHA-256 of its source and of its weights', async () => {
    const bytes = torchFile(tinyWeights(77));
    const { path, config } = await importFile(bytes, 'hashed');
    expect(config.source.sha256).toBe(sha256(bytes));
    const weights = await storage.readFile(`${path}/weights.safetensors`);
    expect(config.weights).toEqual({ sha256: sha256(weights), sizeBytes: weights.length });
  });

  test('has an identity that tells activation and conventions apart where they are not CLIP’s', async () => {
    const bytes = safetensorsFile(tinyWeights(77));
    const identityOf = async (name: string, options: ImportOptions) =>
      (
        await importCheckpoint(oneFile(memorySource('tiny', bytes)), storage, models, name, unattended(), {
          activation: 'quick_gelu',
          ...options,
        })
      ).identity;
    expect(await identityOf('usual', {})).not.toHaveProperty('departures');
    const { departures } = await identityOf('other', {
      activation: 'gelu',
      conventions: { ...CLIP_CONVENTIONS, padId: 1, promptPrefix: 'a "photo"' },
    });
    expect(departures).toBe('activation="gelu" padId=1 promptPrefix="a \\"photo\\""');
  });

  test('puts the prompt prefix that was chosen before its texts', async () => {
    const source = oneFile(memorySource('tiny', safetensorsFile(tinyWeights(77))));
    const options = { activation: 'gelu', promptPrefix: 'a satellite image. ' } as const;
    const { config } = await importCheckpoint(source, storage, models, 'prefixed', unattended(), options);
    expect(config.conventions).toEqual({ ...CLIP_CONVENTIONS, promptPrefix: 'a satellite image. ' });
  });

  test('keeps the 77 positions of its checkpoint', async () => {
    const { identity } = await importFile(safetensorsFile(tinyWeights(77)), 'short');
    expect(identity.contextLength).toBe(77);
  });

  test('is listed and opened by name', async () => {
    await importFile(safetensorsFile(tinyWeights(77)), 'listed');
    const names = (await listModels(storage, models)).map(
      (each) => each.kind === 'model' && each.model.identity.id,
    );
    expect(names).toContain('listed');
    expect(await openModelFolder(storage, models, 'listed')).toMatchObject({ identity: { id: 'listed' } });
    await expect(openModelFolder(storage, models, 'absent')).rejects.toThrow(NotFound);
  });

  test('with a broken config.json is listed as damaged, with the reason', async () => {
    await storage.writeFile(`${models}/broken/config.json`, new TextEncoder().encode('{"format":"x"}'));
    const broken = (await listModels(storage, models)).find((each) => each.kind === 'damaged');
    expect(broken).toEqual({
      kind: 'damaged',
      name: 'broken',
      reason: expect.stringContaining('longsight-model'),
    });
  });
});

describe('an import that fails', () => {
  test.each([
    [
      'a missing key',
      (state: Weights) => state.delete('visual.ln_pre.bias'),
      /key visual\.ln_pre\.bias is missing/,
    ],
    [
      'a wrong shape',
      (state: Weights) => state.set('ln_final.bias', filled([63])),
      /ln_final\.bias has shape \[63\], expected \[64\]/,
    ],
    [
      'NaN',
      (state: Weights) => state.get('visual.proj')?.elements.fill(Number.NaN, 5, 6),
      /visual\.proj holds NaN at element 5/,
    ],
    [
      'infinity',
      (state: Weights) => state.get('visual.proj')?.elements.fill(Number.POSITIVE_INFINITY, 0, 1),
      /visual\.proj holds Infinity/,
    ],
    [
      'missing layers',
      (state: Weights) => state.delete('transformer.resblocks.0.ln_1.weight'),
      /resblocks\.0\.ln_1\.weight is missing/,
    ],
    [
      'other keys',
      (state: Weights) => state.clear() ?? state.set('encoder.weight', filled([2])),
      /no supported layout of CLIP or SigLIP/,
    ],
  ])('because of %s says so and leaves nothing behind', async (_, damage, message) => {
    const weights = tinyWeights(77);
    damage(weights);
    const importing = importFile(safetensorsFile(weights), 'failing');
    await expect(importing).rejects.toThrow(InvalidInput);
    await expect(importing).rejects.toThrow(message);
    expect((await storage.list(models)).filter((name) => name.includes('failing'))).toEqual([]);
  });

  test('because of a ResNet tower says so', async () => {
    const weights = tinyWeights(77);
    weights.set('visual.layer1.0.conv1.weight', filled([4, 4, 1, 1]));
    const importing = importFile(safetensorsFile(weights), 'resnet');
    await expect(importing).rejects.toThrow(Unsupported);
    await expect(importing).rejects.toThrow(/RN50/);
  });

  test.each(['', '..', 'a/b', '.hidden', 'x'.repeat(101), 'con:'])(
    'because of the name %j says so',
    async (name) => {
      await expect(importFile(safetensorsFile(tinyWeights(77)), name)).rejects.toThrow(/model name/);
    },
  );

  test('because the name is taken says so and keeps the model', async () => {
    const before = await importFile(safetensorsFile(tinyWeights(77)), 'taken');
    await expect(importFile(safetensorsFile(tinyWeights(248)), 'taken')).rejects.toThrow(/already exists/);
    expect(await openModelFolder(storage, models, 'taken')).toEqual(before);
  });

  test('because it is stopped leaves nothing behind', async () => {
    const controller = new AbortController();
    const task = { signal: controller.signal, report: () => controller.abort() };
    const source = oneFile(memorySource('tiny.pt', safetensorsFile(tinyWeights(248))));
    await expect(importCheckpoint(source, storage, models, 'stopped', task)).rejects.toMatchObject({
      name: 'AbortError',
    });
    expect((await storage.list(models)).filter((name) => name.includes('stopped'))).toEqual([]);
  });
});

test('the starter model is imported once, and again when the shipped weights change', async () => {
  const shipped = `${models}/.shipped`;
  await storage.writeFile(`${shipped}/model.safetensors`, safetensorsFile(tinyWeights(248)));
  const config = { activation: 'gelu', conventions: { ...CLIP_CONVENTIONS, padId: 1 } };
  await storage.writeFile(`${shipped}/config.json`, new TextEncoder().encode(JSON.stringify(config)));
  const first = await openStarterModel(storage, models, shipped, unattended());
  expect(first.config).toMatchObject({ clip: { activation: 'gelu' }, conventions: { padId: 1 } });
  const written = await storage.stat(`${first.path}/config.json`);
  expect(await openStarterModel(storage, models, shipped, unattended())).toEqual(first);
  expect(await storage.stat(`${first.path}/config.json`)).toEqual(written);
  await storage.writeFile(`${shipped}/model.safetensors`, safetensorsFile(tinyWeights(77)));
  const second = await openStarterModel(storage, models, shipped, unattended());
  expect(second.identity.contextLength).toBe(77);
  await expect(openStarterModel(storage, models, `${models}/nowhere`, unattended())).rejects.toThrow(
    NotFound,
  );
});

function filled(shape: readonly number[]): { shape: readonly number[]; elements: Float32Array } {
  return { shape, elements: new Float32Array(shape.reduce((a, b) => a * b, 1)) };
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
