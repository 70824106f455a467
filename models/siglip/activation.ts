/** The GELU of a SigLIP model, and what else its `config.json` can say against reading it. */
import { MODEL_ACTIVATIONS, type ModelActivation } from '../../core/documents/model.ts';
import { Unsupported } from '../../core/errors.ts';
import type { JsonObject } from '../../core/json-object.ts';
import { jsonOf, objectOf } from '../clip/activation-evidence.ts';
import type { SiglipSizes } from './siglip-config.ts';
import { SIGLIP_ACTIVATION } from './siglip-conventions.ts';

/** Names in `config.json` of the library transformers. */
const NAMES: Readonly<Record<string, ModelActivation>> = {
  gelu_pytorch_tanh: 'gelu_tanh',
  gelu_new: 'gelu_tanh',
  gelu: 'gelu',
  quick_gelu: 'quick_gelu',
};

/**
 * As `config.json` states it, otherwise that of all published SigLIP models. `config` is the text of that file beside the weights, null
 * if there is none. Throws `Unsupported` if it states what this program lacks.
 */
export function siglipActivation(
  config: string | null,
  sizes: SiglipSizes,
): { readonly activation: ModelActivation; readonly from: string } {
  const stated = jsonOf(config);
  if (stated?.format === 'longsight-model') return fromOurs(stated);
  if (stated?.model_type === 'siglip2')
    throw new Unsupported(
      'config.json: a SigLIP 2 model for pictures of any shape (NaFlex), which is not supported',
    );
  if (stated?.model_type === 'siglip') return fromTransformers(stated, sizes);
  return { activation: SIGLIP_ACTIVATION, from: 'its family: all published SigLIP models use it' };
}

function fromOurs(config: JsonObject): { activation: ModelActivation; from: string } {
  const { activation } = objectOf(config.siglip) ?? {};
  const known = MODEL_ACTIVATIONS.find((each) => each === activation);
  return { activation: known ?? SIGLIP_ACTIVATION, from: 'config.json beside it' };
}

/** Absent values are the defaults of transformers' SiglipConfig: towers of 12 heads with the tanh approximation. */
function fromTransformers(
  config: JsonObject,
  sizes: SiglipSizes,
): { activation: ModelActivation; from: string } {
  const names = (['vision', 'text'] as const).map((tower) => {
    const own = objectOf(config[`${tower}_config`]) ?? {};
    const { num_attention_heads: heads = 12, hidden_act: name = 'gelu_pytorch_tanh' } = own;
    if (heads !== sizes[tower].heads)
      throw new Unsupported(
        `config.json: ${heads} heads in the ${tower === 'vision' ? 'image' : 'text'} tower; only ${sizes[tower].heads} are supported at this width`,
      );
    return String(name);
  });
  const activation = NAMES[names[0]];
  if (activation === undefined || names[0] !== names[1])
    throw new Unsupported(
      `config.json: activations ${names.join(' and ')}; both towers must have the same of ${Object.keys(NAMES).join(', ')}`,
    );
  return { activation, from: 'config.json beside it' };
}
