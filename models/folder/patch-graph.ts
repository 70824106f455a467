/** The graph with patch features in a model folder, made on first use, so that folders of older versions need no new import. */

import type { ByteSource } from '../../core/byte-source.ts';
import type { Precision } from '../../core/documents/model.ts';
import { InvalidInput } from '../../core/errors.ts';
import type { Storage } from '../../core/host.ts';
import { readSafetensorsHeader, type SafetensorsEntry } from '../checkpoint/safetensors.ts';
import { toFloat32 } from '../checkpoint/stored-elements.ts';
import { int8Directions, int8Linear } from '../clip/int8-linear.ts';
import { quantizedColumns, type WeightBits } from '../clip/int8-weights.ts';
import type { PatchAttention } from '../clip/patch-block.ts';
import { patchGraph } from '../clip/tower-graphs.ts';
import { FLOAT_LAYERS, type PatchLayers } from '../clip/vision-tower.ts';
import { PROJECTIONS } from '../clip/weight-names.ts';
import { ensureGraphFile } from './graph-file.ts';
import { clipOf, parseModelConfig } from './model-config.ts';
import { CONFIG_FILE, PATCH_FILES, PRECISION_FILES } from './model-folder.ts';

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
  const file = PRECISION_FILES[precision].weights;
  const source = await storage.openRead(`${path}/${file}`);
  try {
    const { entries, metadata } = await readSafetensorsHeader(source);
    const layers =
      precision === 'int8'
        ? await int8Layers(source, entries.get(PROJECTIONS.vision), metadata.bits === '7' ? 7 : 8)
        : FLOAT_LAYERS;
    const name = PATCH_FILES[precision];
    await ensureGraphFile(
      storage,
      `${path}/${name}`,
      patchGraph(clip, { file, entries }, attentions, layers),
    );
    return name;
  } finally {
    await source.close();
  }
}

/**
 * The projection of a picture stays in float32. That of its patches, fifty times as many products and more, would cost as much as all else
 * that they add, so it is quantized here; its levels are a part of the graph.
 */
async function int8Layers(
  source: ByteSource,
  entry: SafetensorsEntry | undefined,
  bits: WeightBits,
): Promise<PatchLayers> {
  if (entry === undefined) throw new InvalidInput(`${source.name}: key ${PROJECTIONS.vision} is missing`);
  const stored = await source.read(entry.offset, entry.length);
  const [, outputs] = entry.shape;
  const { levels, scales } = quantizedColumns(
    toFloat32(stored, entry.type, PROJECTIONS.vision),
    outputs,
    bits,
  );
  return {
    linear: int8Linear,
    project: (graph, _, normed) =>
      int8Directions(graph, normed, graph.constant(levels, entry.shape), graph.constant(scales, [outputs])),
  };
}
