import { afterAll, expect, test } from 'vitest';
import { affineFromGdal } from '../../../core/geo/affine.ts';
import { windowFootprints } from '../../../core/geo/footprint.ts';
import { hitFootprints } from '../../../core/geo/hit-footprints.ts';
import type { CrsAuthority } from '../../../core/host.ts';
import { sourceHost } from '../raster/source-host.ts';

const host = sourceHost();
const authority = host.crs;
afterAll(() => host.close());

/** UTM zone 36 N around Kampala. */
const utm = { wkt: 'EPSG:32636' };
const from = (east: number) => affineFromGdal([east, 0.5, 0, 35_000, 0, -0.5]);
const scenes = [
  { crs: utm, affine: from(450_000) },
  { crs: null, affine: null },
  { crs: utm, affine: from(460_000) },
];
const hits = [2, 0, 1, 0, 2, 2].map((index, i) => ({
  index,
  window: { col: 10 * i, row: 20 * i, widthPx: 100, heightPx: 50 },
}));

test('each hit has the footprint of its window in its scene, whatever order the hits have', async () => {
  const found = await hitFootprints(authority, hits, scenes);
  for (const [i, { index, window }] of hits.entries()) {
    const { crs, affine } = scenes[index]!;
    const alone =
      crs === null || affine === null ? [null] : await windowFootprints(authority, crs.wkt, affine, [window]);
    expect(found[i]).toEqual(alone[0]);
  }
  expect(new Set(found.map((ring) => JSON.stringify(ring))).size).toBe(hits.length);
});

test('the library for coordinates is asked once for each scene with a place', async () => {
  let calls = 0;
  const counting: CrsAuthority = {
    describe: (stub) => authority.describe(stub),
    named: (text) => authority.named(text),
    transform: (from, to, points) => {
      calls += 1;
      return authority.transform(from, to, points);
    },
  };
  await hitFootprints(counting, hits, scenes);
  expect(calls).toBe(2);
});
