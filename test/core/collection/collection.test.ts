import { describe, expect, test } from 'vitest';
import { mergePlaces } from '../../../core/collection/merge-places.ts';
import { dateInName, dateInTag } from '../../../core/collection/name-date.ts';
import { readStac } from '../../../core/collection/stac.ts';
import type { LonLatPolygon } from '../../../core/documents/scene.ts';

describe('a date in a file name', () => {
  test.each([
    ['S2A_20240131_T35.tif', '_YYYYMMDD_', '2024-01-31'],
    ['ortho 31.01.2024.tif', 'DD.MM.YYYY', '2024-01-31'],
    ['LC08_2024032.tif', '_YYYYDDD', '2024-02-01'],
    ['a-99-2024-06-30b.tif', 'a-*-YYYY-MM-DD', '2024-06-30'],
    ['S2A_20230229.tif', 'YYYYMMDD', null],
    ['2023366.tif', 'YYYYDDD', null],
    ['no date.tif', 'YYYYMMDD', null],
  ])('%s by %s is %s', (name, pattern, date) => {
    expect(dateInName(name, pattern)).toBe(date);
  });

  test.each(['YYYYMM', 'MMDD', '', 'YYYYMMDDYYYY', 'YYYY*MM*DD*x*y'])(
    'the pattern "%s" is refused',
    (pattern) => {
      expect(() => dateInName('x', pattern)).toThrow(/date pattern/);
    },
  );

  test('tag 306 is read with and without a time, and nothing else is taken for a date', () => {
    expect(dateInTag('2023:05:06 07:08:09')).toBe('2023-05-06T07:08:09');
    expect(dateInTag('2023-05-06')).toBe('2023-05-06');
    expect(dateInTag('')).toBeNull();
    expect(dateInTag('0000:00:00 00:00:00')).toBeNull();
    expect(dateInTag('yesterday')).toBeNull();
  });
});

describe('STAC', () => {
  const item = {
    type: 'Feature',
    id: 'i',
    properties: { datetime: '2024-05-06T10:00:00Z' },
    assets: {
      thumbnail: { href: 'small.png', type: 'image/png' },
      visual: { href: './visual.tif', type: 'image/tiff; application=geotiff' },
      image: { href: 'data.tif', roles: ['data'] },
    },
  };

  test('an item gives its data asset and its moment; a collection of items gives all', () => {
    const scene = { href: 'data.tif', date: '2024-05-06T10:00:00Z' };
    expect(readStac(item, 'i.json')).toEqual({ scenes: [scene], documents: [] });
    const { image: _, ...assets } = item.assets;
    const second = { ...item, properties: { datetime: null, start_datetime: '2020-01-01' }, assets };
    expect(readStac({ type: 'FeatureCollection', features: [item, second] }, 'all.json')?.scenes).toEqual([
      scene,
      { href: './visual.tif', date: '2020-01-01' },
    ]);
  });

  test.each(['soon', '2024-13-40', `2024-05-06${'0'.repeat(99)}`, '2024-05-06 or so', 5])(
    'a date that is none, such as %j, counts as absent',
    (datetime) => {
      expect(readStac({ ...item, properties: { datetime } }, 'i.json')?.scenes).toEqual([
        { href: 'data.tif', date: null },
      ]);
    },
  );

  test('a catalogue gives its links to items and children', () => {
    const links = [
      { rel: 'root', href: '../catalog.json' },
      { rel: 'item', href: './a/a.json' },
      { rel: 'child', href: './b/catalog.json' },
    ];
    expect(readStac({ type: 'Catalog', links }, 'c.json')).toEqual({
      scenes: [],
      documents: ['./a/a.json', './b/catalog.json'],
    });
  });

  test('other JSON is none, and an item without a GeoTIFF is named', () => {
    expect(readStac({ type: 'Topology' }, 'x.json')).toBeNull();
    expect(readStac([], 'x.json')).toBeNull();
    expect(() => readStac({ ...item, assets: {} }, 'x.json')).toThrow(
      /x\.json: the STAC item "i" has no GeoTIFF/,
    );
  });
});

test('hits of the same place become one, those without a place stay apart', () => {
  const at = (west: number): LonLatPolygon => [
    [west, 0],
    [west + 1, 0],
    [west + 1, 1],
    [west, 1],
    [west, 0],
  ];
  const hits = [
    { name: 'a', lonLat: at(0), merged: 1 },
    { name: 'b', lonLat: at(0.2), merged: 0 },
    { name: 'c', lonLat: at(5), merged: 0 },
    { name: 'd', lonLat: null, merged: 0 },
    { name: 'e', lonLat: null, merged: 0 },
  ];
  const merged = mergePlaces(hits, 3);
  expect(merged.map(({ name, merged }) => [name, merged])).toEqual([
    ['a', 2],
    ['c', 0],
    ['d', 0],
  ]);
});
