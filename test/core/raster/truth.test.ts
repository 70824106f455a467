/**
 * Comparison of every file with its known GDAL reading: we read the same numbers. A damaged file
 * ends in a typed error within a second.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sharedPath, sharedTest } from '../../shared.ts';
import { checkTruthRow } from './check-truth-row.ts';
import { sourceHost } from './source-host.ts';
import { readTruth, type TruthRow } from './truth.ts';

const host = sourceHost();
/** A damaged file must fail within a second. */
const limitMs = (row: TruthRow): number => ('error' in row.gdal ? 1000 : 20_000);
const fixtures = fileURLToPath(new URL('../../fixtures/geotiff/', import.meta.url));
const sharedTruth = sharedPath('geotiff/TRUTH.jsonl');

// Both worker threads load 40 MB once. This happens here, because the limit of a second is for the files alone.
beforeAll(async () => {
  await host.crs.transform('EPSG:4326', 'EPSG:3857', Float64Array.of(0, 0));
  await host.codecs
    .decodeGuarded({
      codec: 'zstd',
      bytes: Uint8Array.of(0),
      parts: [{ from: 0, to: 1, sizeBytes: 1, mostBytes: 1 }],
      order: null,
    })
    .catch((error: unknown) => expect(String(error)).toContain('zstd'));
});
afterAll(() => host.close());

for (const row of readTruth(`${fixtures}TRUTH.jsonl`))
  test(
    `${row.file} reads as in GDAL`,
    () => checkTruthRow(host, `${fixtures}${row.file}`, row),
    limitMs(row),
  );

if (existsSync(sharedTruth))
  for (const row of readTruth(sharedTruth))
    test(
      `shared ${row.file} reads as in GDAL`,
      () => checkTruthRow(host, sharedPath(`geotiff/${row.file}`), row),
      limitMs(row),
    );
else sharedTest('the shared GeoTIFFs read as in GDAL', () => undefined);
