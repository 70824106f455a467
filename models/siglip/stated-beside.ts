/** Reads what the files beside a SigLIP checkpoint state and its weights do not show: the GELU and the size of pictures. */
import { MODEL_ACTIVATIONS, type ModelActivation } from '../../core/documents/model.ts';
import { Unsupported } from '../../core/errors.ts';
import type { JsonObject } from '../../core/json-object.ts';
import { jsonOf, objectOf } from '../clip/activation-evidence.ts';
import { gridOf, type SiglipSizes } from './siglip-config.ts';
import { SIGLIP_ACTIVATION } from './siglip-conventions.ts';

/** Names in `config.json` of the library transformers. */
const NAMES: Readonly<Record<string, ModelActivation>> = {
  gelu_pytorch_tanh: 'gelu_tanh',
  gelu_new: 'gelu_tanh',
  gelu: 'gelu',
  quick_gelu: 'quick_gelu',
};

export type StatedBeside = {
  readonly activation: ModelActivation;
  /** Completes "read from …". */
  readonly from: string;
  /** Edge of pictures; may be larger than a whole number of patches. */
  readonly imageSizePx: number;
};

type Note = (name: string) => Promise<string | null>;

/**
 * `note` reads a file beside the checkpoint. Without such files, the activation is that of the published models. Throws
 * `Unsupported` if a file states something that this program lacks.
 */
export async function statedBeside(
  note: Note,
  sizes: SiglipSizes,
  generatesPatches: boolean,
): Promise<StatedBeside> {
  const config = jsonOf(await note('config.json'));
  if (config?.model_type === 'siglip2')
    throw new Unsupported(
      'config.json: a SigLIP 2 model for pictures of any shape (NaFlex), which is not supported',
    );
  if (config?.format === 'longsight-model') return fromOurs(config, sizes);
  if (config?.model_type === 'siglip') return fromTransformers(config, sizes);
  const openClip = objectOf(jsonOf(await note('open_clip_config.json'))?.model_cfg);
  if (openClip?.embed_dim === sizes.embeddingDim) return fromOpenClip(openClip, sizes);
  if (generatesPatches)
    return {
      activation: 'gelu',
      from: 'its kind: DOFA-CLIP computes the exact GELU',
      imageSizePx: sizes.imageSizePx,
    };
  return {
    activation: SIGLIP_ACTIVATION,
    from: 'its family: Google’s SigLIP and what was fine-tuned from it',
    imageSizePx: sizes.imageSizePx,
  };
}

function fromOurs(config: JsonObject, sizes: SiglipSizes): StatedBeside {
  const { activation, imageSizePx } = objectOf(config.siglip) ?? {};
  const known = MODEL_ACTIVATIONS.find((each) => each === activation);
  return {
    activation: known ?? SIGLIP_ACTIVATION,
    from: 'config.json beside it',
    imageSizePx: fitting(imageSizePx, sizes),
  };
}

/** Absent values are the defaults of transformers' SiglipConfig: towers of 12 heads with the tanh approximation. */
function fromTransformers(config: JsonObject, sizes: SiglipSizes): StatedBeside {
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
  const { image_size: imageSizePx } = objectOf(config.vision_config) ?? {};
  return { activation, from: 'config.json beside it', imageSizePx: fitting(imageSizePx, sizes) };
}

/** open_clip computes the exact GELU unless `act_kwargs` say otherwise. */
function fromOpenClip(model: JsonObject, sizes: SiglipSizes): StatedBeside {
  const kwargs = objectOf(objectOf(model.text_cfg)?.act_kwargs);
  const { image_size: imageSizePx } = objectOf(model.vision_cfg) ?? {};
  return {
    activation: kwargs?.approximate === 'tanh' ? 'gelu_tanh' : 'gelu',
    from: 'open_clip_config.json beside it',
    imageSizePx: fitting(imageSizePx, sizes),
  };
}

/** The stated edge if it gives the number of patches of the weights; so400m/14 at 384 px has six pixels left over. */
function fitting(stated: unknown, sizes: SiglipSizes): number {
  const { imageSizePx } = sizes;
  return typeof stated === 'number' && gridOf({ ...sizes, imageSizePx: stated }) === gridOf(sizes)
    ? stated
    : imageSizePx;
}
