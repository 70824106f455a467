/** Recognises by their keys the models that cannot be read, and says what to choose instead. All refused kinds are listed here. */
import { Unsupported } from '../../core/errors.ts';
import type { StateDict } from './state-dict.ts';

type Kind = {
  readonly key: RegExp;
  /** Further condition on the tensors. */
  readonly when?: (dict: StateDict) => boolean;
  /** Completes "FILE: …". */
  readonly told: string;
};

const SIGLIP_PATCHES = 'vision_model.embeddings.patch_embedding.weight';

/** Relatives of CLIP and SigLIP, which share keys with them. */
const RELATIVES: readonly Kind[] = [
  {
    key: /^visual\.(layer1\.0\.conv1\.weight|attnpool\.positional_embedding)$/,
    told: 'the image tower is a ResNet (such as RN50); only vision transformers are supported: choose the ViT weights of the model',
  },
  {
    key: /^visual\.(trunk\.)?(blocks\.\d+\.(attn\.(q_proj\.|q_bias$|inner_attn_ln)|mlp\.(w[12]|fc1_g)\.)|rope\.)|^visual\.blocks\.0\./,
    told: "an EVA-CLIP model; its image tower has other blocks than CLIP's, which are not supported: choose a model with OpenAI's or open_clip's ViT",
  },
  {
    key: /^text_decoder\.|^map_viz2txt_kv$/,
    told: 'a CoCa model, which also writes captions; only dual encoders are supported',
  },
  {
    key: /^text\.transformer\.(embeddings|encoder|h|wte)\./,
    told: "the text tower is a language model (such as BERT); only CLIP's and SigLIP's own are supported",
  },
  {
    key: /^vision_model\.embeddings\.patch_embedding\.weight$/,
    when: (dict) => dict.get(SIGLIP_PATCHES)?.shape.length === 2,
    told: 'a SigLIP 2 model for pictures of any shape (NaFlex), which is not supported: choose a SigLIP model of a fixed size',
  },
  {
    key: /^visual\.trunk\./,
    when: (dict) => !dict.has('visual.trunk.attn_pool.latent'),
    told: "the image tower comes from timm (keys visual.trunk.…); only CLIP's own and SigLIP's, with attention pooling, are supported",
  },
  {
    key: /^vision_model\.embeddings\./,
    when: (dict) => dict.has('logit_bias') && !dict.has('vision_model.head.probe'),
    told: 'a SigLIP model without attention pooling (vision_model.head is missing), which is not supported',
  },
  {
    key: /^vision_tower\./,
    told: 'a multimodal language model; only dual encoders are supported',
  },
  {
    key: /^logit_bias$/,
    when: (dict) => dict.has('visual.conv1.weight') && !dict.has('visual.head.probe'),
    told: 'a SigLIP model with an image tower of CLIP (it has a logit_bias and a class token), a combination that is not supported',
  },
];

/** Models that people mistake for a dual encoder. */
const OTHERS: readonly (readonly [RegExp, string])[] = [
  [/^(layer1\.0\.conv1|fc)\.weight$/, 'an image classifier (ResNet)'],
  [/^(bert\.)?embeddings\.word_embeddings\.weight$/, 'a language model (BERT)'],
  [/^(roberta\.|transformer\.)?(wte|h\.0\.attn\.c_attn)\./, 'a language model (GPT)'],
  [/^lora_|\.lora_(A|B|down|up)\./, 'an adapter (LoRA), not a complete model'],
  [/^(blocks\.0\.attn\.qkv|cls_token|patch_embed\.proj)/, 'an image model (timm ViT)'],
  [/^(text_encoder|visual_encoder|qformer|Qformer)\./, 'a BLIP model'],
  [/^(student|teacher|encoder|decoder)\./, 'a model of another kind'],
  [/^vision_model\.head\.probe$|^logit_bias$/, 'only one tower of a SigLIP'],
  [/^vision_model\./, 'only the image tower of a CLIP'],
  [/^text_model\./, 'only the text tower of a CLIP'],
];

/** Throws `Unsupported` for a relative of CLIP or SigLIP that this program cannot run. */
export function refuseRelatives(dict: StateDict): void {
  const keys = [...dict.keys()];
  const kind = RELATIVES.find(
    ({ key, when }) => keys.some((each) => key.test(each)) && (when?.(dict) ?? true),
  );
  if (kind) throw new Unsupported(kind.told);
}

/** The message for keys that match no layout. */
export function unknownLayout(dict: StateDict): string {
  const keys = [...dict.keys()];
  const other = OTHERS.find(([key]) => keys.some((each) => key.test(each)))?.[1];
  return `its keys match no supported layout of CLIP or SigLIP: ${other === undefined ? '' : `it looks like ${other}; `}${dict.size} tensors, the first are ${keys.slice(0, 3).join(', ')}. Choose the weights of a model with both towers`;
}
