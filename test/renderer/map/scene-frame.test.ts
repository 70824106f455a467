import { describe, expect, test } from 'vitest';
import type { SceneId } from '../../../core/documents/ids.ts';
import type { Affine, SceneDetail } from '../../../core/documents/scene.ts';
import { affineFromRasterio, applyAffine } from '../../../core/geo/affine.ts';
import { lonLatPosition, northAngle, pixelTransform } from '../../../renderer/map/scene-frame.ts';

function rotation(degrees: number, size: number): Affine {
  const angle = (degrees * Math.PI) / 180;
  return affineFromRasterio([
    size * Math.cos(angle),
    size * Math.sin(angle),
    500,
    size * Math.sin(angle),
    -size * Math.cos(angle),
    900,
  ]);
}

function scene(id: string, affine: Affine, wkt = 'local'): SceneDetail {
  const [widthPx, heightPx] = [400, 300];
  // Longitude and latitude are a millionth of the CRS coordinates, so that tests can compute them.
  const lonLat = Array.from({ length: 9 }, (_, i) =>
    applyAffine(affine, ((i % 3) / 2) * widthPx, (Math.floor(i / 3) / 2) * heightPx).map((v) => v * 1e-6),
  ).flat();
  return {
    id: id as SceneId,
    name: id,
    widthPx,
    heightPx,
    bands: [],
    sampleType: 'uint8',
    nodata: null,
    compression: 'none',
    layout: 'strips',
    overviews: 0,
    fileBytes: 0,
    content: '0123456789abcdef',
    affine,
    isGeoreferenced: true,
    crs: { name: wkt, epsg: null, proj4: '', wkt, isGeographic: false },
    controlGrid: { columns: 3, rows: 3, lonLat },
    footprint: null,
    metresPerPixel: 1,
    date: null,
    modelView: { bands: [0, 0, 0], stretch: { kind: 'none' } },
    defaultStyle: { bands: [0, 0, 0], stretch: { kind: 'none' } },
    tileLevels: 1,
    tileSizePx: 512,
    warnings: [],
    missing: false,
    host: null,
    hasChosenCrs: false,
  };
}

describe('north', () => {
  test('is up in a north-up grid, and in a mirrored one, which no rotation can correct', () => {
    expect(northAngle(scene('a', affineFromRasterio([2, 0, 10, 0, -2, 20])))).toBe(0);
    expect(northAngle(scene('a', affineFromRasterio([2, 0, 10, 0, 2, 20])))).toBe(0);
  });

  test.each([20, -75, 130])('has the rotation of the grid: %d degrees', (degrees) => {
    expect((northAngle(scene('a', rotation(degrees, 0.5))) * 180) / Math.PI).toBeCloseTo(degrees, 6);
  });
});

describe('longitude and latitude', () => {
  test('follow the control grid between its nodes and beyond its edge', () => {
    const rotated = scene('a', rotation(10, 0.5));
    for (const at of [
      [0, 0],
      [133, 41.5],
      [400, 300],
      [-20, 320],
    ] as const) {
      const expected = applyAffine(rotated.affine, at[0], at[1]).map((v) => v * 1e-6);
      const found = lonLatPosition(rotated, at)!;
      expect(found[0]).toBeCloseTo(expected[0], 12);
      expect(found[1]).toBeCloseTo(expected[1], 12);
    }
  });

  test('follow the footprint where there is no control grid', () => {
    const corners = [
      [0, 0],
      [0, 300],
      [400, 300],
      [400, 0],
      [0, 0],
    ] as const;
    const ring = corners
      .slice(0, 4)
      .flatMap(([col, row], i) =>
        [0, 0.25, 0.5, 0.75].map((t): readonly [number, number] => [
          col + (corners[i + 1][0] - col) * t,
          row + (corners[i + 1][1] - row) * t,
        ]),
      );
    const plain = {
      ...scene('a', affineFromRasterio([1, 0, 0, 0, -1, 0])),
      controlGrid: null,
      footprint: [...ring, ring[0]],
    };
    const [lon, lat] = lonLatPosition(plain, [123, 45])!;
    expect(lon).toBeCloseTo(123, 9);
    expect(lat).toBeCloseTo(45, 9);
  });
});

describe('the pixel transform between scenes', () => {
  const north = scene('north', affineFromRasterio([1, 0, 400, 0, -1, 1000]));
  const turned = scene('turned', rotation(25, 0.5));
  const elsewhere = scene('elsewhere', rotation(25, 0.5), 'another CRS');

  test('uses the affines if both scenes have the same CRS', () => {
    const [col, row] = pixelTransform(turned, north)!([100, 50]);
    const [x, y] = applyAffine(turned.affine, 100, 50);
    expect(col).toBeCloseTo(x - 400, 9);
    expect(row).toBeCloseTo(1000 - y, 9);
  });

  test('uses longitude and latitude if the CRSs differ, accurate to a thousandth of a pixel', () => {
    const there = pixelTransform(north, elsewhere)!([150, 120]);
    const [col, row] = pixelTransform(elsewhere, north)!(there);
    expect(col).toBeCloseTo(150, 3);
    expect(row).toBeCloseTo(120, 3);
  });

  test('does not exist for a scene without a CRS', () => {
    const bare = { ...north, crs: null, controlGrid: null };
    expect(pixelTransform(bare, elsewhere)).toBeNull();
  });
});
