/** Conversion of a state dict from the published layout to that of transformers. */
import type { Weights } from '../tiny-weights.ts';

/** Renames, splits and transposes weights as the conversion script of transformers does. */
export function asTransformers(weights: Weights): Weights {
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
