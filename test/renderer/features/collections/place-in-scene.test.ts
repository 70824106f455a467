import { expect, test } from 'vitest';
import type { SceneId } from '../../../../core/documents/ids.ts';
import type { LonLatPolygon, SceneDetail } from '../../../../core/documents/scene.ts';
import { fourCorners } from '../../../../core/geo/footprint.ts';
import {
  cornersIn,
  ringOf,
  windowCorners,
} from '../../../../renderer/features/collections/place-in-scene.ts';

const PLAIN = { bands: [0, 0, 0], stretch: { kind: 'none' } } as const;

/** 400 × 200 px between 24° and 24.04° E, 57° and 57.02° N, unless it has no CRS. */
function scene(hasCrs: boolean): SceneDetail {
  const lonLat = [24, 57.02, 24.04, 57.02, 24, 57, 24.04, 57];
  return {
    ...{ id: 'a' as SceneId, name: 'a', widthPx: 400, heightPx: 200, bands: [], sampleType: 'uint8' },
    ...{ nodata: null, compression: 'none', layout: 'strips', overviews: 0, fileBytes: 0 },
    ...{ content: '0123456789abcdef', isGeoreferenced: hasCrs, crs: null, footprint: null },
    affine: { xOrigin: 0, xPerCol: 1, xPerRow: 0, yOrigin: 0, yPerCol: 0, yPerRow: -1 },
    controlGrid: hasCrs ? { columns: 2, rows: 2, lonLat } : null,
    ...{
      metresPerPixel: 1,
      date: null,
      modelView: PLAIN,
      defaultStyle: PLAIN,
      tileLevels: 1,
      tileSizePx: 512,
    },
    ...{ warnings: [], missing: false, host: null, hasChosenCrs: false },
  };
}

test('a window becomes a closed ring of longitudes and latitudes, and comes back from it', () => {
  const corners = windowCorners({ col: 100, row: 50, widthPx: 200, heightPx: 100 });
  const ring = ringOf(scene(true), corners)!;
  expect(ring).toHaveLength(5);
  expect(ring[4]).toEqual(ring[0]);
  expect(ring[0]![0]).toBeCloseTo(24.01, 9);
  expect(ring[0]![1]).toBeCloseTo(57.015, 9);
  const back = cornersIn(scene(true), ring)!;
  for (const [i, [col, row]] of corners.entries()) {
    expect(back[i]![0]).toBeCloseTo(col, 2);
    expect(back[i]![1]).toBeCloseTo(row, 2);
  }
});

test('a place beyond the scene is expressed in its grid too', () => {
  const [[col, row]] = cornersIn(scene(true), [
    [24.08, 57.02],
    [24.08, 57.02],
  ])! as [readonly [number, number]];
  expect(col).toBeCloseTo(800, 1);
  expect(row).toBeCloseTo(0, 1);
});

test('a scene without a CRS has no places', () => {
  expect(ringOf(scene(false), windowCorners({ col: 0, row: 0, widthPx: 1, heightPx: 1 }))).toBeNull();
  expect(
    cornersIn(scene(false), [
      [24, 57],
      [24, 57],
    ]),
  ).toBeNull();
});

test('of a footprint with many points only the corners are drawn', () => {
  const corners = [
    [0, 1],
    [0, 0],
    [2, 0],
    [2, 1],
    [0, 1],
  ] as const;
  const dense: LonLatPolygon = [0, 1, 2, 3]
    .flatMap((edge) =>
      [0, 1, 2].map((step): [number, number] => {
        const [from, to] = [corners[edge]!, corners[edge + 1]!];
        return [from[0] + ((to[0] - from[0]) * step) / 3, from[1] + ((to[1] - from[1]) * step) / 3];
      }),
    )
    .concat([[0, 1]]);
  expect(fourCorners(dense)).toEqual(corners);
  expect(fourCorners(corners)).toEqual(corners);
});
