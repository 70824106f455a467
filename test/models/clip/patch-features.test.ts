import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { unattended } from '../../../core/task.ts';
import { engineModel } from '../../../electron/engine/engine-model.ts';
import { InferenceSession } from '../../../electron/engine/onnx-runtime.ts';
import { OnnxTowers } from '../../../electron/engine/onnx-towers.ts';
import { tensorsOf } from '../../../electron/engine/tensors.ts';
import { oneFile } from '../../../models/checkpoint/checkpoint-files.ts';
import { PATCH_ATTENTIONS } from '../../../models/clip/patch-block.ts';
import { visionFeeds } from '../../../models/clip/tower-feeds.ts';
import { createEncoder } from '../../../models/encoder/encoder.ts';
import { importCheckpoint } from '../../../models/folder/import-checkpoint.ts';
import { atPrecision, type ModelFolder, PATCH_FILES } from '../../../models/folder/model-folder.ts';
import { ensurePatchGraph } from '../../../models/folder/patch-graph.ts';
import { removePrecision, writePrecision } from '../../../models/folder/write-precision.ts';
import { memorySource } from '../memory-source.ts';
import { fixture, maxDifference, storage, temporaryFolder } from '../oracle.ts';
import { randomClip, SMALL_CLIP } from '../random-clip.ts';
import { safetensorsFile } from '../tiny-weights.ts';

const { imageSizePx, patchSizePx, embeddingDim } = SMALL_CLIP;
const PATCHES = (imageSizePx / patchSizePx) ** 2;
const CROP_BYTES = 3 * imageSizePx ** 2;
/** Byte i is the top byte of i x 2654435761 in 32 bits, as in clip_reference.py. */
const crops = Uint8Array.from({ length: 5 * CROP_BYTES }, (_, i) => Math.imul(i, 2654435761) >>> 24);
let models: string;
let model: ModelFolder;

beforeAll(async () => {
  models = await temporaryFolder();
  const weights = randomClip({ ...SMALL_CLIP, contextLength: 248 }, 5, true);
  const source = memorySource('small.safetensors', safetensorsFile(weights));
  model = await importCheckpoint(oneFile(source), storage, models, 'small', unattended(), {
    activation: 'quick_gelu',
  });
  for (const precision of ['int8', 'fp16'] as const)
    await writePrecision(storage, model, precision, 8, unattended());
});

afterAll(() => rm(models, { recursive: true }));

/** Expected: what `clip_reference.py patches tiny` computed with PyTorch 1.13.1 from the same lawful weights and crops. */
test('patches embed as in PyTorch, by each attention of the last block', async () => {
  const expected: Readonly<Record<string, readonly number[]>> = JSON.parse(
    await readFile(fixture('torch-patches.json'), 'utf8'),
  );
  const file = await ensurePatchGraph(storage, model.path, 'fp32', PATCH_ATTENTIONS);
  const session = await InferenceSession.create(`${model.path}/${file}`);
  const feeds = visionFeeds(crops.subarray(0, 2 * CROP_BYTES), 2, imageSizePx, model.config.conventions);
  const results = await session.run(tensorsOf(feeds));
  PATCH_ATTENTIONS.forEach((attention, i) => {
    const { data, dims } = results[session.outputNames[i]];
    expect(dims).toEqual([2 * (1 + PATCHES), embeddingDim]);
    const patches = withoutPicture(data as Float32Array);
    expect(maxDifference(unitRows(patches), expected[attention])).toBeLessThan(1e-6);
  });
  await session.release();
});

test('no two of the attentions give the same', async () => {
  const expected: Readonly<Record<string, readonly number[]>> = JSON.parse(
    await readFile(fixture('torch-patches.json'), 'utf8'),
  );
  for (const a of PATCH_ATTENTIONS)
    for (const b of PATCH_ATTENTIONS)
      if (a !== b) expect(maxDifference(expected[a], expected[b])).toBeGreaterThan(1e-3);
});

test.each(['fp32', 'fp16', 'int8'] as const)(
  'in %s, a picture has the features that it has without patches, bit for bit',
  async (precision) => {
    const towers = await OnnxTowers.load(
      engineModel(atPrecision(model, precision), { device: 'cpu', threads: 1 }),
    );
    const plain = await towers.runVision(crops, 5);
    const all = await towers.runPatches(crops, 5);
    const each = (1 + PATCHES) * embeddingDim;
    expect(all).toHaveLength(5 * each);
    for (let i = 0; i < 5; i++)
      expect(all.slice(i * each, i * each + embeddingDim)).toEqual(
        plain.slice(i * embeddingDim, (i + 1) * embeddingDim),
      );
    await towers.release();
  },
);

test.each([
  ['fp16', 0.99999],
  ['int8', 0.998],
] as const)('in %s, patches point where those of float32 point', async (precision, least) => {
  const [expected, actual] = await Promise.all(
    (['fp32', precision] as const).map(async (each) => {
      const towers = await OnnxTowers.load(
        engineModel(atPrecision(model, each), { device: 'cpu', threads: 1 }),
      );
      const features = unitRows(await towers.runPatches(crops, 5));
      await towers.release();
      return features;
    }),
  );
  for (let row = 0; row < expected.length; row += embeddingDim) {
    let dot = 0;
    for (let i = row; i < row + embeddingDim; i++) dot += expected[i] * actual[i];
    expect(dot).toBeGreaterThan(least);
  }
});

test('the encoder gives unit vectors of pictures and of their patches, in order', async () => {
  const towers = await OnnxTowers.load(engineModel(model, { device: 'cpu', threads: 1 }));
  const encoder = createEncoder(model, towers);
  const pictures = Array.from({ length: 5 }, (_, i) => ({
    widthPx: imageSizePx,
    heightPx: imageSizePx,
    rgb: crops.slice(i * CROP_BYTES, (i + 1) * CROP_BYTES),
  }));
  const together = await encoder.encodePatches(pictures);
  expect(together.patchesPerEdge).toBe(imageSizePx / patchSizePx);
  expect(together.pictures).toEqual(await encoder.encodeImages(pictures));
  const alone = await encoder.encodePatches([pictures[4]]);
  expect(together.patches.slice(4 * PATCHES * embeddingDim)).toEqual(alone.patches);
  expect(maxDifference(unitRows(together.patches), together.patches)).toBeLessThan(1e-6);
  await towers.release();
});

test('a folder without the graph gets it, a folder with another gets this one, and an equal one is left alone', async () => {
  const path = `${model.path}/${PATCH_FILES.fp32}`;
  await rm(path, { force: true });
  await ensurePatchGraph(storage, model.path, 'fp32');
  const made = await readFile(path);
  const { mtimeMs, ino } = await stat(path);
  await ensurePatchGraph(storage, model.path, 'fp32');
  expect(await stat(path)).toMatchObject({ mtimeMs, ino });
  await writeFile(path, 'the graph of another version');
  await ensurePatchGraph(storage, model.path, 'fp32');
  expect(await readFile(path)).toEqual(made);
});

test('removing a precision removes its graph with patches', async () => {
  await ensurePatchGraph(storage, model.path, 'fp16');
  await removePrecision(storage, model, 'fp16');
  expect(await storage.exists(`${model.path}/${PATCH_FILES.fp16}`)).toBe(false);
});

/** Features of the patches alone. */
function withoutPicture(all: Float32Array): Float32Array {
  const each = (1 + PATCHES) * embeddingDim;
  return all.filter((_, i) => i % each >= embeddingDim);
}

function unitRows(flat: Float32Array): Float32Array {
  const units = new Float32Array(flat.length);
  for (let row = 0; row < flat.length; row += embeddingDim) {
    const length = Math.hypot(...flat.subarray(row, row + embeddingDim));
    for (let i = row; i < row + embeddingDim; i++) units[i] = flat[i] / length;
  }
  return units;
}
