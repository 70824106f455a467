/** Check of one row of a TRUTH.jsonl: we read what GDAL reads, or refuse the file for the stated reason. */
import { expect } from 'vitest';
import { InvalidInput, Unsupported } from '../../../core/errors.ts';
import { gdalFromAffine } from '../../../core/geo/affine.ts';
import type { Host } from '../../../core/host.ts';
import { openScene } from '../../../core/raster/open-scene.ts';
import { readWindow } from '../../../core/raster/read-window.ts';
import type { Scene } from '../../../core/raster/scene.ts';
import { unattended } from '../../../core/task.ts';
import type { SampleArray, SampleType } from '../../../core/tensor/samples.ts';
import { gdalChecksum } from './gdal-checksum.ts';
import type { GdalReading, TruthRow } from './truth.ts';

const gdalNames: Readonly<Record<string, string>> = {
  uint8: 'Byte',
  int8: 'Int8',
  uint16: 'UInt16',
  int16: 'Int16',
  uint32: 'UInt32',
  int32: 'Int32',
  float32: 'Float32',
  float64: 'Float64',
};

export async function checkTruthRow(host: Host, path: string, row: TruthRow): Promise<void> {
  if ('error' in row.gdal) return checkRefused(host, path);
  const scene = await openScene(host, path, unattended());
  try {
    await checkReading(scene, row.gdal);
  } finally {
    await scene.close();
  }
}

/** Expects that opening the file and reading all of it ends in a typed error that names the file. */
async function checkRefused(host: Host, path: string): Promise<void> {
  const error = await openAndReadAll(host, path).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error instanceof InvalidInput || error instanceof Unsupported, String(error)).toBe(true);
  expect(String(error)).toContain(path);
}

export async function openAndReadAll(host: Host, path: string): Promise<void> {
  const scene = await openScene(host, path, unattended());
  try {
    for (const { image } of scene.raster.levels)
      await readWindow(
        scene.raster.blocks,
        image,
        { col: 0, row: 0, widthPx: image.widthPx, heightPx: image.heightPx },
        Array.from({ length: image.bands }, (_, band) => band),
      );
  } finally {
    await scene.close();
  }
}

async function checkReading(scene: Scene, gdal: GdalReading): Promise<void> {
  const { description: is } = scene;
  expect([is.widthPx, is.heightPx]).toEqual(gdal.size);
  expect(is.bands.length).toBe(gdal.bands);
  // 64-bit integers have no type here; those of the tests are small enough to be exact.
  const dtype = gdal.dtype.endsWith('Int64') ? 'Float64' : gdal.dtype;
  expect(gdalNames[is.sampleType]).toBe(dtype);
  expect(is.overviews.length).toBe(gdal.overviews);
  const nodata = gdal.nodata === 'None' ? null : Number(gdal.nodata);
  expect(is.nodata).toBe(nodata);
  // GDAL leaves control points as they are; here an affine is fitted to them.
  const isFitted = is.warnings.some((text) => text.includes('ground control points'));
  if (!isFitted) {
    expectTransform(scene, gdal.gt);
    expect(is.crs?.epsg ?? null).toBe(gdal.epsg === null ? null : Number(gdal.epsg));
  }
  if (gdal.gt !== null || gdal.crs !== null) expect(is.crs?.name ?? null).toBe(gdal.crs);
  const { image } = scene.raster.levels[0];
  const whole = { col: 0, row: 0, widthPx: is.widthPx, heightPx: is.heightPx };
  for (const [band, checksum] of gdal.checksums.entries()) {
    const { samples } = await readWindow(scene.raster.blocks, image, whole, [band]);
    // JPEG and WebP are bit-equal too: both sides use the same integer transforms.
    expect(checksumAs(gdal.dtype, samples, is.sampleType), `band ${band + 1}`).toBe(checksum);
  }
}

/** GDAL sums 64-bit integers as doubles that it clamps. */
function checksumAs(dtype: string, samples: SampleArray, type: SampleType): number {
  return gdalChecksum(samples, dtype.endsWith('Int64') ? 'float64' : type);
}

function expectTransform(scene: Scene, gt: readonly number[] | null): void {
  const { affine } = scene.description;
  expect(affine === null).toBe(gt === null);
  if (affine === null || gt === null) return;
  const ours = gdalFromAffine(affine);
  for (const [i, value] of gt.entries())
    expect(Math.abs(ours[i] - value)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(value)));
}
