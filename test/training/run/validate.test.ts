import { expect, test } from 'vitest';
import type { Encoder } from '../../../core/encoder.ts';
import { unattended } from '../../../core/task.ts';
import type { CaptionPair } from '../../../training/dataset/caption-pair.ts';
import { validate } from '../../../training/run/evaluate.ts';
import { fixture } from '../../models/oracle.ts';
import { roomIn } from './small-run.ts';

/** An encoder that gives unit vectors to pictures in the order in which they come, and to a text "n" the vector of picture n. */
function orderedEncoder(pictures: string[]): Encoder {
  const row = (i: number): number[] => [0, 1, 2].map((at) => (at === i ? 1 : 0));
  return {
    model: {
      ...{ id: 'm', weightsSha256: '', precision: 'fp32' },
      ...{ embeddingDim: 3, imageSizePx: 32, contextLength: 77 },
    },
    encodeImages: async (images) =>
      Float32Array.from(
        images.flatMap(() => {
          pictures.push('one');
          return row(pictures.length - 1);
        }),
      ),
    encodeTexts: async (texts) => Float32Array.from(texts.flatMap((text) => row(Number(text)))),
  } as Encoder;
}

test('pairs with the same picture count as its captions: the picture is encoded once, and each caption finds it', async () => {
  const pictures: string[] = [];
  const pairs = [0, 0, 0, 1, 1, 2].map(
    (number, i): CaptionPair => ({
      ...{ image: fixture(`images/image${number}.png`), within: null, long: null, short: String(number) },
      ...{ group: null, class: null, origin: `pair ${i}` },
    }),
  );
  const figures = await validate(orderedEncoder(pictures), roomIn(''), pairs, ['short'], unattended());
  expect(pictures).toHaveLength(3);
  expect(figures.short).toMatchObject({
    textToImage: { r1: 100, r5: 100, r10: 100 },
    imageToText: { r1: 100 },
  });
  expect(figures.meanRecall).toBe(100);
});
