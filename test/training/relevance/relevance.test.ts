import { readFile, rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { unattended } from '../../../core/task.ts';
import { engineModel } from '../../../electron/engine/engine-model.ts';
import { RelevanceSession } from '../../../electron/engine/relevance-session.ts';
import { oneFile } from '../../../models/checkpoint/checkpoint-files.ts';
import { importCheckpoint } from '../../../models/folder/import-checkpoint.ts';
import type { ModelFolder } from '../../../models/folder/model-folder.ts';
import { writePrecision } from '../../../models/folder/write-precision.ts';
import { rolledOut } from '../../../training/relevance/roll-out.ts';
import { memorySource } from '../../models/memory-source.ts';
import { fixture, maxDifference, storage, temporaryFolder } from '../../models/oracle.ts';
import { randomClip, SMALL_CLIP } from '../../models/random-clip.ts';
import { generator, safetensorsFile } from '../../models/tiny-weights.ts';

const { imageSizePx, embeddingDim } = SMALL_CLIP;
/** Byte i is the top byte of i x 2654435761 in 32 bits, as in clip_reference.py. */
const crop = Uint8Array.from({ length: 3 * imageSizePx ** 2 }, (_, i) => Math.imul(i, 2654435761) >>> 24);
const text = unit(Float64Array.from({ length: embeddingDim }, (_, i) => Math.sin(i + 1)));
let models: string;
let model: ModelFolder;

beforeAll(async () => {
  models = await temporaryFolder();
  const weights = randomClip({ ...SMALL_CLIP, contextLength: 248 }, 5, true);
  const source = memorySource('small.safetensors', safetensorsFile(weights));
  model = await importCheckpoint(oneFile(source), storage, models, 'small', unattended(), {
    activation: 'quick_gelu',
  });
});

afterAll(() => rm(models, { recursive: true }));

describe('the relevance of patches for a text', () => {
  /** Expected: what `clip_reference.py relevance tiny` computed with PyTorch 1.13.1 from the same lawful weights, crop and text. */
  test.each([1, 2])('is that of PyTorch over the last %i blocks', async (blocks) => {
    const expected = JSON.parse(await readFile(fixture('torch-relevance.json'), 'utf8'))[blocks];
    const session = await RelevanceSession.load(engineModel(model, { device: 'cpu', threads: 1 }));
    const { cosine, patchesPerEdge, values } = await session.run({ crop, text, blocks });
    await session.release();
    const most = Math.max(...expected.values);
    expect(cosine).toBeCloseTo(expected.cosine, 5);
    expect(patchesPerEdge).toBe(4);
    expect(most).toBeGreaterThan(0);
    expect(maxDifference(values, expected.values) / most).toBeLessThan(1e-4);
  });

  test('comes from the float32 weights whatever the precision of the model', async () => {
    await writePrecision(storage, model, 'int8', 8, unattended());
    const options = { device: 'cpu', threads: 1 } as const;
    const [float, int8] = await Promise.all(
      (['fp32', 'int8'] as const).map(async (precision) => {
        const session = await RelevanceSession.load({ ...engineModel(model, options), precision });
        const found = await session.run({ crop, text, blocks: null });
        await session.release();
        return found.values;
      }),
    );
    expect(int8).toEqual(float);
  });
});

test('rolling out multiplies the blocks as whole matrices do', () => {
  const tokens = 5;
  const random = generator(3);
  const block = (rows: number) => Float32Array.from({ length: rows * tokens }, () => random());
  const taken = [block(tokens), block(tokens), block(1)];
  for (const blocks of [1, 2, 3]) {
    let total = Array.from({ length: tokens }, (_, i) =>
      Array.from({ length: tokens }, (_, j) => Number(i === j)),
    );
    for (const each of taken.slice(-blocks))
      total = total.map((row, i) =>
        row.map((value, j) =>
          i * tokens < each.length
            ? value + total.reduce((sum, from, k) => sum + each[i * tokens + k] * from[j], 0)
            : value,
        ),
      );
    expect(maxDifference(rolledOut(taken, tokens, blocks), total[0].slice(1))).toBeLessThan(1e-5);
  }
});

function unit(vector: Float64Array): Float32Array {
  const length = Math.hypot(...vector);
  return Float32Array.from(vector, (x) => x / length);
}
