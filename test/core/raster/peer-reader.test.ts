/** A second reader beside GDAL: geotiff.js reads the same samples from the same files. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { fromArrayBuffer } from 'geotiff';
import { afterAll, expect, test } from 'vitest';
import { closing } from '../../../core/closing.ts';
import { openScene } from '../../../core/raster/open-scene.ts';
import { readWindow } from '../../../core/raster/read-window.ts';
import { unattended } from '../../../core/task.ts';
import { sourceHost } from './source-host.ts';

const host = sourceHost();
afterAll(() => host.close());

test.each([
  'one_pixel.tif',
  'two_band.tif',
  'offset_scale_uint16.tif',
  'rgb8_bigendian_lzw_pred2.tif',
  'wide_40000x3.tif',
])('%s has the samples and the place that geotiff.js reads', async (name) => {
  const path = fileURLToPath(new URL(`../../fixtures/geotiff/valid/${name}`, import.meta.url));
  const bytes = await readFile(path);
  const image = await (await fromArrayBuffer(new Uint8Array(bytes).buffer)).getImage();
  const theirs = await image.readRasters({ interleave: true });
  await using scene = closing(await openScene(host, path, unattended()));
  const { raster, description } = scene;
  const { widthPx, heightPx, bands } = raster.levels[0]!.image;
  expect([widthPx, heightPx, bands]).toEqual([
    image.getWidth(),
    image.getHeight(),
    image.getSamplesPerPixel(),
  ]);
  const all = Array.from({ length: bands }, (_, band) => band);
  const window = { col: 0, row: 0, widthPx, heightPx };
  const { samples } = await readWindow(raster.blocks, raster.levels[0]!.image, window, all);
  expect(Array.from(samples)).toEqual(Array.from(theirs as ArrayLike<number>));
  if (description.affine === null) return;
  const [x, y] = image.getOrigin();
  expect([description.affine.xOrigin, description.affine.yOrigin]).toEqual([x, y]);
});
