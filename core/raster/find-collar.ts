/** The collar of an opened scene, as its tiles show it. */
import type { BandRendering } from '../documents/scene.ts';
import { type CollarMask, collarMask } from './collar-mask.ts';
import { clips } from './model-view.ts';
import { readsPreview, readTile, sceneTileGrid } from './read-tile.ts';
import type { Scene } from './scene.ts';
import { lossyCodecs } from './tiff-tags.ts';
import { tileScale } from './tile-grid.ts';

/** Null for a scene without a collar, where it cannot be told from data, and where finding it would take long. */
export async function findCollar(scene: Scene, rendering: BandRendering): Promise<CollarMask | null> {
  const { sampleType, bitsPerSample, compression } = scene.raster.levels[0].image;
  const grid = sceneTileGrid(scene);
  // A stretch may make data black or white, and pixels of one bit are nothing else.
  const isUnsure = bitsPerSample === 1 || clips(rendering, sampleType);
  if (isUnsure || readsPreview(scene, grid, 0)) return null;
  const scale = tileScale(grid, 0);
  const coarsest = await readTile(scene, grid, rendering, 0, 0, 0);
  const [columns, rows] = [Math.ceil(grid.widthPx / scale), Math.ceil(grid.heightPx / scale)];
  return collarMask(coarsest, columns, rows, scale, lossyCodecs.includes(compression));
}
