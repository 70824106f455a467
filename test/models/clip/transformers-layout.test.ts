import { rm } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { unattended } from '../../../core/task.ts';
import { importCheckpoint } from '../../../models/clip/import-checkpoint.ts';
import { memorySource } from '../memory-source.ts';
import { storage, temporaryFolder } from '../oracle.ts';
import { safetensorsFile, tinyWeights, type Weights } from '../tiny-weights.ts';

test('a checkpoint in the layout of transformers becomes the model that the published layout gives', async () => {
  const models = await temporaryFolder();
  const weights = tinyWeights(77);
  const bring = (state: Weights, name: string) =>
    importCheckpoint(
      memorySource('model.safetensors', safetensorsFile(state)),
      storage,
      models,
      name,
      unattended(),
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

/** Renames as transformers' own conversion script does. */
function asTransformers(weights: Weights): Weights {
  const renamed: Weights = new Map();
  for (const [key, { shape, elements }] of weights) {
    const name = key
      .replace(/^visual\.transformer\.resblocks/, 'vision_model.encoder.layers')
      .replace(/^transformer\.resblocks/, 'text_model.encoder.layers')
      .replace(/^visual\.proj$/, 'visual_projection.weight')
      .replace(/^text_projection$/, 'text_projection.weight')
      .replace(/^visual\.conv1/, 'vision_model.embeddings.patch_embedding')
      .replace(/^visual\.class_embedding/, 'vision_model.embeddings.class_embedding')
      .replace(/^visual\.positional_embedding/, 'vision_model.embeddings.position_embedding.weight')
      .replace(/^positional_embedding/, 'text_model.embeddings.position_embedding.weight')
      .replace(/^token_embedding/, 'text_model.embeddings.token_embedding')
      .replace(/^visual\.ln_pre/, 'vision_model.pre_layrnorm')
      .replace(/^visual\.ln_post/, 'vision_model.post_layernorm')
      .replace(/^ln_final/, 'text_model.final_layer_norm')
      .replace('.attn.', '.self_attn.')
      .replace('.ln_1.', '.layer_norm1.')
      .replace('.ln_2.', '.layer_norm2.')
      .replace('.c_fc.', '.fc1.')
      .replace('.c_proj.', '.fc2.');
    if (name.includes('in_proj_')) {
      const rows = shape[0] / 3;
      ['q', 'k', 'v'].forEach((part, i) => {
        const length = elements.length / 3;
        renamed.set(name.replace('in_proj_', `${part}_proj.`), {
          shape: [rows, ...shape.slice(1)],
          elements: elements.slice(i * length, (i + 1) * length),
        });
      });
    } else if (name.endsWith('_projection.weight')) {
      const [rows, columns] = shape;
      const flipped = elements.map((_, i) => elements[(i % rows) * columns + Math.floor(i / rows)]);
      renamed.set(name, { shape: [columns, rows], elements: flipped });
    } else renamed.set(name, { shape, elements });
  }
  return renamed;
}
