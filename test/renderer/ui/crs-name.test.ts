import { expect, test } from 'vitest';
import type { SceneCrs } from '../../../core/documents/scene.ts';
import { crsName } from '../../../renderer/ui/crs-name.ts';

const crs = (name: string, epsg: number | null, proj4 = '+proj=tmerc +lat_0=0'): SceneCrs => ({
  ...{ wkt: '', name, epsg, proj4, isGeographic: false },
});

test('a reference system is called by its code, its name, or its projection', () => {
  expect(crsName(crs('WGS 84 / UTM zone 51N', 32651))).toBe('EPSG:32651');
  expect(crsName(crs('City grid', null))).toBe('City grid');
  expect(crsName(crs('unknown', null))).toBe('Custom CRS (tmerc)');
  expect(crsName(crs('unnamed', null, ''))).toBe('Custom CRS');
});
