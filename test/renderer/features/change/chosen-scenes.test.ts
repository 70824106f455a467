import { expect, test } from 'vitest';
import type { SceneId } from '../../../../core/documents/ids.ts';
import type { LonLatPolygon, SceneDetail } from '../../../../core/documents/scene.ts';
import { chosenScenes, sharePlace } from '../../../../renderer/features/change/chosen-scenes.ts';

const PLAIN = { bands: [0, 0, 0], stretch: { kind: 'none' } } as const;
const CRS = { wkt: 'local', name: 'local', epsg: null, proj4: '', isGeographic: true };

/** 100 x 100 px of 0.01 degrees from its west edge, at 57 degrees north. */
function scene(id: string, west: number, date: string | null): SceneDetail {
  const [east, south, north] = [west + 1, 57, 58];
  const footprint: LonLatPolygon = [
    ...([
      [west, north],
      [west, south],
      [east, south],
      [east, north],
    ] as const),
    [west, north],
  ];
  return {
    ...{ id: id as SceneId, name: `${id}.tif`, widthPx: 100, heightPx: 100, bands: [], sampleType: 'uint8' },
    ...{ nodata: null, compression: 'none', layout: 'strips', overviews: 0, fileBytes: 0 },
    ...{ content: '0123456789abcdef', isGeoreferenced: true, crs: CRS, footprint },
    affine: { xOrigin: west, xPerCol: 0.01, xPerRow: 0, yOrigin: north, yPerCol: 0, yPerRow: -0.01 },
    controlGrid: null,
    ...{ metresPerPixel: 1, date, modelView: PLAIN, defaultStyle: PLAIN, tileLevels: 1, tileSizePx: 512 },
    ...{ warnings: [], missing: false, host: null, hasChosenCrs: false },
  };
}

const late = scene('late', 24, '2023-06-07');
const early = scene('early', 24.5, '2019-05-06');
const undated = scene('a-undated', 24.2, null);
const far = scene('far', 30, '2019-05-06');
const ALL = [far, late, early, undated];
const ids = (found: ReturnType<typeof chosenScenes>) => found && [found.before.id, found.after.id];
const nothing = { before: null, after: null };

test('scenes share a place if one reaches into the other; none shares it with itself, or without a CRS', () => {
  expect(sharePlace(late, early)).toBe(true);
  expect(sharePlace(early, late)).toBe(true);
  expect(sharePlace(late, far)).toBe(false);
  expect(sharePlace(late, late)).toBe(false);
  expect(sharePlace({ ...late, crs: null }, early)).toBe(false);
});

test('the active scene is proposed with one that overlaps it, the earlier one before', () => {
  expect(ids(chosenScenes(ALL, late.id, nothing))).toEqual(['early', 'late']);
  expect(ids(chosenScenes(ALL, early.id, nothing))).toEqual(['early', 'late']);
});

test('without two dates the names decide', () => {
  expect(ids(chosenScenes([late, undated], late.id, nothing))).toEqual(['a-undated', 'late']);
});

test('another pair is proposed if nothing overlaps the active scene; none if nothing overlaps', () => {
  expect(ids(chosenScenes(ALL, far.id, nothing))).toEqual(['early', 'late']);
  expect(chosenScenes([far, late], far.id, nothing)).toBeNull();
});

test('what is wanted stays, in its order, and gets a partner if its own is gone', () => {
  const wanted = { before: late.id, after: early.id };
  expect(ids(chosenScenes(ALL, far.id, wanted))).toEqual(['late', 'early']);
  expect(ids(chosenScenes([late, undated], null, wanted))).toEqual(['late', 'a-undated']);
  expect(ids(chosenScenes([early, undated], null, wanted))).toEqual(['a-undated', 'early']);
});
