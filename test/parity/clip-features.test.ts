import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { engineModel } from '../../electron/engine/engine-model.ts';
import { OnnxTowers } from '../../electron/engine/onnx-towers.ts';
import { createEncoder } from '../../models/encoder/encoder.ts';
import { dualEncoder } from '../../models/folder/families.ts';
import type { ModelFolder } from '../../models/folder/model-folder.ts';
import { tokenize } from '../../models/tokenizer/tokenize.ts';
import {
  cropAll,
  importOracle,
  maxDifference,
  readExpected,
  readPictures,
  temporaryFolder,
} from '../models/oracle.ts';
import { sharedPath, sharedTest } from '../shared.ts';

let folder: string;
let model: ModelFolder;
let towers: OnnxTowers;

beforeAll(async () => {
  if (!existsSync(sharedPath('oracles'))) return;
  folder = await temporaryFolder();
  model = await importOracle(folder);
  towers = await OnnxTowers.load(engineModel(model, { device: 'cpu', threads: 0 }));
});

afterAll(async () => {
  if (!folder) return;
  await towers.release();
  await rm(folder, { recursive: true });
});

describe('the imported towers', () => {
  sharedTest('give the image features of PyTorch', async () => {
    const expected = await readExpected();
    const features = await towers.runVision(await crops(), 6);
    expect(maxDifference(features, expected.imageFeatures.flat())).toBeLessThan(1e-4);
  });

  sharedTest('give the text features of PyTorch', async () => {
    const expected = await readExpected();
    for (const [i, ids] of expected.tokens.entries()) {
      const features = await towers.runText(Int32Array.from(ids), 1);
      expect(maxDifference(features, expected.textFeatures[i])).toBeLessThan(1e-4);
    }
  });

  sharedTest(
    'give the same text features with more padding, bit for bit, at lengths that are multiples of 8',
    async () => {
      const { tokens, contextLength } = await readExpected();
      for (const ids of tokens) {
        const trimmed = await towers.runText(padTo(ids, Math.ceil(ids.length / 8) * 8), 1);
        expect(await towers.runText(padTo(ids, contextLength), 1)).toEqual(trimmed);
      }
    },
  );

  sharedTest('give a picture in a batch of 32 the features that it has alone, bit for bit', async () => {
    const six = await crops();
    const bytes = six.length / 6;
    const batch = new Uint8Array(32 * bytes);
    for (let i = 0; i < 32; i++) batch.set(six.subarray((i % 6) * bytes, ((i % 6) + 1) * bytes), i * bytes);
    const features = await towers.runVision(batch, 32);
    const dim = features.length / 32;
    for (let i = 0; i < 32; i++) {
      const alone = await towers.runVision(batch.slice(i * bytes, (i + 1) * bytes), 1);
      expect(features.slice(i * dim, (i + 1) * dim)).toEqual(alone);
    }
  });
});

describe('the encoder', () => {
  sharedTest('gives unit vectors in the order of its inputs', async () => {
    const { texts, textFeatures, imageFeatures } = await readExpected();
    const encoder = createEncoder(model, towers);
    expect(maxDifference(await encoder.encodeTexts(texts), textFeatures.flatMap(unit))).toBeLessThan(1e-4);
    const pictures = await readPictures();
    expect(maxDifference(await encoder.encodeImages(pictures), imageFeatures.flatMap(unit))).toBeLessThan(
      1e-4,
    );
  });

  sharedTest('gives a text among others the vector that it has alone, bit for bit', async () => {
    const { texts } = await readExpected();
    const encoder = createEncoder(model, towers);
    const many = Array.from({ length: 32 }, (_, i) => texts[(i * 5) % texts.length]);
    const together = await encoder.encodeTexts(many);
    const dim = encoder.model.embeddingDim;
    for (const [i, text] of many.entries())
      expect(together.slice(i * dim, (i + 1) * dim)).toEqual(await encoder.encodeTexts([text]));
  });

  sharedTest('uses the tokens of the published tokenizer', async () => {
    const { texts, tokens } = await readExpected();
    texts.forEach((text, i) => {
      expect(tokenize(text, 248, '').ids).toEqual(tokens[i]);
    });
  });

  sharedTest('has the sizes and the logit scale of the checkpoint', async () => {
    const { logitScale } = await readExpected();
    expect(dualEncoder(model.config).sizes).toEqual({
      imageSizePx: 64,
      patchSizePx: 16,
      vision: { width: 64, layers: 2, heads: 1 },
      text: { width: 64, layers: 2, heads: 1 },
      contextLength: 248,
      vocabularySize: 49408,
      embeddingDim: 32,
      activation: 'quick_gelu',
    });
    expect(model.config.logitScale).toBeCloseTo(logitScale, 6);
  });
});

async function crops(): Promise<Uint8Array> {
  return cropAll(await readPictures(), model.identity.imageSizePx);
}

function padTo(ids: readonly number[], length: number): Int32Array {
  const padded = new Int32Array(length);
  padded.set(ids);
  return padded;
}

function unit(row: readonly number[]): number[] {
  const length = Math.hypot(...row);
  return row.map((x) => x / length);
}
