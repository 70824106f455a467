/** The model that a benchmark of localization measures, imported into a temporary folder. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { defaultSizes } from '../../../core/search/default-sizes.ts';
import { type Grid, makeGrid } from '../../../core/search/grid.ts';
import { unattended } from '../../../core/task.ts';
import { engineModel } from '../../../electron/engine/engine-model.ts';
import type { InferenceSession } from '../../../electron/engine/onnx-runtime.ts';
import { OnnxTowers } from '../../../electron/engine/onnx-towers.ts';
import { NodeStorage } from '../../../electron/node/node-storage.ts';
import { oneFile } from '../../../models/checkpoint/checkpoint-files.ts';
import { PATCH_ATTENTIONS } from '../../../models/clip/patch-block.ts';
import { createEncoder } from '../../../models/encoder/encoder.ts';
import { importCheckpoint } from '../../../models/folder/import-checkpoint.ts';
import type { ModelFolder } from '../../../models/folder/model-folder.ts';
import { ensurePatchGraph } from '../../../models/folder/patch-graph.ts';
import { session } from './encoded-scene.ts';
import { METRES_PER_PIXEL } from './mosaics.ts';
import { SCENE_PX } from './objects.ts';

export type MeasuredModel = {
  readonly model: ModelFolder;
  /** Unit vectors, [dim] each. */
  readonly encodeTexts: (texts: readonly string[]) => Promise<readonly Float32Array[]>;
  /** The image tower with the patches of every attention beside the class embedding. */
  readonly withPatches: InferenceSession;
  readonly release: () => Promise<void>;
};

export async function openMeasuredModel(weights: string, folder: string): Promise<MeasuredModel> {
  const storage = new NodeStorage();
  const source = await storage.openRead(weights);
  const model = await importCheckpoint(oneFile(source), storage, folder, 'measured', unattended(), {
    activation: 'quick_gelu',
  });
  await source.close();
  const towers = await OnnxTowers.load(engineModel(model, { device: 'cpu', threads: 0 }));
  const encoder = createEncoder(model, towers);
  const patches = await ensurePatchGraph(storage, model.path, 'fp32', PATCH_ATTENTIONS);
  const withPatches = await session(join(model.path, patches));
  const dim = model.identity.embeddingDim;
  return {
    model,
    withPatches,
    encodeTexts: async (texts) => {
      const flat = await encoder.encodeTexts(texts);
      return texts.map((_, i) => flat.subarray(i * dim, (i + 1) * dim));
    },
    release: async () => {
      await towers.release();
      await withPatches.release();
    },
  };
}

/** `sizes`: pixels, separated by commas; the defaults of the model without it. */
export function gridOfScene({ config }: ModelFolder, sizes: string | undefined): Grid {
  const scene = { widthPx: SCENE_PX, heightPx: SCENE_PX };
  const chosen = sizes
    ? sizes.split(',').map((size) => ({ size: Number(size), unit: 'px' as const }))
    : defaultSizes(METRES_PER_PIXEL, scene, config.trainedGroundMetres);
  return makeGrid(scene, chosen, null);
}

/** Sentences of each class of UC Merced; the first is a prompt, the others are in own words. */
export async function sentencesOfClasses(): Promise<Readonly<Record<string, readonly string[]>>> {
  return JSON.parse(await readFile('test/fixtures/present-absent.json', 'utf8')).classes;
}
