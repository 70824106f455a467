/** Small files made after public reports, each read wrong or refused once, with the values that GDAL reads (../shared/geotiff/reports/CASES.md). */
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { identify } from '../../../core/raster/identify.ts';
import { openModelView } from '../../../core/raster/open-model-view.ts';
import { openScene } from '../../../core/raster/open-scene.ts';
import { readWindow } from '../../../core/raster/read-window.ts';
import type { Scene } from '../../../core/raster/scene.ts';
import { unattended } from '../../../core/task.ts';
import { sharedPath, sharedTest } from '../../shared.ts';
import { gdalChecksum } from './gdal-checksum.ts';
import { sourceHost } from './source-host.ts';

const host = sourceHost();
const scenes: Scene[] = [];
beforeAll(() => host.crs.transform('EPSG:4326', 'EPSG:3857', Float64Array.of(0, 0)), 60_000);
afterAll(async () => {
  await Promise.all(scenes.map((scene) => scene.close()));
  await host.close();
});

async function report(name: string): Promise<Scene> {
  const scene = await openScene(host, sharedPath(`geotiff/reports/${name}`), unattended());
  scenes.push(scene);
  return scene;
}

async function checksums({ raster, description }: Scene): Promise<readonly number[]> {
  const { widthPx, heightPx, bands, sampleType } = description;
  const sums: number[] = [];
  for (const band of bands.keys()) {
    const win = { col: 0, row: 0, widthPx, heightPx };
    const { samples } = await readWindow(raster.blocks, raster.levels[0].image, win, [band]);
    sums.push(gdalChecksum(samples, sampleType));
  }
  return sums;
}

describe('values', () => {
  sharedTest('nodata of six digits stands for the smallest float', async () => {
    const scene = await report('nodata_six_digits.tif');
    const { widthPx, heightPx, defaultView, bands } = scene.description;
    const view = await openModelView(scene, defaultView).readRgb({ col: 0, row: 0, widthPx, heightPx });
    expect(view.valid?.filter((flag) => flag !== 0).length).toBe(33_792);
    expect(bands[0].range.min).toBeCloseTo(4, 0);
    expect(bands[0].range.max).toBeCloseTo(220, 0);
  });

  sharedTest('blocks that were never written hold nodata, clamped to the type', async () => {
    expect(await identify(await report('sparse_u8_nodata_-9999.tif'), 300, 300)).toEqual([0]);
    const scene = await report('sparse_i16_nodata_-99999.tif');
    expect(await identify(scene, 300, 300)).toEqual([-32_768]);
  });

  sharedTest('LERC of uint32, and of a big-endian file', async () => {
    const unsigned = await report('lerc_uint32.tif');
    expect([await identify(unsigned, 0, 0), await checksums(unsigned)]).toEqual([[7_700_000], [51_236]]);
    const swapped = await report('lerc_big_endian_i16.tif');
    expect([await identify(swapped, 0, 0), await checksums(swapped)]).toEqual([[1500], [58_567]]);
  });

  sharedTest('16-bit floats with the floating-point predictor', async () => {
    const scene = await report('float16_predictor3.tif');
    expect([await identify(scene, 0, 0), await checksums(scene)]).toEqual([[15.710_937_5], [12_581]]);
  });

  sharedTest('16-bit CMYK is read as stored', async () => {
    const scene = await report('cmyk16.tif');
    expect(await identify(scene, 0, 0)).toEqual([37_265, 37_265, 37_265, 5140]);
    expect(scene.description.bands.map(({ role }) => role)).toEqual(['other', 'other', 'other', 'other']);
  });

  sharedTest('tiles in the tags of strips, and a tag that points behind the end', async () => {
    for (const name of ['tiles_in_strip_tags.tif', 'software_tag_past_end.tif'])
      expect(await checksums(await report(name)), name).toEqual([46_408, 19_067, 31_066]);
  });

  sharedTest('JPEG 2000 is named, with what to do', async () => {
    await expect(report('format.jp2')).rejects.toThrow(/this is a JPEG 2000 picture; convert it to GeoTIFF/);
  });
});
