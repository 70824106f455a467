import { readFile, rm } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { unattended } from '../../core/task.ts';
import { oneFile } from '../../models/checkpoint/checkpoint-files.ts';
import { importCheckpoint } from '../../models/folder/import-checkpoint.ts';
import { memorySource } from '../models/memory-source.ts';
import { fixture, storage, temporaryFolder } from '../models/oracle.ts';
import { randomClip, SMALL_CLIP } from '../models/random-clip.ts';
import { safetensorsFile } from '../models/tiny-weights.ts';
import { compareWithTorch, type TorchExpectation } from './compare-with-torch.ts';

let folder: string;

beforeAll(async () => {
  folder = await temporaryFolder();
});

afterAll(() => rm(folder, { recursive: true }));

/** The fixture holds what `clip_reference.py make tiny lrsclip|openai` computed with PyTorch 1.13.1 from the same generated weights. */
test.each([248, 77] as const)(
  'a small CLIP with %i positions gives the embeddings of PyTorch, for short and long texts',
  async (contextLength) => {
    const stored: Readonly<Record<number, TorchExpectation>> = JSON.parse(
      await readFile(fixture('torch-tiny.json'), 'utf8'),
    );
    const weights = randomClip({ ...SMALL_CLIP, contextLength }, 5, contextLength === 248);
    const source = memorySource('tiny.safetensors', safetensorsFile(weights));
    const model = await importCheckpoint(
      oneFile(source),
      storage,
      folder,
      `tiny-${contextLength}`,
      unattended(),
      { activation: 'quick_gelu' },
    );
    const { images, texts, trimmedAlike } = await compareWithTorch(model, stored[contextLength]);
    for (const { cosine, maxAbs } of [images, texts]) {
      expect(cosine).toBeGreaterThan(0.999999);
      expect(maxAbs).toBeLessThan(1e-6);
    }
    expect(trimmedAlike).toBe(true);
  },
);
