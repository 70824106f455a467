import { expect, test } from 'vitest';
import type { PatchEncoder } from '../../../core/encoder.ts';
import { unattended } from '../../../core/task.ts';
import type { RgbImage } from '../../../core/tensor/rgb-image.ts';
import { measureSharpening } from '../../../models/encoder/measure-sharpening.ts';
import { areaAbove, MOSAIC_PX, makeMosaic } from '../../../models/encoder/object-mosaic.ts';

const COLOURS: Readonly<Record<string, readonly [number, number, number]>> = {
  red: [200, 20, 20],
  green: [20, 200, 20],
  blue: [20, 20, 200],
  grey: [110, 120, 115],
};
const GRID = 8;

/** Pictures of one colour: what an encoder of mean colours can tell apart. */
const classes = Object.entries(COLOURS).map(([name, colour]) => ({
  name,
  sentences: [name],
  pictures: [painted(colour)],
}));

function painted(colour: readonly number[]): RgbImage {
  return {
    widthPx: 32,
    heightPx: 32,
    rgb: Uint8Array.from({ length: 32 * 32 * 3 }, (_, i) => colour[i % 3]),
  };
}

/** Embeddings are mean colours; those of patches are of the right place, or of the opposite one. */
function colourEncoder(areRight: boolean): PatchEncoder {
  const unit = (rgb: readonly number[]) => {
    const centred = rgb.map((x) => x - 90);
    const length = Math.hypot(...centred) || 1;
    return centred.map((x) => x / length);
  };
  const meanOf = ({ widthPx, heightPx, rgb }: RgbImage, x0: number, y0: number, share: number) => {
    const sums = [0, 0, 0];
    let count = 0;
    for (let y = Math.floor(y0 * heightPx); y < (y0 + share) * heightPx; y += 4)
      for (let x = Math.floor(x0 * widthPx); x < (x0 + share) * widthPx; x += 4, count++)
        for (let c = 0; c < 3; c++) sums[c] += rgb[(y * widthPx + x) * 3 + c];
    return unit(sums.map((sum) => sum / count));
  };
  const encodeImages = async (images: readonly RgbImage[]) =>
    Float32Array.from(images.flatMap((image) => meanOf(image, 0, 0, 1)));
  return {
    model: {
      id: 'colours',
      weightsSha256: '',
      precision: 'fp32',
      embeddingDim: 3,
      imageSizePx: 32,
      contextLength: 77,
    },
    encodeImages,
    encodeTexts: async (texts) => Float32Array.from(texts.flatMap((text) => unit(COLOURS[text]))),
    encodePatches: async (images) => ({
      pictures: await encodeImages(images),
      patchesPerEdge: GRID,
      patches: Float32Array.from(
        images.flatMap((image) =>
          Array.from({ length: GRID ** 2 }, (_, i) => {
            const at = areRight ? i : GRID ** 2 - 1 - i;
            return meanOf(image, (at % GRID) / GRID, Math.floor(at / GRID) / GRID, 1 / GRID);
          }).flat(),
        ),
      ),
    }),
  };
}

test('patches that say where things are make maps better, patches of the wrong place do not', async () => {
  const right = await measureSharpening(colourEncoder(true), classes, 1, unattended());
  expect(right.better).toBe(true);
  expect(right.sharpened[2]).toBeGreaterThan(right.plain[2]);
  const wrong = await measureSharpening(colourEncoder(false), classes, 1, unattended());
  expect(wrong.better).toBe(false);
  // The mosaics, and so the plain maps, are those of the seed.
  expect(wrong.plain).toEqual(right.plain);
});

test('it needs three classes with pictures and sentences', async () => {
  await expect(measureSharpening(colourEncoder(true), classes.slice(2), 1, unattended())).rejects.toThrow(
    /three classes/,
  );
});

test('a mosaic shows each object where it says, on pictures of other classes', () => {
  for (const objectPx of [256, 64]) {
    const { image, objects } = makeMosaic(classes, objectPx, 7);
    expect(objects).toHaveLength(2);
    for (const { shown, window: win } of objects) {
      const pixels = new Set<string>();
      for (let y = win.row; y < win.row + objectPx; y += 9)
        for (let x = win.col; x < win.col + objectPx; x += 9)
          pixels.add([...image.rgb.subarray((y * MOSAIC_PX + x) * 3, (y * MOSAIC_PX + x) * 3 + 3)].join());
      expect([...pixels]).toEqual([COLOURS[shown.name].join()]);
      const own = COLOURS[shown.name].join();
      const isOwn = (x: number, y: number) => {
        const at = (Math.floor(y) * MOSAIC_PX + Math.floor(x)) * 3;
        return [...image.rgb.subarray(at, at + 3)].join() === own ? 1 : 0;
      };
      expect(areaAbove(isOwn, win)).toBe(1);
    }
  }
});
