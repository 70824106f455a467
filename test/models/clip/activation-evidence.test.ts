import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { InvalidInput, Unsupported } from '../../../core/errors.ts';
import { unattended } from '../../../core/task.ts';
import { openCheckpoint } from '../../../models/checkpoint/checkpoint-files.ts';
import { layOutSafetensors } from '../../../models/checkpoint/write-safetensors.ts';
import { dualEncoder } from '../../../models/folder/families.ts';
import { importCheckpoint } from '../../../models/folder/import-checkpoint.ts';
import type { ModelFolder } from '../../../models/folder/model-folder.ts';
import { scriptFile, torchFile } from '../checkpoint/torch-file.ts';
import { storage, temporaryFolder } from '../oracle.ts';
import { bytesOf, safetensorsFile, tinyWeights } from '../tiny-weights.ts';

const short = tinyWeights(77);

let home: string;
let count = 0;
beforeAll(async () => {
  home = await temporaryFolder();
});
afterAll(() => rm(home, { recursive: true }));

async function bring(
  bytes: Uint8Array,
  notes: Readonly<Record<string, unknown>> = {},
  activation: 'gelu' | 'quick_gelu' | null = null,
): Promise<ModelFolder> {
  const folder = `${home}/case-${++count}`;
  await storage.writeFile(`${folder}/model.pt`, bytes);
  for (const [name, value] of Object.entries(notes))
    await storage.writeFile(
      `${folder}/${name}`,
      new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value)),
    );
  const files = await openCheckpoint(storage, `${folder}/model.pt`);
  try {
    return await importCheckpoint(files, storage, `${home}/models`, `case-${count}`, unattended(), {
      activation,
    });
  } finally {
    await files.close();
  }
}

const clipConfig = (act: string, change: Readonly<Record<string, unknown>> = {}) => ({
  model_type: 'clip',
  text_config: { hidden_act: act },
  vision_config: { hidden_act: act, hidden_size: 64, patch_size: 4, num_attention_heads: 1, ...change },
});

describe('the activation', () => {
  test.each([
    ['gelu', { 'config.json': clipConfig('gelu') }, 'gelu'],
    ['quick_gelu', { 'config.json': clipConfig('quick_gelu') }, 'quick_gelu'],
    ['open_clip’s default', { 'open_clip_config.json': { model_cfg: { embed_dim: 16 } } }, 'gelu'],
    [
      'open_clip’s quick_gelu',
      { 'open_clip_config.json': { model_cfg: { embed_dim: 16, quick_gelu: true } } },
      'quick_gelu',
    ],
  ])('is read from the config beside the file (%s)', async (_, notes, expected) => {
    const { config } = await bring(safetensorsFile(short), notes);
    expect(dualEncoder(config).sizes.activation).toBe(expected);
    expect(config.source.activationFrom).toMatch(/config\.json beside it/);
  });

  test('is read from the metadata of the file rather than from a config beside it', async () => {
    const { header, entries, sizeBytes } = layOutSafetensors(
      new Map([...short].map(([key, { shape }]) => [key, shape])),
      { activation: 'gelu' },
    );
    const file = new Uint8Array(sizeBytes);
    file.set(header);
    for (const [key, { elements }] of short) file.set(bytesOf(elements), entries.get(key)?.offset);
    const { config } = await bring(file, { 'config.json': clipConfig('quick_gelu') });
    expect(config).toMatchObject({
      clip: { activation: 'gelu' },
      source: { activationFrom: 'the file itself' },
    });
  });

  test('of our own model folder is kept when its weights are imported again', async () => {
    const first = await bring(safetensorsFile(short), {}, 'gelu');
    const files = await openCheckpoint(storage, `${first.path}/weights.safetensors`);
    const again = await importCheckpoint(files, storage, `${home}/models`, 'again', unattended());
    await files.close();
    expect(dualEncoder(again.config).sizes).toEqual(dualEncoder(first.config).sizes);
    expect(again.identity).toEqual({ ...first.identity, id: 'again' });
  });

  test.each([
    ['multimodal.model.___torch_mangle_7', 'QuickGELU', 'quick_gelu'],
    ['torch.nn.modules.activation', 'GELU', 'gelu'],
  ])(
    'of a TorchScript archive follows from the class of its modules (%s.%s)',
    async (module, name, expected) => {
      const { config } = await bring(scriptFile(short, module, name));
      expect(dualEncoder(config).sizes.activation).toBe(expected);
    },
  );

  test('of stretched weights is QuickGELU, as in all models that start from OpenAI’s weights', async () => {
    const { config } = await bring(torchFile(tinyWeights(248)));
    expect(dualEncoder(config).sizes.activation).toBe('quick_gelu');
    expect(config.source.activationFrom).toMatch(/its key layout/);
  });

  test('is asked for when nothing states it, and the choice of the user takes precedence', async () => {
    const asking = bring(torchFile(short));
    await expect(asking).rejects.toThrow(InvalidInput);
    await expect(asking).rejects.toThrow(/--activation quick_gelu .* --activation gelu/);
    const { config } = await bring(torchFile(short), { 'config.json': clipConfig('quick_gelu') }, 'gelu');
    expect(config).toMatchObject({ clip: { activation: 'gelu' }, source: { activationFrom: 'the user' } });
  });

  test.each([
    ['of a model of another width', { 'config.json': clipConfig('gelu', { hidden_size: 768 }) }],
    ['of another kind of model', { 'config.json': { model_type: 'bert', hidden_act: 'gelu' } }],
    ['that is not JSON', { 'config.json': '{"model_type"' }],
    ['that is a list', { 'config.json': '[]' }],
    ['of an open_clip model of another size', { 'open_clip_config.json': { model_cfg: { embed_dim: 512 } } }],
  ])('is not taken from a config %s', async (_, notes) => {
    await expect(bring(safetensorsFile(short), notes)).rejects.toThrow(/--activation/);
  });

  test.each([
    ['another function', clipConfig('relu'), /"relu"; only quick_gelu and gelu/],
    [
      'another number of heads',
      clipConfig('gelu', { num_attention_heads: 2 }),
      /2 heads in the image tower; only 1 are supported/,
    ],
    [
      'two functions',
      { ...clipConfig('gelu'), text_config: { hidden_act: 'quick_gelu' } },
      /different activations \(gelu, quick_gelu\)/,
    ],
  ])('is refused when the config states %s', async (_, config, message) => {
    const importing = bring(safetensorsFile(short), { 'config.json': config });
    await expect(importing).rejects.toThrow(Unsupported);
    await expect(importing).rejects.toThrow(message);
  });
});
