/** Resources as shipped, with a starter model of random weights, as small as the vocabulary of the real tokenizer allows. */
import { mkdir, mkdtemp, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findResources } from '../../electron/app/disk/resources.ts';
import { elementCount } from '../../models/checkpoint/state-dict.ts';
import { CLIP_CONVENTIONS } from '../../models/clip/clip-conventions.ts';
import { weightShapes } from '../../models/clip/weight-names.ts';
import { generator, safetensorsFile } from '../models/tiny-weights.ts';

const CLIP_VOCABULARY = 49_408;

/** Creates a folder for `LONGSIGHT_RESOURCES`, which the caller removes. */
export async function smallStarterResources(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'longsight-resources-'));
  await mkdir(join(folder, 'models/starter'), { recursive: true });
  for (const shipped of ['build', 'models/calibration'])
    await symlink(join(findResources().starterFolder, '../..', shipped), join(folder, shipped), 'junction');
  await writeFile(join(folder, 'models/starter/model.safetensors'), safetensorsFile(smallWeights()));
  const config = { activation: 'quick_gelu', conventions: CLIP_CONVENTIONS };
  await writeFile(join(folder, 'models/starter/config.json'), JSON.stringify(config));
  return folder;
}

/** Seeded weights: image 32 px, patch 16 px, both towers of width 64 with one block, 248 positions with KPS, embedding 16. */
function smallWeights(): Parameters<typeof safetensorsFile>[0] {
  const tower = { width: 64, layers: 1, heads: 1 };
  const shapes = weightShapes(
    {
      imageSizePx: 32,
      patchSizePx: 16,
      vision: tower,
      text: tower,
      contextLength: 248,
      vocabularySize: CLIP_VOCABULARY,
      embeddingDim: 16,
    },
    true,
  );
  const random = generator(11);
  return new Map(
    [...shapes].map(([key, shape]) => [
      key,
      { shape, elements: Float32Array.from({ length: elementCount(shape) }, () => (random() - 0.5) * 0.2) },
    ]),
  );
}
