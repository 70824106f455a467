/** Maps that another program made for the sentences of a data set. */
import { join } from 'node:path';
import { closing } from '../../../core/closing.ts';
import { InvalidInput } from '../../../core/errors.ts';
import { stretchedMap } from '../../../core/evaluation/localization.ts';
import type { Host } from '../../../core/host.ts';
import { openScene } from '../../../core/raster/open-scene.ts';
import { readWindow } from '../../../core/raster/read-window.ts';
import type { ByteMap } from '../../../core/selo/byte-map.ts';
import { unattended } from '../../../core/task.ts';
import { PICTURE_FILE } from './picture-places.ts';

/** Path of the map of a scene's sentence `number`, from 0: `STEM_NUMBER.tif` or `.png`, or `STEM.tif` for a single one; null without one. */
export async function mapPath(
  { storage }: Host,
  folder: string,
  scene: string,
  number: number,
  isOnly: boolean,
): Promise<string | null> {
  const stem = scene.replace(PICTURE_FILE, '');
  const names = [`${stem}_${number}`, ...(isOnly ? [stem] : [])];
  for (const name of names)
    for (const ending of ['.tif', '.tiff', '.png', '.jpg']) {
      const path = join(folder, name + ending);
      if ((await storage.fileAt(path)) !== null) return path;
    }
  return null;
}

/**
 * The map at the size of its scene, nearest pixels: bytes as they are, other numbers stretched from the lowest to the highest. It must
 * cover the whole scene. Throws `InvalidInput` for another shape.
 */
export async function readGivenMap(
  host: Host,
  path: string,
  size: { readonly widthPx: number; readonly heightPx: number },
): Promise<ByteMap> {
  const { columns, rows, values, areBytes } = /\.tiff?$/i.test(path)
    ? await tiffValues(host, path)
    : await pictureValues(host, path);
  const { widthPx, heightPx } = size;
  const scale = widthPx / columns / (heightPx / rows);
  if (scale < 0.95 || scale > 1.05)
    throw new InvalidInput(
      `${path}: a map of ${columns} x ${rows} does not have the shape of its scene, ${widthPx} x ${heightPx}`,
    );
  const [cellWidthPx, cellHeightPx] = [widthPx / columns, heightPx / rows];
  if (!areBytes) return stretchedMap({ columns, rows, values, cellWidthPx, cellHeightPx }, widthPx, heightPx);
  const bytes = new Uint8Array(widthPx * heightPx);
  for (let y = 0; y < heightPx; y++)
    for (let x = 0; x < widthPx; x++)
      bytes[y * widthPx + x] = values[Math.floor(y / cellHeightPx) * columns + Math.floor(x / cellWidthPx)];
  return { widthPx, heightPx, values: bytes };
}

type Values = {
  readonly columns: number;
  readonly rows: number;
  readonly values: ArrayLike<number>;
  readonly areBytes: boolean;
};

async function tiffValues(host: Host, path: string): Promise<Values> {
  await using scene = closing(await openScene(host, path, unattended()));
  const { widthPx: columns, heightPx: rows, sampleType, nodata } = scene.description;
  const { image } = scene.raster.levels[0];
  const win = { col: 0, row: 0, widthPx: columns, heightPx: rows };
  const { samples } = await readWindow(scene.raster.blocks, image, win, [0]);
  const areBytes = sampleType === 'uint8' && nodata === null;
  const values = areBytes
    ? samples
    : Float64Array.from(samples, (value) => (value === nodata ? Number.NaN : value));
  return { columns, rows, values, areBytes };
}

async function pictureValues(host: Host, path: string): Promise<Values> {
  const { widthPx, heightPx, channels, pixels } = await host.codecs.decodePicture(
    await host.storage.readFile(path),
  );
  const values = Uint8Array.from({ length: widthPx * heightPx }, (_, i) => pixels[i * channels]);
  return { columns: widthPx, rows: heightPx, values, areBytes: true };
}
