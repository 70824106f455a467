/** Key layouts of checkpoints and their conversion to the published one. A new layout is one file and one line here. */
import { InvalidInput } from '../../core/errors.ts';
import type { StateDict } from '../checkpoint/state-dict.ts';
import { isTransformersLayout, publishedFromTransformers } from './transformers-layout.ts';

type KeyLayout = {
  readonly name: string;
  readonly matches: (dict: StateDict) => boolean;
  readonly toPublished: (dict: StateDict) => StateDict;
};

const published: KeyLayout = {
  name: 'published',
  matches: (dict) => dict.has('token_embedding.weight') || dict.has('visual.conv1.weight'),
  toPublished: (dict) => dict,
};

/** open_clip models with a separate text tower (`CustomTextCLIP`) prefix its keys with `text.`. */
const separateText: KeyLayout = {
  name: 'open_clip with text tower',
  matches: (dict) => dict.has('text.token_embedding.weight') && dict.has('visual.conv1.weight'),
  toPublished: (dict) =>
    new Map([...dict].map(([key, tensor]) => [key.replace(/^text\.(?=\w)/, ''), tensor])),
};

const transformers: KeyLayout = {
  name: 'transformers',
  matches: isTransformersLayout,
  toPublished: publishedFromTransformers,
};

const LAYOUTS: readonly KeyLayout[] = [separateText, published, transformers];

/** The dict under published keys. `name` is the file's, for messages. Throws `InvalidInput` if no layout fits. */
export function toPublishedLayout(name: string, dict: StateDict): { layout: string; dict: StateDict } {
  const layout = LAYOUTS.find((candidate) => candidate.matches(dict));
  if (!layout) throw notClip(name, dict);
  return { layout: layout.name, dict: layout.toPublished(dict) };
}

/** Models that people mistake for a CLIP, by a key that only they have. */
const OTHERS: readonly (readonly [RegExp, string])[] = [
  [/^(layer1\.0\.conv1|fc)\.weight$/, 'an image classifier (ResNet)'],
  [/^(bert\.)?embeddings\.word_embeddings\.weight$/, 'a language model (BERT)'],
  [/^(roberta\.|transformer\.)?(wte|h\.0\.attn\.c_attn)\./, 'a language model (GPT)'],
  [/^lora_|\.lora_(A|B|down|up)\./, 'an adapter (LoRA), not a complete model'],
  [/^(blocks\.0\.attn\.qkv|cls_token|patch_embed\.proj)/, 'an image model (timm ViT)'],
  [/^vision_model\.head\.probe$|^logit_bias$/, 'a SigLIP model'],
  [/^(student|teacher|encoder|decoder)\./, 'a model of another kind'],
  [/^vision_model\./, 'only the image tower of a CLIP'],
  [/^text_model\./, 'only the text tower of a CLIP'],
];

function notClip(name: string, dict: StateDict): InvalidInput {
  const keys = [...dict.keys()];
  const other = OTHERS.find(([key]) => keys.some((each) => key.test(each)))?.[1];
  return new InvalidInput(
    `${name}: its keys match no supported CLIP layout: ${other === undefined ? '' : `it looks like ${other}; `}${dict.size} tensors, the first are ${keys.slice(0, 3).join(', ')}. Choose the weights of a CLIP with both towers`,
  );
}
