/** The small random model in the published key layout, its pictures, and the results of PyTorch and PIL for them. */
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { unattended } from '../../core/task.ts';
import type { RgbImage } from '../../core/tensor/rgb-image.ts';
import { openByteSource } from '../../electron/node/node-byte-source.ts';
import { NodeStorage } from '../../electron/node/node-storage.ts';
import { oneFile } from '../../models/checkpoint/checkpoint-files.ts';
import { importCheckpoint } from '../../models/folder/import-checkpoint.ts';
import type { ModelFolder } from '../../models/folder/model-folder.ts';
import { resizeAndCrop } from '../../models/preprocess/resize-crop.ts';
import { sharedPath } from '../shared.ts';

const PICTURES = 6;
export const storage = new NodeStorage();

export type Expected = {
  readonly texts: readonly string[];
  readonly tokens: readonly (readonly number[])[];
  readonly contextLength: number;
  readonly textFeatures: readonly (readonly number[])[];
  readonly imageFeatures: readonly (readonly number[])[];
  readonly logitScale: number;
};

export function fixture(name: string): string {
  return fileURLToPath(new URL(`../fixtures/models/${name}`, import.meta.url));
}

export async function readExpected(): Promise<Expected> {
  return JSON.parse(await readFile(fixture('expected.json'), 'utf8'));
}

export async function readPictures(): Promise<RgbImage[]> {
  return Promise.all(
    Array.from({ length: PICTURES }, (_, i) => decodePicture(fixture(`images/image${i}.png`))),
  );
}

async function decodePicture(path: string): Promise<RgbImage> {
  const { data, info } = await sharp(path).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return { widthPx: info.width, heightPx: info.height, rgb: new Uint8Array(data) };
}

/** Preprocessed crops, one after the other. */
export function cropAll(pictures: readonly RgbImage[], sizePx: number): Uint8Array {
  const bytes = sizePx * sizePx * 3;
  const crops = new Uint8Array(pictures.length * bytes);
  for (const [i, picture] of pictures.entries())
    resizeAndCrop(picture, sizePx, crops.subarray(i * bytes, (i + 1) * bytes));
  return crops;
}

export function temporaryFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'longsight-models-'));
}

/** Imports the oracle's checkpoint as a model folder named `oracle` under `models`. */
export async function importOracle(models: string): Promise<ModelFolder> {
  const source = await openByteSource(sharedPath('oracles/model/checkpoint.pt'));
  try {
    return await importCheckpoint(oneFile(source), storage, models, 'oracle', unattended());
  } finally {
    await source.close();
  }
}

/** Largest absolute difference; infinite for arrays of different lengths. */
export function maxDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  let largest = 0;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs(a[i] - b[i]));
  return largest;
}
