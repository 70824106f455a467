import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { InvalidInput, Unsupported } from '../../../core/errors.ts';
import { PUBLISHED_GROUND_METRES } from '../../../core/search/default-sizes.ts';
import { unattended } from '../../../core/task.ts';
import { oneFile } from '../../../models/checkpoint/checkpoint-files.ts';
import { CLIP_CONVENTIONS } from '../../../models/clip/clip-conventions.ts';
import { importCheckpoint } from '../../../models/folder/import-checkpoint.ts';
import {
  conventionsBeside,
  encodeModelConfig,
  parseModelConfig,
} from '../../../models/folder/model-config.ts';
import { listModels } from '../../../models/folder/model-folder.ts';
import type { Conventions } from '../../../models/preprocess/conventions.ts';
import { memorySource } from '../memory-source.ts';
import { storage, temporaryFolder } from '../oracle.ts';
import { safetensorsFile, tinyWeights } from '../tiny-weights.ts';

/** The starter's `config.json` in version 1, which has no conventions. */
const VERSION_1 = `{
  "format": "longsight-model",
  "version": 1,
  "precision": "int8",
  "clip": {
    "imageSizePx": 112,
    "patchSizePx": 16,
    "vision": { "width": 256, "layers": 6, "heads": 4 },
    "text": { "width": 192, "layers": 3, "heads": 3 },
    "contextLength": 248,
    "vocabularySize": 49408,
    "embeddingDim": 256,
    "activation": "quick_gelu"
  },
  "logitScale": 3.549232006072998,
  "weights": {
    "sha256": "e927aef3f19114fc7e542550c5aa8b2357a7b414ee6104ae80512a857597ad97",
    "sizeBytes": 63935364
  },
  "source": {
    "file": "model.safetensors",
    "sha256": "7cc3310f3899745b890e59b92e24a9ba871f4ac60dfe0245a2fd0d246bdb8c21",
    "format": "safetensors",
    "layout": "published",
    "activationFrom": "the user",
    "url": null
  }
}
`;
const OTHERS: Conventions = {
  ...CLIP_CONVENTIONS,
  pixelMean: [0.5, 0.5, 0.5],
  pixelStd: [0.5, 0.5, 0.5],
  padId: 1,
  promptPrefix: 'a satellite image. ',
};

let models: string;

beforeAll(async () => {
  models = await temporaryFolder();
});

afterAll(() => rm(models, { recursive: true }));

const parse = (text: string) => parseModelConfig(new TextEncoder().encode(text), 'm/config.json');

const version2 = (conventions: object) =>
  JSON.stringify({ ...JSON.parse(VERSION_1), version: 2, conventions: { ...OTHERS, ...conventions } });

describe('the config of a model folder', () => {
  test('without conventions gets those of CLIP', () => {
    const config = parse(VERSION_1);
    expect(config.conventions).toEqual({
      pixelMean: [0.48145466, 0.4578275, 0.40821073],
      pixelStd: [0.26862954, 0.26130258, 0.27577711],
      resize: 'bicubic-shortest-crop',
      padId: 0,
      promptPrefix: '',
      pooling: 'end-of-text',
      score: 'cosine',
    });
    expect(config).toMatchObject({
      precision: 'int8',
      clip: { contextLength: 248, activation: 'quick_gelu' },
      logitScale: 3.549232006072998,
    });
  });

  test('is written with conventions, even when it was read without them', () => {
    const written = JSON.parse(new TextDecoder().decode(encodeModelConfig(parse(VERSION_1))));
    expect(written).toEqual({
      ...JSON.parse(VERSION_1),
      version: 2,
      conventions: CLIP_CONVENTIONS,
      trainedGroundMetres: PUBLISHED_GROUND_METRES,
    });
  });

  test('survives a round trip', () => {
    const config = parse(version2({}));
    expect(config.conventions).toEqual(OTHERS);
    expect(parseModelConfig(encodeModelConfig(config), 'm/config.json')).toEqual(config);
  });

  test.each([
    ['resize', 'squash', /^m\/config\.json: conventions\.resize is "squash"; .*"bicubic-shortest-crop"/],
    ['score', 'sigmoid', /^m\/config\.json: conventions\.score is "sigmoid"; .*"cosine"/],
    ['pooling', 'last-token', /^m\/config\.json: conventions\.pooling is "last-token"; .*"end-of-text"/],
  ])('with a %s that is not supported is refused', (key, value, message) => {
    expect(() => parse(version2({ [key]: value }))).toThrow(Unsupported);
    expect(() => parse(version2({ [key]: value }))).toThrow(message);
  });

  test.each([
    ['pixelMean', [0.5, 0.5], /conventions\.pixelMean is \[0\.5,0\.5\], expected three numbers/],
    ['pixelStd', [0.5, 0, 0.5], /conventions\.pixelStd is \[0\.5,0,0\.5\], expected three positive numbers/],
    ['padId', -1, /conventions\.padId is -1, expected a token id/],
    ['padId', 49408, /conventions\.padId is 49408, expected a token id below 49408/],
    ['promptPrefix', null, /conventions\.promptPrefix is null, expected text/],
    ['score', undefined, /conventions\.score is undefined, expected text/],
  ])('with an invalid %s is refused, and the error names the field', (key, value, message) => {
    expect(() => parse(version2({ [key]: value }))).toThrow(InvalidInput);
    expect(() => parse(version2({ [key]: value }))).toThrow(message);
  });

  test('of a later version is refused', () => {
    expect(() => parse(VERSION_1.replace('"version": 1', '"version": 4'))).toThrow(Unsupported);
    expect(() => parse(VERSION_1.replace('"version": 1', '"version": 4'))).toThrow(/versions 1 to 3/);
  });
});

describe('an imported model', () => {
  const importBeside = (name: string, config: string | null) =>
    importCheckpoint(
      {
        ...oneFile(memorySource('tiny.safetensors', safetensorsFile(tinyWeights(77)))),
        note: async (file: string) => (file === 'config.json' ? config : null),
      },
      storage,
      models,
      name,
      unattended(),
      { activation: 'gelu' },
    );

  test('states the conventions of CLIP', async () => {
    expect((await importBeside('plain', null)).config.conventions).toEqual(CLIP_CONVENTIONS);
  });

  test('keeps the conventions of the model folder that its weights come from', async () => {
    expect((await importBeside('kept', version2({}))).config.conventions).toEqual(OTHERS);
  });

  test('from a folder whose conventions are not supported is refused', async () => {
    await expect(importBeside('refused', version2({ score: 'sigmoid' }))).rejects.toThrow(
      /config\.json beside tiny\.safetensors: conventions\.score is "sigmoid"/,
    );
  });

  test('whose conventions are not supported is listed as damaged, with the reason', async () => {
    const { path } = await importBeside('changed', null);
    const text = new TextDecoder().decode(await storage.readFile(`${path}/config.json`));
    const changed = text.replace('"bicubic-shortest-crop"', '"squash"');
    await storage.writeFile(`${path}/config.json`, new TextEncoder().encode(changed));
    expect(await listModels(storage, models)).toContainEqual({
      kind: 'damaged',
      name: 'changed',
      reason: expect.stringContaining('conventions.resize is "squash"'),
    });
  });
});

test.each([null, 'not JSON', '[]', '{"model_type":"clip"}', '{"format":"longsight-model"}'])(
  'a config beside a checkpoint that states no conventions leaves those of CLIP: %s',
  (text) => {
    expect(conventionsBeside(text, 'config.json', 'clip')).toBe(CLIP_CONVENTIONS);
  },
);
