import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { CLIP_CONVENTIONS } from '../../models/clip/clip-conventions.ts';
import { pixelValues } from '../../models/preprocess/pixel-values.ts';
import { readNpy } from '../models/npy.ts';
import { cropAll, fixture, maxDifference, readPictures } from '../models/oracle.ts';

test("the oracle's pictures have the pixel values of PIL and torchvision, bit for bit", async () => {
  const { shape, elements } = readNpy(await readFile(fixture('preprocessed.npy')));
  const size = shape[3];
  const pictures = await readPictures();
  const crops = cropAll(pictures, size);
  const values = pixelValues(crops, pictures.length, size, CLIP_CONVENTIONS);
  expect(maxDifference(values, elements)).toBe(0);
});
