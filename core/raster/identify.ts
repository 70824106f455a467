/** Raw sample values at a pixel, independent of the layer style. */
import { readWindow } from './read-window.ts';
import type { Scene } from './scene.ts';

/** One value per band at full resolution, as stored (CMYK as RGBA, JPEG YCbCr as RGB). */
export async function identify(
  scene: Scene,
  col: number,
  row: number,
  signal?: AbortSignal,
): Promise<readonly number[]> {
  const { raster } = scene;
  const { image } = raster.levels[0];
  const bands = Array.from({ length: image.bands }, (_, band) => band);
  const read = await readWindow(raster.blocks, image, { col, row, widthPx: 1, heightPx: 1 }, bands, signal);
  return Array.from(read.samples);
}
