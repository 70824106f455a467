/** Small scenes for tests of the window, written where a test wants them. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildTiff, dataAt, type TiffField } from '../core/raster/build-tiff.ts';

const WORLD_MERCATOR = 3395;
/** Upper left corner and pixel size of the demo scene. */
const DEMO = { x: 13_467_532, y: 1_632_019.875, size: 0.1 } as const;

type Plain = {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly colour: readonly [number, number, number];
  /** Its upper left corner in pixels of the demo scene; absent: no CRS. */
  readonly at?: readonly [col: number, row: number];
};

/** Path of a new scene of one colour. */
export async function plainScene(folder: string, name: string, plain: Plain): Promise<string> {
  const { widthPx, heightPx, colour, at } = plain;
  const data = new Uint8Array(3 * widthPx * heightPx);
  for (let i = 0; i < data.length; i += 3) data.set(colour, i);
  const fields: readonly TiffField[] = at
    ? [
        [33550, 12, [DEMO.size, DEMO.size, 0]],
        [33922, 12, [0, 0, 0, DEMO.x + at[0] * DEMO.size, DEMO.y - at[1] * DEMO.size, 0]],
        [34735, 3, [1, 1, 0, 3, 1024, 0, 1, 1, 1025, 0, 1, 1, 3072, 0, 1, WORLD_MERCATOR]],
      ]
    : [];
  const path = join(folder, name);
  await writeFile(
    path,
    buildTiff({ widthPx, heightPx, bands: 3, data, offsets: [dataAt], byteCounts: [data.length], fields }),
  );
  return path;
}
