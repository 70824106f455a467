/** Relevance maps of the starter model beside PyTorch's autograd. Needs Debian's python3-torch. */
import { execFileSync } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { unattended } from '../../core/task.ts';
import { findResources } from '../../electron/app/disk/resources.ts';
import { engineModel } from '../../electron/engine/engine-model.ts';
import { OnnxTowers } from '../../electron/engine/onnx-towers.ts';
import { RelevanceSession } from '../../electron/engine/relevance-session.ts';
import { createEncoder } from '../../models/encoder/encoder.ts';
import type { ModelFolder } from '../../models/folder/model-folder.ts';
import { openStarterModel } from '../../models/folder/starter-model.ts';
import { resizeAndCrop } from '../../models/preprocess/resize-crop.ts';
import { maxDifference, readPictures, storage, temporaryFolder } from '../models/oracle.ts';
import { canImport, PYTHON } from '../sentencepiece.ts';

const REFERENCE = fileURLToPath(new URL('clip_reference.py', import.meta.url));
const CPU = { device: 'cpu', threads: 0 } as const;
const hasTorch = canImport('torch');
let models: string;
let starter: ModelFolder;

beforeAll(async () => {
  models = await temporaryFolder();
  starter = await openStarterModel(storage, models, findResources().starterFolder, unattended());
});

afterAll(() => rm(models, { recursive: true }));

type Expected = { readonly cosine: number; readonly values: readonly number[] };

function torchRelevance(crop: Uint8Array, text: Float32Array, blocks: number): Expected {
  if (starter.config.family !== 'clip') throw new Error('the starter is a CLIP');
  const { imageSizePx, patchSizePx, embeddingDim, vocabularySize, vision, text: words } = starter.config.clip;
  const request = {
    weights: `${starter.path}/weights.safetensors`,
    stretched: false,
    size: {
      ...{ image: imageSizePx, patch: patchSizePx, embedding: embeddingDim, vocabulary: vocabularySize },
      ...{ vision: [vision.width, vision.layers], text: [words.width, words.layers] },
    },
    ...{ crop: [...crop], text: [...text], blocks },
  };
  const output = execFileSync(PYTHON, [REFERENCE, 'relevance-of'], { input: JSON.stringify(request) });
  return JSON.parse(output.toString());
}

describe.skipIf(!hasTorch)('the starter', () => {
  test.each([1, 3, 6])(
    'finds a sentence in the patches that PyTorch finds it in, over the last %i blocks',
    async (blocks) => {
      const towers = await OnnxTowers.load(engineModel(starter, CPU));
      const text = await createEncoder(starter, towers).encodeTexts(['a bridge over a river']);
      await towers.release();
      const [picture] = await readPictures();
      const { imageSizePx } = starter.identity;
      const crop = new Uint8Array(3 * imageSizePx ** 2);
      resizeAndCrop(picture, imageSizePx, crop);
      const session = await RelevanceSession.load(engineModel(starter, CPU));
      const { cosine, values } = await session.run({ crop, text, blocks });
      await session.release();
      const expected = torchRelevance(crop, text, blocks);
      expect(cosine).toBeCloseTo(expected.cosine, 5);
      const most = Math.max(...expected.values);
      expect(most).toBeGreaterThan(0);
      expect(maxDifference(values, expected.values) / most).toBeLessThan(1e-4);
    },
  );
});
