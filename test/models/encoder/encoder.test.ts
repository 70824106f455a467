import { expect, test } from 'vitest';
import { CLIP_CONVENTIONS } from '../../../models/clip/clip-conventions.ts';
import { createEncoder } from '../../../models/encoder/encoder.ts';
import type { Conventions } from '../../../models/preprocess/conventions.ts';
import { pixelValues } from '../../../models/preprocess/pixel-values.ts';
import { tokenize } from '../../../models/tokenizer/tokenize.ts';

/** Token ids that the text tower receives for `text`. */
async function idsOf(text: string, conventions: Conventions, contextLength = 77): Promise<number[]> {
  const given: number[] = [];
  const identity = {
    id: 'm',
    weightsSha256: '',
    precision: 'fp32' as const,
    embeddingDim: 2,
    imageSizePx: 8,
    contextLength,
  };
  const encoder = createEncoder(
    { identity, config: { conventions } },
    {
      runVision: () => Promise.reject(new Error('no picture is encoded')),
      runPatches: () => Promise.reject(new Error('no patch is encoded')),
      runText: async (ids) => {
        given.push(...ids);
        return Float32Array.of(3, 4);
      },
    },
  );
  expect([...(await encoder.encodeTexts([text]))]).toEqual([Math.fround(0.6), Math.fround(0.8)]);
  return given;
}

test('texts are encoded with the prompt prefix of the model before them', async () => {
  const promptPrefix = 'a satellite image. ';
  const ids = await idsOf('a bridge', { ...CLIP_CONVENTIONS, promptPrefix });
  expect(ids).toEqual(await idsOf('a satellite image. a bridge', CLIP_CONVENTIONS));
});

test('texts are padded with the pad id of the model', async () => {
  const [plain, padded] = [
    await idsOf('a bridge', CLIP_CONVENTIONS),
    await idsOf('a bridge', { ...CLIP_CONVENTIONS, padId: 7 }),
  ];
  expect(plain).toEqual([49406, 320, 2465, 49407, 0, 0, 0, 0]);
  expect(padded).toEqual([49406, 320, 2465, 49407, 7, 7, 7, 7]);
});

test('the tokens of a prefix count towards the limit of the text', () => {
  const text = 'road '.repeat(300);
  const prefix = 'a satellite image. ';
  const [plain, prefixed] = [tokenize(text, 77, ''), tokenize(text, 77, prefix)];
  expect(prefixed.ids).toHaveLength(77);
  expect(prefixed.count - plain.count).toBe(4);
  expect(plain.cutPoint! - prefixed.cutPoint!).toBe(4 * 'road '.length);
});

test('pixel values are normalized with the mean and the standard deviation of the model', () => {
  const crops = Uint8Array.of(0, 255, 51);
  const half = [0.5, 0.5, 0.5] as const;
  expect([...pixelValues(crops, 1, 1, { pixelMean: half, pixelStd: half })]).toEqual([
    -1,
    1,
    Math.fround(Math.fround(Math.fround(0.2) - 0.5) / 0.5),
  ]);
});
