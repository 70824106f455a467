/** CRS by EPSG code. */
import { afterAll, expect, test } from 'vitest';
import { crsOfEpsg } from '../../../core/geo/epsg-crs.ts';
import { sourceHost } from '../raster/source-host.ts';

const host = sourceHost();
afterAll(() => host.close());

test.each([
  [32_633, 'WGS 84 / UTM zone 33N', false],
  [4326, 'WGS 84', true],
  [4258, 'ETRS89', true],
  [2056, 'CH1903+ / LV95', false],
  [3857, 'WGS 84 / Pseudo-Mercator', false],
  [31_467, 'DHDN / 3-degree Gauss-Kruger zone 3', false],
])('EPSG:%i is %s', async (code, name, isGeographic) => {
  const { crs } = await crsOfEpsg(host.crs, code);
  expect(crs).toMatchObject({ epsg: code, name, isGeographic });
});

test.each([0, 1, 99_999, 5773, 32_767])(
  'EPSG:%i is refused: there is no such horizontal CRS',
  async (code) => {
    await expect(crsOfEpsg(host.crs, code)).rejects.toThrow(`EPSG:${code} is not a projected or geographic`);
  },
);
