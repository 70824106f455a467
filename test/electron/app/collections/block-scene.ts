/** Small georeferenced scenes of coloured blocks, written as GeoTIFFs. */
import { seededRandom } from '../../../../core/seeded-random.ts';
import { buildTiff, dataAt } from '../../../core/raster/build-tiff.ts';

export const EDGE = 96;

export type BlockScene = {
  readonly seed: number;
  readonly edgePx: number;
  readonly metres: number;
  /** Upper left corner. */
  readonly origin: readonly [easting: number, northing: number];
  /** EPSG code of a projected CRS. */
  readonly epsg: number;
  /** As TIFF writes it: "2023:05:06 07:08:09". */
  readonly taken: string | null;
};

/** Blocks of 16 m with random shades and a little noise. */
export function blockScene({ seed, edgePx, metres, origin, epsg, taken }: BlockScene): Uint8Array {
  const random = seededRandom(seed);
  const blocks = Math.ceil((edgePx * metres) / 16);
  const shade = Array.from({ length: blocks * blocks * 3 }, () => Math.floor(random() * 256));
  const data = new Uint8Array(edgePx * edgePx * 3);
  const blockAt = (px: number) => Math.floor((px * metres) / 16);
  for (let i = 0; i < edgePx * edgePx; i++) {
    const block = blockAt(i % edgePx) + blocks * blockAt(Math.floor(i / edgePx));
    for (let band = 0; band < 3; band++) data[3 * i + band] = shade[3 * block + band]! * 0.8 + random() * 50;
  }
  return buildTiff({
    ...{ widthPx: edgePx, heightPx: edgePx, bands: 3, bits: 8, photometric: 2, data },
    offsets: [dataAt],
    byteCounts: [data.length],
    fields: [
      ...(taken === null ? [] : [[306, 2, new TextEncoder().encode(`${taken}\0`)] as const]),
      [33550, 12, [metres, metres, 0]],
      [33922, 12, [0, 0, 0, ...origin, 0]],
      [34735, 3, [1, 1, 0, 3, 1024, 0, 1, 1, 1025, 0, 1, 1, 3072, 0, 1, epsg]],
    ],
  });
}

/** A scene of `EDGE` pixels of one metre in UTM zone 35 N, with the upper left corner at (`easting`, 6,300,000). */
export function scene(seed: number, easting: number): Uint8Array {
  const origin = [easting, 6_300_000] as const;
  return blockScene({ seed, edgePx: EDGE, metres: 1, origin, epsg: 32_635, taken: '2023:05:06 07:08:09' });
}
