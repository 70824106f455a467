import { execFileSync } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { unattended } from '../../core/task.ts';
import { engineModel } from '../../electron/engine/engine-model.ts';
import { OnnxTowers } from '../../electron/engine/onnx-towers.ts';
import { probeDevice } from '../../electron/engine/probe-device.ts';
import { openCheckpoint } from '../../models/checkpoint/checkpoint-files.ts';
import { createEncoder } from '../../models/encoder/encoder.ts';
import { compareWithFloat, passesGate } from '../../models/encoder/precision-gate.ts';
import { importCheckpoint } from '../../models/folder/import-checkpoint.ts';
import { atPrecision, type ModelFolder } from '../../models/folder/model-folder.ts';
import { openTokenizer } from '../../models/folder/vocabulary.ts';
import { writePrecision } from '../../models/folder/write-precision.ts';
import { maxDifference, readPictures, storage, temporaryFolder } from '../models/oracle.ts';
import { smallVocabulary } from '../models/siglip/small-vocabulary.ts';
import { canImport, PYTHON } from '../sentencepiece.ts';

const LAYOUTS = ['transformers', 'timm'] as const;
const REFERENCES = [...LAYOUTS, 'dofa'] as const;
type Reference = (typeof REFERENCES)[number];
const COUNT = 3;

type Expected = {
  readonly ids: readonly (readonly number[])[];
  readonly image: readonly (readonly number[])[];
  readonly text: readonly (readonly number[])[];
};

const hasTorch = canImport('torch');
let folder: string;
const expectations = new Map<Reference, Expected>();
const models = new Map<string, ModelFolder>();

beforeAll(async () => {
  folder = await temporaryFolder();
  if (!hasTorch) return;
  for (const layout of REFERENCES) models.set(layout, await importReference(layout));
});

afterAll(() => rm(folder, { recursive: true }));

describe.skipIf(!hasTorch)('a SigLIP with random weights', () => {
  test.each(REFERENCES)('in the layout of %s gives the features of PyTorch, both towers', async (layout) => {
    const model = models.get(layout)!;
    const expected = expectations.get(layout)!;
    await using towers = await load(model);
    const size = model.identity.imageSizePx;
    const crops = Uint8Array.from(
      { length: COUNT * size * size * 3 },
      (_, i) => Math.imul(i, 2654435761) >>> 24,
    );
    const images = await towers.value.runVision(crops, COUNT);
    expect(maxDifference(images, expected.image.flat())).toBeLessThan(1e-5);
    const texts = await towers.value.runText(Int32Array.from(expected.ids.flat()), COUNT);
    expect(maxDifference(texts, expected.text.flat())).toBeLessThan(1e-5);
  });

  test('is the same model from both layouts', () => {
    const [first, second] = LAYOUTS.map((layout) => models.get(layout)!);
    expect({ ...second.identity, id: '' }).toEqual({ ...first.identity, id: '' });
    expect(LAYOUTS.map((layout) => models.get(layout)!.config.source.layout)).toEqual([
      'transformers (SigLIP)',
      'open_clip (SigLIP)',
    ]);
  });

  test('of DOFA-CLIP has its patches for red, green and blue, exact GELU and the stated size of pictures', () => {
    const { config } = models.get('dofa')!;
    expect(config).toMatchObject({
      siglip: { activation: 'gelu', imageSizePx: 34, patchSizePx: 8 },
      source: { layout: 'open_clip (SigLIP), DOFA patches' },
    });
  });

  test('states its conventions, scale and offset in its config, and in its identity', () => {
    const { config, identity } = models.get('transformers')!;
    expect(config).toMatchObject({
      version: 3,
      family: 'siglip',
      conventions: {
        pixelMean: [0.5, 0.5, 0.5],
        resize: 'bicubic-squash',
        padId: 1,
        pooling: 'last-token',
        score: 'sigmoid',
      },
      siglip: { activation: 'gelu_tanh', contextLength: 16, vision: { heads: 2, layers: 2, mlpWidth: 200 } },
    });
    expect(config.family === 'siglip' && config.logitBias).toBeCloseTo(-12.9, 5);
    expect(config.logitScale).toBeCloseTo(4.7, 5);
    expect(identity.departures).toMatch(
      /^activation="gelu_tanh" padId=1 pixelMean=.* pooling="last-token" .* vocabulary="[0-9a-f]{64}"$/,
    );
  });

  test('encodes a text among others as alone, padded to the whole context', async () => {
    const model = models.get('transformers')!;
    await using towers = await load(model);
    const tokenize = await openTokenizer(storage, model);
    const encoder = createEncoder(model, towers.value, tokenize);
    const texts = ['Ships in the harbour', 'red roofs', 'a'];
    const together = await encoder.encodeTexts(texts);
    const { embeddingDim: dim, contextLength } = model.identity;
    for (const [i, text] of texts.entries())
      expect(together.slice(i * dim, (i + 1) * dim)).toEqual(await encoder.encodeTexts([text]));
    const padded = new Int32Array(contextLength).fill(1);
    padded.set(tokenize('red roofs', contextLength, '').ids);
    const features = await towers.value.runText(padded, 1);
    const length = Math.hypot(...features);
    const unit = features.map((x) => x / length);
    expect(maxDifference(together.slice(dim, 2 * dim), unit)).toBeLessThan(1e-6);
  });

  test('passes the comparison of devices, which runs both towers', async () => {
    const outcome = await probeDevice(
      engineModel(models.get('transformers')!, { device: 'cpu', threads: 1 }),
    );
    expect(outcome.kind).toBe('verified');
  });

  test.each(['int8', 'fp16'] as const)('in %s agrees with float32', async (precision) => {
    const model = models.get('transformers')!;
    await writePrecision(storage, model, precision, 8, unattended());
    const reduced = atPrecision(model, precision);
    await using float = await load(model);
    await using towers = await load(reduced);
    const tokenize = await openTokenizer(storage, model);
    const figures = await compareWithFloat(
      createEncoder(reduced, towers.value, tokenize),
      createEncoder(model, float.value, tokenize),
      await readPictures(),
      unattended(),
    );
    // Random weights amplify rounding; on real windows the gate decides.
    expect(figures.cosine).toBeGreaterThan(precision === 'fp16' ? 0.99999 : 0.999);
    if (precision === 'fp16') expect(passesGate(figures)).toBe(true);
  });
});

async function importReference(layout: Reference): Promise<ModelFolder> {
  const brought = join(folder, `brought-${layout}`);
  await mkdir(brought);
  execFileSync(PYTHON, ['test/parity/siglip_reference.py', layout, brought]);
  expectations.set(layout, JSON.parse(await readFile(join(brought, 'expected.json'), 'utf8')));
  await rm(join(brought, 'expected.json'));
  await writeFile(join(brought, 'tokenizer.json'), smallVocabulary());
  const towers = { vision_config: { num_attention_heads: 2 }, text_config: { num_attention_heads: 2 } };
  if (layout === 'transformers')
    await writeFile(join(brought, 'config.json'), JSON.stringify({ model_type: 'siglip', ...towers }));
  if (layout === 'dofa') {
    const openClip = { model_cfg: { embed_dim: 128, vision_cfg: { image_size: 34 }, text_cfg: {} } };
    await writeFile(join(brought, 'open_clip_config.json'), JSON.stringify(openClip));
  }
  const files = await openCheckpoint(storage, brought);
  try {
    return await importCheckpoint(files, storage, join(folder, 'models'), layout, unattended());
  } finally {
    await files.close();
  }
}

async function load(model: ModelFolder): Promise<AsyncDisposable & { readonly value: OnnxTowers }> {
  const value = await OnnxTowers.load(engineModel(model, { device: 'cpu', threads: 1 }));
  return { value, [Symbol.asyncDispose]: () => value.release() };
}
