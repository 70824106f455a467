/** Key layout of Hugging Face's transformers (`CLIPModel`): other names, separate q, k and v, transposed projections. */
import { stacked, tensorOf, transposed } from '../checkpoint/derived-tensors.ts';
import type { StateDict, StoredTensor } from '../checkpoint/state-dict.ts';

/** Published key → theirs, outside the blocks. */
const KEYS: readonly (readonly [string, string])[] = [
  ['token_embedding.weight', 'text_model.embeddings.token_embedding.weight'],
  ['positional_embedding', 'text_model.embeddings.position_embedding.weight'],
  ['ln_final.weight', 'text_model.final_layer_norm.weight'],
  ['ln_final.bias', 'text_model.final_layer_norm.bias'],
  ['logit_scale', 'logit_scale'],
  ['visual.class_embedding', 'vision_model.embeddings.class_embedding'],
  ['visual.conv1.weight', 'vision_model.embeddings.patch_embedding.weight'],
  ['visual.positional_embedding', 'vision_model.embeddings.position_embedding.weight'],
  // "layrnorm" is the spelling in their checkpoints.
  ['visual.ln_pre.weight', 'vision_model.pre_layrnorm.weight'],
  ['visual.ln_pre.bias', 'vision_model.pre_layrnorm.bias'],
  ['visual.ln_post.weight', 'vision_model.post_layernorm.weight'],
  ['visual.ln_post.bias', 'vision_model.post_layernorm.bias'],
];

/** `[out, in]` there, `[in, out]` in the published layout. */
const TRANSPOSED: readonly (readonly [string, string])[] = [
  ['text_projection', 'text_projection.weight'],
  ['visual.proj', 'visual_projection.weight'],
];

/** Inside a block. */
const BLOCK_KEYS: readonly (readonly [string, string])[] = [
  ['attn.out_proj', 'self_attn.out_proj'],
  ['ln_1', 'layer_norm1'],
  ['ln_2', 'layer_norm2'],
  ['mlp.c_fc', 'mlp.fc1'],
  ['mlp.c_proj', 'mlp.fc2'],
];

const TOWERS = [
  ['visual.transformer', 'vision_model'],
  ['transformer', 'text_model'],
] as const;

export function isTransformersLayout(dict: StateDict): boolean {
  return (
    dict.has('text_model.embeddings.token_embedding.weight') &&
    dict.has('vision_model.embeddings.patch_embedding.weight')
  );
}

/** The dict under published keys; tensors are read only when asked for. Throws `InvalidInput` for a missing key. */
export function publishedFromTransformers(dict: StateDict): StateDict {
  const published = new Map<string, StoredTensor>();
  for (const [key, theirs] of KEYS) published.set(key, tensorOf(dict, theirs));
  for (const [key, theirs] of TRANSPOSED) published.set(key, transposed(theirs, tensorOf(dict, theirs)));
  for (const [prefix, tower] of TOWERS)
    for (let layer = 0; dict.has(`${tower}.encoder.layers.${layer}.layer_norm1.weight`); layer++)
      addBlock(published, dict, `${prefix}.resblocks.${layer}`, `${tower}.encoder.layers.${layer}`);
  return published;
}

function addBlock(
  published: Map<string, StoredTensor>,
  dict: StateDict,
  block: string,
  theirs: string,
): void {
  for (const part of ['weight', 'bias']) {
    const parts = ['q', 'k', 'v'].map((name) => tensorOf(dict, `${theirs}.self_attn.${name}_proj.${part}`));
    published.set(`${block}.attn.in_proj_${part}`, stacked(parts));
    for (const [key, name] of BLOCK_KEYS)
      published.set(`${block}.${key}.${part}`, tensorOf(dict, `${theirs}.${name}.${part}`));
  }
}
