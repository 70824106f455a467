/** The graph with patch features in a model folder, made on first use, so that folders of older versions need no new import. */

import type { Precision } from '../../core/documents/model.ts';
import type { Storage } from '../../core/host.ts';
import { readSafetensorsHeader } from '../checkpoint/safetensors.ts';
import { int8Linear } from '../clip/int8-linear.ts';
import type { PatchAttention } from '../clip/patch-block.ts';
import { patchGraph } from '../clip/tower-graphs.ts';
import { floatLinear } from '../clip/transformer.ts';
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
    const { entries } = await readSafetensorsHeader(source);
    const linear = precision === 'int8' ? int8Linear : floatLinear;
    const name = PATCH_FILES[precision];
    await ensureGraphFile(
      storage,
      `${path}/${name}`,
      patchGraph(clip, { file, entries }, attentions, linear),
    );
    return name;
  } finally {
    await source.close();
  }
}
