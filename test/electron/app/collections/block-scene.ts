/** Small scenes of random blocks for collections. */
import { seededRandom } from '../../../../core/seeded-random.ts';
import { buildTiff, dataAt } from '../../../core/raster/build-tiff.ts';

export const EDGE = 96;

/** Random pixels of one metre in UTM zone 35 N, with the upper left corner at (`easting`, 6,300,000). */
export function scene(seed: number, easting: number): Uint8Array {
  const random = seededRandom(seed);
  const shade = Array.from({ length: 36 * 3 }, () => Math.floor(random() * 256));
  const data = new Uint8Array(EDGE * EDGE * 3);
  for (let i = 0; i < EDGE * EDGE; i++) {
    const block = Math.floor((i % EDGE) / 16) + 6 * Math.floor(i / EDGE / 16);
    for (let band = 0; band < 3; band++) data[3 * i + band] = shade[3 * block + band]! * 0.8 + random() * 50;
  }
  return buildTiff({
    ...{ widthPx: EDGE, heightPx: EDGE, bands: 3, bits: 8, photometric: 2, data },
    offsets: [dataAt],
    byteCounts: [data.length],
    fields: [
      [306, 2, new TextEncoder().encode('2023:05:06 07:08:09\0')],
      [33550, 12, [1, 1, 0]],
      [33922, 12, [0, 0, 0, easting, 6_300_000, 0]],
      [34735, 3, [1, 1, 0, 3, 1024, 0, 1, 1, 1025, 0, 1, 1, 3072, 0, 1, 32635]],
    ],
  });
}
