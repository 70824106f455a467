/** Check of one row of a TRUTH.jsonl: we read what GDAL reads, or refuse the file for the stated reason. */
import { expect } from 'vitest';
import { InvalidInput, Unsupported } from '../../../core/errors.ts';
import { gdalFromAffine } from '../../../core/geo/affine.ts';
import type { Host } from '../../../core/host.ts';
import { openScene } from '../../../core/raster/open-scene.ts';
import { readWindow } from '../../../core/raster/read-window.ts';
import type { Scene } from '../../../core/raster/scene.ts';
import { unattended } from '../../../core/task.ts';
import type { SampleArray } from '../../../core/tensor/samples.ts';
import { gdalChecksum } from './gdal-checksum.ts';
import type { GdalReading, TruthRow } from './truth.ts';

/** Valid files that we refuse, and the reason that the message must contain. */
export const refusedValid: Readonly<Record<string, RegExp>> = {
  'valid/rgb8_strip_lzma.tif': /LZMA compression \(TIFF code 34925\)/,
  'valid/rgb8_tile128_lzma.tif': /LZMA compression \(TIFF code 34925\)/,
  'valid/gray_1bit_ccittg4.tif': /CCITT fax 4 compression \(TIFF code 4\)/,
};

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
  const refusal = refusedValid[row.file];
  if (refusal !== undefined) {
    await expect(openScene(host, path, unattended())).rejects.toThrow(refusal);
    return;
  }
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

async function openAndReadAll(host: Host, path: string): Promise<void> {
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
  expect(gdalNames[is.sampleType]).toBe(gdal.dtype);
  expect(is.overviews.length).toBe(gdal.overviews);
  const nodata = gdal.nodata === 'None' ? null : Number(gdal.nodata);
  expect(is.nodata).toBe(nodata);
  expectTransform(scene, gdal.gt);
  expect(is.crs?.epsg ?? null).toBe(gdal.epsg === null ? null : Number(gdal.epsg));
  if (gdal.gt !== null || gdal.crs !== null) expect(is.crs?.name ?? null).toBe(gdal.crs);
  const { image } = scene.raster.levels[0];
  const whole = { col: 0, row: 0, widthPx: is.widthPx, heightPx: is.heightPx };
  for (const [band, checksum] of gdal.checksums.entries()) {
    const { samples } = await readWindow(scene.raster.blocks, image, whole, [band]);
    const mean = gdal.means?.[band];
    if (mean !== undefined) expect(meanOf(samples), `band ${band + 1}`).toBeCloseTo(mean, 0);
    // JPEG and WebP of up to three bands are bit-equal too: both sides use the same integer transforms.
    else expect(gdalChecksum(samples, is.sampleType), `band ${band + 1}`).toBe(checksum);
  }
}

function expectTransform(scene: Scene, gt: readonly number[] | null): void {
  const { affine } = scene.description;
  expect(affine === null).toBe(gt === null);
  if (affine === null || gt === null) return;
  const ours = gdalFromAffine(affine);
  for (const [i, value] of gt.entries())
    expect(Math.abs(ours[i] - value)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(value)));
}

function meanOf(samples: SampleArray): number {
  let sum = 0;
  for (const value of samples) sum += value;
  return sum / samples.length;
}
