/** The published model sizes, and model folders of these sizes with random weights. */

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PUBLISHED_GROUND_METRES } from '../../core/search/default-sizes.ts';
import { NodeStorage } from '../../electron/node/node-storage.ts';
import { elementCount } from '../../models/checkpoint/state-dict.ts';
import { layOutSafetensors } from '../../models/checkpoint/write-safetensors.ts';
import type { ClipConfig } from '../../models/clip/clip-config.ts';
import { CLIP_CONVENTIONS } from '../../models/clip/clip-conventions.ts';
import { textGraph, visionGraph } from '../../models/clip/tower-graphs.ts';
import { weightShapes } from '../../models/clip/weight-names.ts';
import { encodeModelConfig, newModelConfig } from '../../models/folder/model-config.ts';
import {
  CONFIG_FILE,
  type ModelFolder,
  openModelFolder,
  TEXT_FILE,
  VISION_FILE,
  WEIGHTS_FILE,
} from '../../models/folder/model-folder.ts';
import { serializeGraph } from '../../models/onnx/serialize-graph.ts';

export const storage = new NodeStorage();

const common = {
  imageSizePx: 224,
  contextLength: 248,
  vocabularySize: 49_408,
  activation: 'quick_gelu',
} as const;
const base = {
  ...common,
  vision: { width: 768, layers: 12, heads: 12 },
  text: { width: 512, layers: 12, heads: 8 },
  embeddingDim: 512,
};

export const PUBLISHED_SIZES = {
  b16: { ...base, patchSizePx: 16 },
  b32: { ...base, patchSizePx: 32 },
  l14: {
    ...common,
    patchSizePx: 14,
    vision: { width: 1024, layers: 24, heads: 16 },
    text: { width: 768, layers: 12, heads: 12 },
    embeddingDim: 768,
  },
} as const satisfies Readonly<Record<string, ClipConfig>>;

/** Writes the model folder `models/name` without the checks of an import. */
export async function randomModel(models: string, name: string, clip: ClipConfig): Promise<ModelFolder> {
  const shapes = weightShapes(clip, true);
  const { entries, sizeBytes } = layOutSafetensors(shapes, {});
  const path = join(models, name);
  await writeRandomWeights(join(path, WEIGHTS_FILE), clip);
  const places = { file: WEIGHTS_FILE, entries };
  await writeFile(join(path, VISION_FILE), serializeGraph(visionGraph(clip, places)));
  await writeFile(join(path, TEXT_FILE), serializeGraph(textGraph(clip, places)));
  const config = newModelConfig({
    family: 'clip',
    clip,
    conventions: CLIP_CONVENTIONS,
    trainedGroundMetres: PUBLISHED_GROUND_METRES,
    logitScale: 0,
    weights: { sha256: await storage.sha256(join(path, WEIGHTS_FILE)), sizeBytes },
    source: {
      file: 'random',
      sha256: 'random',
      format: 'random',
      layout: 'published',
      activationFrom: null,
      url: null,
    },
  });
  await storage.writeFile(join(path, CONFIG_FILE), encodeModelConfig(config));
  return openModelFolder(storage, models, name);
}

/** Writes a safetensors file of random weights with about the spread of PyTorch's initial weights. */
export async function writeRandomWeights(path: string, clip: ClipConfig): Promise<void> {
  const shapes = weightShapes(clip, true);
  const file = await storage.openAppend(path);
  await file.append(layOutSafetensors(shapes, {}).header);
  for (const [key, shape] of shapes) {
    const spread = shape.length < 2 ? 0.02 : Math.sqrt(3 / elementCount(shape.slice(1)));
    const center = /ln_[^.]*\.weight$/.test(key) ? 1 : 0;
    const elements = new Float32Array(elementCount(shape));
    for (let i = 0; i < elements.length; i++) elements[i] = center + (2 * Math.random() - 1) * spread;
    await file.append(new Uint8Array(elements.buffer));
  }
  await file.close();
}
