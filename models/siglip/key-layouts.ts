/** Key layouts of SigLIP checkpoints and their conversion to ours. */
import { reshaped, stacked, tensorOf } from '../checkpoint/derived-tensors.ts';
import type { StateDict, StoredTensor } from '../checkpoint/state-dict.ts';
import { hasWavePatches, withRgbPatches } from './wave-patches.ts';

type Names = readonly (readonly [ours: string, theirs: string])[];

/** Names of one layout; those that end in `.` stand for a weight and a bias. */
type Layout = {
  readonly name: string;
  readonly matches: (dict: StateDict) => boolean;
  readonly names: Names;
  /** Prefixes of the blocks of both towers. */
  readonly blocks: readonly (readonly [ours: string, theirs: string, inBlock: Names])[];
  /** Stacked rows: the packed input of an attention, from its parts. `?` stands for weight or bias. */
  readonly packedHead: readonly string[];
  readonly packedInBlock: Readonly<Record<'visual.transformer' | 'transformer', readonly string[]>>;
};

/** Hugging Face's transformers (`SiglipModel`). */
const transformers: Layout = {
  name: 'transformers (SigLIP)',
  matches: (dict) => dict.has('vision_model.head.probe') && dict.has('text_model.head.weight'),
  names: [
    ['visual.conv1.', 'vision_model.embeddings.patch_embedding.'],
    ['visual.positional_embedding', 'vision_model.embeddings.position_embedding.weight'],
    ['visual.ln_post.', 'vision_model.post_layernorm.'],
    ['visual.head.probe', 'vision_model.head.probe'],
    ['visual.head.attn.out_proj.', 'vision_model.head.attention.out_proj.'],
    ['visual.head.ln.', 'vision_model.head.layernorm.'],
    ['visual.head.mlp.c_fc.', 'vision_model.head.mlp.fc1.'],
    ['visual.head.mlp.c_proj.', 'vision_model.head.mlp.fc2.'],
    ['token_embedding.weight', 'text_model.embeddings.token_embedding.weight'],
    ['positional_embedding', 'text_model.embeddings.position_embedding.weight'],
    ['ln_final.', 'text_model.final_layer_norm.'],
    ['text_head.', 'text_model.head.'],
  ],
  blocks: (['vision_model', 'text_model'] as const).map((tower) => [
    tower === 'vision_model' ? 'visual.transformer' : 'transformer',
    `${tower}.encoder.layers`,
    [
      ['ln_1.', 'layer_norm1.'],
      ['ln_2.', 'layer_norm2.'],
      ['attn.out_proj.', 'self_attn.out_proj.'],
      ['mlp.c_fc.', 'mlp.fc1.'],
      ['mlp.c_proj.', 'mlp.fc2.'],
    ],
  ]),
  packedHead: ['vision_model.head.attention.in_proj_?'],
  packedInBlock: {
    'visual.transformer': ['q', 'k', 'v'].map((part) => `self_attn.${part}_proj.?`),
    transformer: ['q', 'k', 'v'].map((part) => `self_attn.${part}_proj.?`),
  },
};

/** open_clip's SigLIP: an image tower of timm with attention pooling, and open_clip's own text tower. */
const openClip: Layout = {
  name: 'open_clip (SigLIP)',
  matches: (dict) => dict.has('visual.trunk.attn_pool.latent') && dict.has('text.token_embedding.weight'),
  names: [
    ['visual.conv1.', 'visual.trunk.patch_embed.proj.'],
    ['visual.positional_embedding', 'visual.trunk.pos_embed'],
    ['visual.ln_post.', 'visual.trunk.norm.'],
    ['visual.head.probe', 'visual.trunk.attn_pool.latent'],
    ['visual.head.attn.out_proj.', 'visual.trunk.attn_pool.proj.'],
    ['visual.head.ln.', 'visual.trunk.attn_pool.norm.'],
    ['visual.head.mlp.c_fc.', 'visual.trunk.attn_pool.mlp.fc1.'],
    ['visual.head.mlp.c_proj.', 'visual.trunk.attn_pool.mlp.fc2.'],
    ['token_embedding.weight', 'text.token_embedding.weight'],
    ['positional_embedding', 'text.positional_embedding'],
    ['ln_final.', 'text.ln_final.'],
    ['text_head.', 'text.text_projection.'],
  ],
  blocks: [
    [
      'visual.transformer',
      'visual.trunk.blocks',
      [
        ['ln_1.', 'norm1.'],
        ['ln_2.', 'norm2.'],
        ['attn.out_proj.', 'attn.proj.'],
        ['mlp.c_fc.', 'mlp.fc1.'],
        ['mlp.c_proj.', 'mlp.fc2.'],
      ],
    ],
    [
      'transformer',
      'text.transformer.resblocks',
      ['ln_1.', 'ln_2.', 'attn.out_proj.', 'mlp.c_fc.', 'mlp.c_proj.'].map((name) => [name, name] as const),
    ],
  ],
  packedHead: ['visual.trunk.attn_pool.q.?', 'visual.trunk.attn_pool.kv.?'],
  packedInBlock: { 'visual.transformer': ['attn.qkv.?'], transformer: ['attn.in_proj_?'] },
};

const LAYOUTS: readonly Layout[] = [transformers, openClip];

/** The dict under our keys; null if it is in no known layout of a SigLIP. Throws `InvalidInput` for a missing key. */
export function siglipLayout(dict: StateDict): { layout: string; dict: StateDict } | null {
  // The weights of one of our model folders.
  if (dict.has('visual.head.probe') && dict.has('text_head.weight'))
    return { layout: 'longsight (SigLIP)', dict };
  const layout = LAYOUTS.find(({ matches }) => matches(dict));
  if (layout === undefined) return null;
  if (hasWavePatches(dict))
    return { layout: `${layout.name}, DOFA patches`, dict: converted(withRgbPatches(dict), layout) };
  return { layout: layout.name, dict: converted(dict, layout) };
}

function converted(dict: StateDict, layout: Layout): StateDict {
  const ours = new Map<string, StoredTensor>();
  addNamed(ours, dict, layout.names, '', '');
  addPacked(ours, dict, 'visual.head.attn', layout.packedHead);
  for (const [prefix, theirs, names] of layout.blocks)
    for (let i = 0; hasBlock(dict, `${theirs}.${i}.`); i++) {
      const block = `${prefix}.resblocks.${i}.`;
      addNamed(ours, dict, names, block, `${theirs}.${i}.`);
      const parts = layout.packedInBlock[prefix as keyof Layout['packedInBlock']];
      addPacked(
        ours,
        dict,
        `${block}attn`,
        parts.map((part) => `${theirs}.${i}.${part}`),
      );
    }
  // The axes of length 1 differ between the layouts.
  for (const key of ['logit_scale', 'logit_bias']) ours.set(key, reshaped(key, tensorOf(dict, key), []));
  for (const key of ['visual.head.probe', 'visual.positional_embedding']) {
    const tensor = ours.get(key)!;
    ours.set(key, reshaped(key, tensor, tensor.shape.slice(-2)));
  }
  return ours;
}

function hasBlock(dict: StateDict, prefix: string): boolean {
  for (const key of dict.keys()) if (key.startsWith(prefix)) return true;
  return false;
}

function addNamed(
  ours: Map<string, StoredTensor>,
  dict: StateDict,
  names: Names,
  ourPrefix: string,
  theirPrefix: string,
): void {
  for (const [name, theirs] of names)
    for (const part of name.endsWith('.') ? ['weight', 'bias'] : [''])
      ours.set(`${ourPrefix}${name}${part}`, tensorOf(dict, `${theirPrefix}${theirs}${part}`));
}

function addPacked(
  ours: Map<string, StoredTensor>,
  dict: StateDict,
  attention: string,
  parts: readonly string[],
): void {
  for (const kind of ['weight', 'bias']) {
    const tensors = parts.map((part) => tensorOf(dict, part.replace('?', kind)));
    ours.set(`${attention}.in_proj_${kind}`, tensors.length === 1 ? tensors[0] : stacked(tensors));
  }
}
