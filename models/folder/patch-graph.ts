/** The graph with patch features in a model folder, made on first use, so that folders of older versions need no new import. */

import type { Precision } from '../../core/documents/model.ts';
import type { Storage } from '../../core/host.ts';
import { readSafetensorsHeader } from '../checkpoint/safetensors.ts';
import { int8Linear } from '../clip/int8-linear.ts';
import { int8PatchFeatures } from '../clip/int8-patches.ts';
import type { WeightBits } from '../clip/int8-weights.ts';
import type { PatchAttention } from '../clip/patch-block.ts';
import { externalWeights, patchGraph, type WeightPlaces } from '../clip/tower-graphs.ts';
import { FLOAT_LAYERS, type PatchLayers } from '../clip/vision-tower.ts';
import { ensureGraphFile } from './graph-file.ts';
import { clipOf, parseModelConfig } from './model-config.ts';
import { CONFIG_FILE, PATCH_FILES, PRECISION_FILES, WEIGHTS_FILE } from './model-folder.ts';

/** Of the attentions that `npm run bench:localization` compares, none is clearly better, and only `identity` costs less. */
export const PATCH_ATTENTION: PatchAttention = 'k';

/**
 * Name of the graph in the model folder `path`. It is written unless it exists and equals what this version makes. Throws
 * `NotFound` if the folder has no weights of that precision, `Unsupported` for a model that is not a CLIP.
 */
export async function ensurePatchGraph(
  storage: Storage,
  path: string,
  precision: Precision,
  attentions: readonly PatchAttention[] = [PATCH_ATTENTION],
): Promise<string> {
  const config = `${path}/${CONFIG_FILE}`;
  const clip = clipOf(parseModelConfig(await storage.readFile(config), config), path, 'sharpened maps');
  const { places, metadata } = await readPlaces(storage, path, PRECISION_FILES[precision].weights);
  const layers =
    precision === 'int8'
      ? int8Layers((await readPlaces(storage, path, WEIGHTS_FILE)).places, metadata.bits === '7' ? 7 : 8)
      : FLOAT_LAYERS;
  const name = PATCH_FILES[precision];
  await ensureGraphFile(storage, `${path}/${name}`, patchGraph(clip, places, attentions, layers));
  return name;
}

/** `floats`: the weights in float32. */
function int8Layers(floats: WeightPlaces, bits: WeightBits): PatchLayers {
  return {
    linear: int8Linear,
    features: (model, prefix, attended) => {
      const weights = externalWeights(model.graph, floats, 'float32.');
      return int8PatchFeatures({ ...model, weights }, prefix, attended, bits);
    },
  };
}

async function readPlaces(
  storage: Storage,
  path: string,
  file: string,
): Promise<{ readonly places: WeightPlaces; readonly metadata: Readonly<Record<string, string>> }> {
  const source = await storage.openRead(`${path}/${file}`);
  try {
    const { entries, metadata } = await readSafetensorsHeader(source);
    return { places: { file, entries }, metadata };
  } finally {
    await source.close();
  }
}
