import { rm } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { unattended } from '../../../core/task.ts';
import { oneFile } from '../../../models/checkpoint/checkpoint-files.ts';
import { importCheckpoint } from '../../../models/folder/import-checkpoint.ts';
import { memorySource } from '../memory-source.ts';
import { storage, temporaryFolder } from '../oracle.ts';
import { safetensorsFile, tinyWeights, type Weights } from '../tiny-weights.ts';
import { asTransformers } from './as-transformers.ts';

test('a checkpoint in the layout of transformers gives the same model as one in the published layout', async () => {
  const models = await temporaryFolder();
  const weights = tinyWeights(77);
  const bring = (state: Weights, name: string) =>
    importCheckpoint(
      oneFile(memorySource('model.safetensors', safetensorsFile(state))),
      storage,
      models,
      name,
      unattended(),
      { activation: 'quick_gelu' },
    );
  const published = await bring(weights, 'published');
  const theirs = await bring(asTransformers(weights), 'theirs');
  expect(theirs.identity).toEqual({ ...published.identity, id: 'theirs' });
  expect(theirs.config.source.layout).toBe('transformers');
  const incomplete = asTransformers(weights);
  incomplete.delete('text_model.encoder.layers.0.self_attn.k_proj.bias');
  await expect(bring(incomplete, 'incomplete')).rejects.toThrow('self_attn.k_proj.bias is missing');
  await rm(models, { recursive: true });
});
