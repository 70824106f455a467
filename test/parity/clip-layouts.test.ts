import { execFileSync } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Activation } from '../../core/documents/model.ts';
import { unattended } from '../../core/task.ts';
import { openCheckpoint } from '../../models/checkpoint/checkpoint-files.ts';
import { importCheckpoint } from '../../models/folder/import-checkpoint.ts';
import { clipOf } from '../../models/folder/model-config.ts';
import { storage, temporaryFolder } from '../models/oracle.ts';
import { canImport, PYTHON } from '../sentencepiece.ts';
import { compareWithTorch } from './compare-with-torch.ts';

let folder: string;

beforeAll(async () => {
  folder = await temporaryFolder();
});

afterAll(() => rm(folder, { recursive: true }));

type Case = {
  readonly title: string;
  readonly size: 'tiny' | 'huge';
  readonly layout: string;
  /** Key layout that the import names. */
  readonly found: string;
  /** Null where the files state it. */
  readonly chosen: Activation | null;
  readonly config?: object;
  readonly contextLength: 77 | 248;
  readonly heads: number;
  readonly activation: Activation;
};

const transformersConfig = (act: string, width: number, patch: number, heads: number) => ({
  model_type: 'clip',
  text_config: { hidden_act: act },
  vision_config: { hidden_act: act, hidden_size: width, patch_size: patch, num_attention_heads: heads },
});

const CASES: readonly Case[] = [
  {
    title: 'FarSLIP: two position tables with their masks, QuickGELU from its kind',
    ...{ size: 'tiny', layout: 'farslip', found: 'published', chosen: null },
    ...{ contextLength: 248, heads: 2, activation: 'quick_gelu' },
  },
  {
    title: 'GeoRSCLIP H/14: 16 heads of 80, exact GELU as chosen',
    ...{ size: 'huge', layout: 'openai', found: 'published', chosen: 'gelu' },
    ...{ contextLength: 77, heads: 16, activation: 'gelu' },
  },
  {
    title: 'a ViT-H/14 of transformers, exact GELU from its config',
    ...{ size: 'huge', layout: 'transformers', found: 'transformers', chosen: null },
    config: transformersConfig('gelu', 1280, 14, 16),
    ...{ contextLength: 77, heads: 16, activation: 'gelu' },
  },
  {
    title: 'SkyCLIP: a training checkpoint of open_clip with its optimizer, activation as chosen',
    ...{ size: 'tiny', layout: 'training', found: 'published', chosen: 'quick_gelu' },
    ...{ contextLength: 77, heads: 2, activation: 'quick_gelu' },
  },
  {
    title: 'LRSCLIP in the layout of transformers, 248 positions in one table',
    ...{ size: 'tiny', layout: 'transformers-248', found: 'transformers', chosen: null },
    config: transformersConfig('quick_gelu', 128, 8, 2),
    ...{ contextLength: 248, heads: 2, activation: 'quick_gelu' },
  },
];

describe.skipIf(!canImport('torch'))('a checkpoint that PyTorch wrote gives its embeddings:', () => {
  test.each(CASES)('$title', async ({ size, layout, found, chosen, config, ...expected }) => {
    const brought = join(folder, `${size}-${layout}`);
    await mkdir(brought);
    execFileSync(PYTHON, ['test/parity/clip_reference.py', 'make', size, layout, brought]);
    if (config) await writeFile(join(brought, 'config.json'), JSON.stringify(config));
    const files = await openCheckpoint(storage, join(brought, 'checkpoint.pt'));
    const model = await importCheckpoint(files, storage, folder, `of-${size}-${layout}`, unattended(), {
      activation: chosen,
    });
    await files.close();
    const clip = clipOf(model.config, 'm', 'a test');
    expect({
      contextLength: clip.contextLength,
      heads: clip.vision.heads,
      activation: clip.activation,
    }).toEqual({
      contextLength: expected.contextLength,
      heads: expected.heads,
      activation: expected.activation,
    });
    expect(model.config.source.layout).toBe(found);
    const torch = JSON.parse(await readFile(join(brought, 'expected.json'), 'utf8'));
    const { images, texts, trimmedAlike } = await compareWithTorch(model, torch);
    for (const { cosine, maxAbs } of [images, texts]) {
      expect(cosine).toBeGreaterThan(0.999999);
      expect(maxAbs).toBeLessThan(1e-5);
    }
    expect(trimmedAlike).toBe(true);
  });
});
