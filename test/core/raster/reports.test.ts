/** Small files made after public reports, each read wrong or refused once, with the values that GDAL reads (../shared/geotiff/reports/CASES.md). */
import { afterAll, beforeAll, describe, expect } from 'vitest';
import type { SceneId } from '../../../core/documents/ids.ts';
import { lonLatRings, windowRing } from '../../../core/export/lon-lat.ts';
import { applyAffine, gdalFromAffine } from '../../../core/geo/affine.ts';
import { geoStub } from '../../../core/geo/geo-stub.ts';
import { geodesicAreaM2 } from '../../../core/geo/geodesic.ts';
import { areaGeometry, type PolygonRings } from '../../../core/geo/geojson.ts';
import { identify } from '../../../core/raster/identify.ts';
import { openModelView } from '../../../core/raster/open-model-view.ts';
import { openScene } from '../../../core/raster/open-scene.ts';
import { readWindow } from '../../../core/raster/read-window.ts';
import type { Scene } from '../../../core/raster/scene.ts';
import { unattended } from '../../../core/task.ts';
import { sceneDetail } from '../../../electron/app/scenes/scene-detail.ts';
import { lonLatPosition } from '../../../renderer/map/scene-frame.ts';
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

describe('places', () => {
  sharedTest('a window round the pole is one valid polygon of its own area', async () => {
    const { description } = await report('pole_3031.tif');
    const place = { affine: description.affine!, wkt: description.crs!.wkt };
    const whole = windowRing({
      col: 0,
      row: 0,
      widthPx: description.widthPx,
      heightPx: description.heightPx,
    });
    const hit = windowRing({ col: 96, row: 48, widthPx: 64, heightPx: 64 });
    const rings = await lonLatRings(host.crs, place, [hit, whole]);
    for (const [i, areaM2] of [3_895_678, 46_748_126].entries()) {
      const ring = rings[i]!;
      expect(Math.abs(geodesicAreaM2(ring.flat()) / areaM2 - 1)).toBeLessThan(2e-4);
      const geometry = areaGeometry([ring]);
      expect(geometry.type).toBe('Polygon');
      const [outer] = geometry.coordinates as PolygonRings;
      const lons = outer.map(([lon]) => lon);
      expect([Math.min(...lons), Math.max(...lons), Math.min(...outer.map(([, lat]) => lat))]).toEqual([
        -180, 180, -90,
      ]);
    }
  });

  sharedTest('positions on both sides of the antimeridian', async () => {
    const scene = await report('antimeridian_3832.tif');
    const detail = await sceneDetail('s' as SceneId, scene, { modelView: null, crs: null }, host.crs);
    const { affine, crs, widthPx, heightPx } = scene.description;
    const points: number[] = [];
    for (let row = 0; row <= heightPx; row += 16)
      for (let col = 0; col <= widthPx; col += 2) points.push(...[col, row]);
    const xy = Float64Array.from(points);
    for (let i = 0; i < xy.length; i += 2) xy.set(applyAffine(affine!, xy[i]!, xy[i + 1]!), i);
    const expected = await host.crs.transform(crs!.wkt, 'EPSG:4326', xy);
    for (let i = 0; i < points.length; i += 2) {
      const [lon, lat] = lonLatPosition(detail, [points[i]!, points[i + 1]!])!;
      const off = lon - expected[i]!;
      expect(Math.abs(off - 360 * Math.round(off / 360))).toBeLessThan(1e-7);
      expect(lat).toBeCloseTo(expected[i + 1]!, 6);
    }
    expect(lonLatPosition(detail, [124, 3])![0]).toBeCloseTo(179.99964, 4);
  });

  const transform = [300_000, 2, 0, 1_600_000, 0, -2];

  sharedTest('the .aux.xml file wins over the tags, and says so', async () => {
    const { description, raster } = await report('pam_other_crs.tif');
    expect(description.crs?.epsg).toBe(32_651);
    expect(description.footprint?.[0]?.[0]).toBeCloseTo(121.144_48, 4);
    expect(description.warnings.join()).toMatch(
      /is that of the \.aux\.xml file, which wins over the one in the file/,
    );
    // What an export writes names the same CRS.
    const atOrigin = { ...raster.geoTags, pixelScale: [1, 1, 0], tiepoints: [0, 0, 0, 0, 0, 0] };
    expect((await host.crs.describe(geoStub(atOrigin)))?.epsg).toBe(32_651);
  });

  sharedTest('CRS and transform of the .aux.xml file alone', async () => {
    const { description } = await report('pam_crs_and_transform.tif');
    expect([description.crs?.epsg, gdalFromAffine(description.affine!)]).toEqual([32_651, transform]);
  });

  sharedTest('a world file places a file with and without GeoKeys', async () => {
    const bare = (await report('world_tfw.tif')).description;
    expect([bare.crs, gdalFromAffine(bare.affine!)]).toEqual([null, transform]);
    expect(bare.warnings.join()).toMatch(/world file world_tfw\.tfw.*names no coordinate reference system/);
    const keyed = (await report('keys_and_tfw.tif')).description;
    expect([keyed.crs?.epsg, gdalFromAffine(keyed.affine!)]).toEqual([32_651, transform]);
  });

  sharedTest('a CRS with a shift to WGS 84 keeps the name of its source', async () => {
    expect((await report('towgs84.tif')).description.crs?.name).toBe('unknown');
  });
});
