/** Comparison of our towers, with a checkpoint that PyTorch wrote, with the embeddings that PyTorch computed. */
import { unattended } from '../../core/task.ts';
import { engineModel } from '../../electron/engine/engine-model.ts';
import { OnnxTowers } from '../../electron/engine/onnx-towers.ts';
import { openByteSource } from '../../electron/node/node-byte-source.ts';
import { oneFile } from '../../models/checkpoint/checkpoint-files.ts';
import { importCheckpoint } from '../../models/folder/import-checkpoint.ts';
import type { ModelFolder } from '../../models/folder/model-folder.ts';
import { storage } from '../models/oracle.ts';

/** Results as clip_reference.py writes them. Embeddings are unit vectors. */
export type TorchExpectation = {
  readonly tokens: readonly (readonly number[])[];
  readonly imageEmbeddings: readonly (readonly number[])[];
  readonly textEmbeddings: readonly (readonly number[])[];
};

export type Deviation = { readonly cosine: number; readonly maxAbs: number };
export type Comparison = {
  readonly layout: string;
  readonly images: Deviation;
  readonly texts: Deviation;
  /** Whether texts without most of their padding have the features that they have when padded to the whole context. */
  readonly trimmedAlike: boolean;
};

export async function importFile(path: string, models: string, name: string): Promise<ModelFolder> {
  const source = await openByteSource(path);
  try {
    return await importCheckpoint(oneFile(source), storage, models, name, unattended(), {
      activation: 'quick_gelu',
    });
  } finally {
    await source.close();
  }
}

export async function compareWithTorch(model: ModelFolder, expected: TorchExpectation): Promise<Comparison> {
  const { identity, config } = model;
  const { imageSizePx, embeddingDim, contextLength } = identity;
  const towers = await OnnxTowers.load(engineModel(model, { device: 'cpu', threads: 0 }));
  try {
    const count = expected.imageEmbeddings.length;
    const images = await towers.runVision(lawfulCrops(count, imageSizePx), count);
    const texts: Float32Array[] = [];
    let trimmedAlike = true;
    for (const ids of expected.tokens) {
      const needed = Math.min(contextLength, Math.ceil(ids.length / 8) * 8);
      const features = await towers.runText(padTo(ids, needed), 1);
      const whole = await towers.runText(padTo(ids, contextLength), 1);
      trimmedAlike &&= deviation([unit(features)], [unit(whole)]).maxAbs < 1e-6;
      texts.push(features);
    }
    return {
      layout: config.source.layout,
      images: deviation(rows(images, embeddingDim).map(unit), expected.imageEmbeddings),
      texts: deviation(texts.map(unit), expected.textEmbeddings),
      trimmedAlike,
    };
  } finally {
    await towers.release();
  }
}

/** Crops in which byte i is the top byte of i x 2654435761 in 32 bits. */
function lawfulCrops(count: number, sizePx: number): Uint8Array {
  return Uint8Array.from({ length: count * sizePx * sizePx * 3 }, (_, i) => Math.imul(i, 2654435761) >>> 24);
}

function padTo(ids: readonly number[], length: number): Int32Array {
  const padded = new Int32Array(length);
  padded.set(ids);
  return padded;
}

function deviation(actual: readonly ArrayLike<number>[], expected: readonly ArrayLike<number>[]): Deviation {
  let [cosine, maxAbs] = [1, 0];
  for (const [row, unitRow] of actual.entries()) {
    let dot = 0;
    for (let i = 0; i < unitRow.length; i++) {
      dot += unitRow[i] * expected[row][i];
      maxAbs = Math.max(maxAbs, Math.abs(unitRow[i] - expected[row][i]));
    }
    cosine = Math.min(cosine, dot);
  }
  return { cosine, maxAbs };
}

function rows(flat: Float32Array, dim: number): Float32Array[] {
  return Array.from({ length: flat.length / dim }, (_, i) => flat.subarray(i * dim, (i + 1) * dim));
}

function unit(row: Float32Array): Float64Array {
  const length = Math.sqrt(row.reduce((sum, x) => sum + x * x, 0));
  return Float64Array.from(row, (x) => x / length);
}
