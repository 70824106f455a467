/** Windows of a measured scene: their class embeddings, and their patches by each attention that is compared. */
import { type Grid, segmentCount, windowAt } from '../../../core/search/grid.ts';
import type { Scores } from '../../../core/search/open-index.ts';
import { InferenceSession, type Tensor } from '../../../electron/engine/onnx-runtime.ts';
import { tensorsOf } from '../../../electron/engine/tensors.ts';
import { threadCount } from '../../../electron/engine/thread-count.ts';
import { PATCH_ATTENTIONS, type PatchAttention } from '../../../models/clip/patch-block.ts';
import { visionFeeds } from '../../../models/clip/tower-feeds.ts';
import type { ModelFolder } from '../../../models/folder/model-folder.ts';
import { resizeAndCrop } from '../../../models/preprocess/resize-crop.ts';
import type { PatchScores } from './candidates.ts';
import { cut, type ObjectScene } from './objects.ts';

export const BATCH = 16;

export type Encoded = {
  /** [windows, dim] for each segment, unit vectors. */
  readonly windows: readonly Float32Array[];
  /** For each attention: [windows, patches, dim] for each segment, unit vectors. */
  readonly patches: ReadonlyMap<PatchAttention, readonly Float32Array[]>;
};

export async function encodeWindows(
  towers: InferenceSession,
  model: ModelFolder,
  grid: Grid,
  { image }: Pick<ObjectScene, 'image'>,
): Promise<Encoded> {
  const outputs = ['class', ...PATCH_ATTENTIONS].map(() => [] as Float32Array[]);
  for (const segment of grid.segments) {
    const parts = outputs.map(() => [] as Float32Array[]);
    for (let first = 0; first < segmentCount(segment); first += BATCH) {
      const count = Math.min(BATCH, segmentCount(segment) - first);
      const pictures = Array.from({ length: count }, (_, i) =>
        cut(image, windowAt(grid, segment, first + i)),
      );
      const { embeddingDim } = model.identity;
      const results = await runTower(towers, model, pictures);
      const each = results[0].length / count;
      const picked = [
        results[PATCH_ATTENTIONS.length],
        ...PATCH_ATTENTIONS.map((_, a) => results[a].filter((_value, i) => i % each >= embeddingDim)),
      ];
      picked.forEach((features, o) => {
        parts[o].push(unitRows(features, embeddingDim));
      });
    }
    parts.forEach((part, o) => {
      outputs[o].push(joined(part));
    });
  }
  return {
    windows: outputs[0],
    patches: new Map(PATCH_ATTENTIONS.map((attention, i) => [attention, outputs[i + 1]])),
  };
}

export async function runTower(
  towers: InferenceSession,
  { identity, config }: ModelFolder,
  pictures: readonly ReturnType<typeof cut>[],
): Promise<Float32Array[]> {
  const { imageSizePx } = identity;
  const bytes = imageSizePx ** 2 * 3;
  const crops = new Uint8Array(pictures.length * bytes);
  pictures.forEach((picture, i) => {
    resizeAndCrop(picture, imageSizePx, crops.subarray(i * bytes, (i + 1) * bytes));
  });
  const results = await towers.run(
    tensorsOf(visionFeeds(crops, pictures.length, imageSizePx, config.conventions)),
  );
  return towers.outputNames.map((name) => (results[name] as Tensor).data as Float32Array);
}

export type AllScores = {
  readonly windows: Scores;
  readonly patches: ReadonlyMap<PatchAttention, PatchScores>;
};

export function scoresOf({ windows, patches }: Encoded, vector: Float32Array): AllScores {
  const dots = (flat: Float32Array) =>
    Float32Array.from({ length: flat.length / vector.length }, (_, row) => {
      let sum = 0;
      for (let i = 0; i < vector.length; i++) sum += flat[row * vector.length + i] * vector[i];
      return sum;
    });
  return {
    windows: windows.map(dots),
    patches: new Map([...patches].map(([attention, segments]) => [attention, segments.map(dots)])),
  };
}

export function session(path: string): Promise<InferenceSession> {
  return InferenceSession.create(path, { executionProviders: ['cpu'], intraOpNumThreads: threadCount() });
}

function unitRows(flat: Float32Array, dim: number): Float32Array {
  const units = new Float32Array(flat.length);
  for (let row = 0; row < flat.length; row += dim) {
    let squares = 0;
    for (let i = row; i < row + dim; i++) squares += flat[i] ** 2;
    const factor = 1 / Math.sqrt(squares);
    for (let i = row; i < row + dim; i++) units[i] = flat[i] * factor;
  }
  return units;
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
