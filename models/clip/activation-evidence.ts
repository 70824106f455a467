/**
 * The GELU that a model was trained with. Weights do not show it, and the wrong one makes all embeddings slightly wrong.
 * It is therefore read from the files or asked for, never guessed.
 */

import { ACTIVATIONS, type Activation } from '../../core/documents/model.ts';
import { Unsupported } from '../../core/errors.ts';
import { isJsonObject, type JsonObject } from '../../core/json-object.ts';
import type { StoredCheckpoint } from '../checkpoint/state-dict.ts';
import type { ClipSizes } from './clip-config.ts';
import { STRETCHED_POSITIONS } from './weight-names.ts';

/** `from` completes the phrase "read from …". */
export type ActivationEvidence = { readonly activation: Activation; readonly from: string };

type Note = (name: string) => Promise<string | null>;

/** Null if no file states it. `note` reads a file beside the checkpoint. Throws `Unsupported` for any other activation. */
export async function findActivation(
  { dict, metadata }: StoredCheckpoint,
  sizes: ClipSizes,
  note: Note,
): Promise<ActivationEvidence | null> {
  const own = metadata.activation;
  if (own !== undefined) return { activation: activationNamed(own, 'the file'), from: 'the file itself' };
  return (
    fromTransformers(jsonOf(await note('config.json')), sizes) ??
    fromOpenClip(jsonOf(await note('open_clip_config.json')), sizes) ??
    fromKind(dict)
  );
}

function activationNamed(name: string, where: string): Activation {
  const known = ACTIVATIONS.find((each) => each === name);
  if (known !== undefined) return known;
  throw new Unsupported(
    `${where}: activation ${JSON.stringify(name)}; only ${ACTIVATIONS.join(' and ')} are supported`,
  );
}

/** transformers' `config.json`, or ours; ignored where it describes a model of other sizes. */
function fromTransformers(config: JsonObject | null, sizes: ClipSizes): ActivationEvidence | null {
  if (config?.format === 'longsight-model') {
    const activation = objectOf(config.clip)?.activation;
    return typeof activation === 'string' ? beside('config.json', activation) : null;
  }
  if (config?.model_type !== 'clip') return null;
  const vision = objectOf(config.vision_config) ?? {};
  const text = objectOf(config.text_config) ?? {};
  // Absent values are the defaults of transformers' CLIPConfig: a ViT-B/32 with QuickGELU.
  const { hidden_size: width = 768, patch_size: patchPx = 32, num_attention_heads: heads = 12 } = vision;
  if (width !== sizes.vision.width || patchPx !== sizes.patchSizePx) return null;
  if (heads !== sizes.vision.heads)
    throw new Unsupported(
      `config.json: ${heads} heads in the image tower; only ${sizes.vision.heads} are supported at this width`,
    );
  const { hidden_act: ofVision = 'quick_gelu' } = vision;
  const { hidden_act: ofText = 'quick_gelu' } = text;
  if (ofVision !== ofText)
    throw new Unsupported(`config.json: the towers have different activations (${ofVision}, ${ofText})`);
  return beside('config.json', String(ofVision));
}

/** open_clip's: exact GELU unless it says otherwise. */
function fromOpenClip(config: JsonObject | null, sizes: ClipSizes): ActivationEvidence | null {
  const model = objectOf(config?.model_cfg);
  if (model?.embed_dim !== sizes.embeddingDim) return null;
  const isQuick = model.quick_gelu === true;
  return { activation: isQuick ? 'quick_gelu' : 'gelu', from: 'open_clip_config.json beside it' };
}

/** Long-CLIP and its descendants are all fine-tuned from OpenAI's weights. */
function fromKind(dict: StoredCheckpoint['dict']): ActivationEvidence | null {
  return dict.has(STRETCHED_POSITIONS)
    ? { activation: 'quick_gelu', from: 'its key layout: stretched from OpenAI’s CLIP' }
    : null;
}

function beside(file: string, name: string): ActivationEvidence {
  return { activation: activationNamed(name, file), from: `${file} beside it` };
}

/** Null for what is no JSON object: a note beside the weights may be anything. */
export function jsonOf(text: string | null): JsonObject | null {
  if (text === null) return null;
  try {
    return objectOf(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

export function objectOf(value: unknown): JsonObject | null {
  return isJsonObject(value) ? value : null;
}
