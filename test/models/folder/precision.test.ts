import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Precision } from '../../../core/documents/model.ts';
import { InvalidInput } from '../../../core/errors.ts';
import { unattended } from '../../../core/task.ts';
import { engineModel } from '../../../electron/engine/engine-model.ts';
import { OnnxTowers } from '../../../electron/engine/onnx-towers.ts';
import { oneFile } from '../../../models/checkpoint/checkpoint-files.ts';
import { importCheckpoint } from '../../../models/folder/import-checkpoint.ts';
import {
  atPrecision,
  type ModelFolder,
  openModelFolder,
  PRECISION_FILES,
  storePrecision,
} from '../../../models/folder/model-folder.ts';
import { writePrecision } from '../../../models/folder/write-precision.ts';
import { memorySource } from '../memory-source.ts';
import { storage, temporaryFolder } from '../oracle.ts';
import { randomClip, SMALL_CLIP } from '../random-clip.ts';
import { generator, safetensorsFile, type Weights } from '../tiny-weights.ts';

let models: string;
let model: ModelFolder;
const crops = noise(32 * SMALL_CLIP.imageSizePx ** 2 * 3);
const cropBytes = crops.length / 32;

beforeAll(async () => {
  models = await temporaryFolder();
  model = await importWeights(randomClip(SMALL_CLIP, 5), 'small');
  for (const precision of ['int8', 'fp16'] as const)
    await writePrecision(storage, model, precision, 8, unattended());
});

afterAll(() => rm(models, { recursive: true }));

describe.each(['fp32', 'fp16', 'int8'] as const)('in %s', (precision) => {
  test('a window in a batch of 32 has the features that it has alone, bit for bit', async () => {
    const towers = await load(model, precision);
    const features = await towers.runVision(crops, 32);
    const dim = SMALL_CLIP.embeddingDim;
    for (let i = 0; i < 32; i++) {
      const alone = await towers.runVision(crops.slice(i * cropBytes, (i + 1) * cropBytes), 1);
      expect(features.slice(i * dim, (i + 1) * dim)).toEqual(alone);
    }
    await towers.release();
  });

  test('features have the direction of those in fp32', async () => {
    const [float, reduced] = [await load(model, 'fp32'), await load(model, precision)];
    const [expected, actual] = [await float.runVision(crops, 32), await reduced.runVision(crops, 32)];
    const least = { fp32: 1, fp16: 0.999999, int8: 0.9995 }[precision];
    for (let i = 0; i < 32; i++) expect(cosine(expected, actual, i)).toBeGreaterThanOrEqual(least - 1e-9);
    await Promise.all([float.release(), reduced.release()]);
  });
});

test('outlier channels of a normalization do not change the weights of the 8-bit tower', async () => {
  const weights = randomClip(SMALL_CLIP, 5);
  const { width } = SMALL_CLIP.vision;
  const scale = (key: string, factor: number, chosen: (i: number) => boolean) => {
    const elements = weights.get(key)?.elements;
    elements?.forEach((element, i) => {
      if (chosen(i)) elements[i] = element * factor;
    });
  };
  for (const [norm, after] of [
    ['ln_1', 'attn.in_proj_weight'],
    ['ln_2', 'mlp.c_fc.weight'],
  ]) {
    const prefix = 'visual.transformer.resblocks.1';
    scale(`${prefix}.${norm}.weight`, 64, (i) => i === 7);
    scale(`${prefix}.${norm}.bias`, 64, (i) => i === 7);
    scale(`${prefix}.${after}`, 1 / 64, (i) => i % width === 7);
  }
  const outliers = await importWeights(weights, 'outliers');
  await writePrecision(storage, outliers, 'int8', 8, unattended());
  const stored = ({ path }: ModelFolder) => storage.readFile(`${path}/${PRECISION_FILES.int8.weights}`);
  expect(await stored(outliers)).toEqual(await stored(model));
});

test('seven bits are stored as levels up to 63, so that the sum of two products fits in 16 bits', async () => {
  const narrow = await importWeights(randomClip(SMALL_CLIP, 6), 'narrow');
  await writePrecision(storage, narrow, 'int8', 7, unattended());
  const bytes = await storage.readFile(`${narrow.path}/${PRECISION_FILES.int8.weights}`);
  const headerLength = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + headerLength)));
  for (const entry of Object.values(header) as { dtype?: string; data_offsets: [number, number] }[]) {
    if (entry.dtype !== 'I8') continue;
    const [from, to] = entry.data_offsets.map((offset) => 8 + headerLength + offset);
    const levels = new Int8Array(bytes.slice(from, to).buffer);
    expect(levels.reduce((most, level) => Math.max(most, Math.abs(level)), 0)).toBe(63);
  }
});

test('a model opens in the precision that is stored for it, and only a precision whose files exist can be stored', async () => {
  await storePrecision(storage, model, 'int8');
  const again = await openModelFolder(storage, models, 'small');
  expect(again.identity).toEqual({ ...model.identity, precision: 'int8' });
  await storePrecision(storage, again, 'fp32');
  expect(await openModelFolder(storage, models, 'small')).toEqual(model);
  const bare = await importWeights(randomClip(SMALL_CLIP, 7), 'bare');
  await expect(storePrecision(storage, bare, 'int8')).rejects.toThrow(InvalidInput);
  expect(await openModelFolder(storage, models, 'bare')).toEqual(bare);
});

function importWeights(weights: Weights, name: string): Promise<ModelFolder> {
  const source = memorySource('random.safetensors', safetensorsFile(weights));
  return importCheckpoint(oneFile(source), storage, models, name, unattended(), { activation: 'quick_gelu' });
}

function load(folder: ModelFolder, precision: Precision): Promise<OnnxTowers> {
  return OnnxTowers.load(engineModel(atPrecision(folder, precision), { device: 'cpu', threads: 0 }));
}

function cosine(a: Float32Array, b: Float32Array, row: number): number {
  let [dot, squaresA, squaresB] = [0, 0, 0];
  for (let i = row * SMALL_CLIP.embeddingDim; i < (row + 1) * SMALL_CLIP.embeddingDim; i++) {
    dot += a[i] * b[i];
    squaresA += a[i] ** 2;
    squaresB += b[i] ** 2;
  }
  return dot / Math.sqrt(squaresA * squaresB);
}

function noise(length: number): Uint8Array {
  const random = generator(3);
  return Uint8Array.from({ length }, () => random() * 256);
}
