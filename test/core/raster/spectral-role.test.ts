import { expect, test } from 'vitest';
import { presetBands } from '../../../core/documents/band-presets.ts';
import type { SpectralRole } from '../../../core/documents/scene.ts';
import type { BandRole } from '../../../core/raster/band-role.ts';
import type { GdalItem } from '../../../core/raster/gdal-metadata.ts';
import { spectralRoles } from '../../../core/raster/spectral-role.ts';

const other = (count: number): readonly BandRole[] => new Array<BandRole>(count).fill('other');
const named = (names: readonly string[], fileName = 'a.tif', items: readonly GdalItem[] = []) =>
  spectralRoles(names, other(names.length), items, fileName);
const item = (name: string, value: string, band: number | null = null): GdalItem => ({
  ...{ name, value, band, role: null },
});

test('words in names say what bands measure, in any order and beside other words', () => {
  expect(named(['Blue', 'Green', 'Red', 'NIR'])).toEqual(['blue', 'green', 'red', 'nir']);
  expect(named(['B1 blue', 'B2 green', 'B3 red', 'B4 nir', 'B5 swir1', 'B7 swir2'])).toEqual([
    ...['blue', 'green', 'red', 'nir', 'swir1', 'swir2'],
  ]);
  expect(named(['Red Edge 1', 'Near Infrared', 'SWIR 2', 'coastal aerosol', 'Thermal'])).toEqual([
    ...['red-edge', 'nir', 'swir2', 'coastal', 'thermal'],
  ]);
});

test('a name with two colours, or with a colour inside another word, says nothing', () => {
  expect(named(['blue-green ratio', 'reduced', 'evergreen', 'NDVI'])).toEqual([null, null, null, null]);
});

test('wavelengths in names or in the metadata say what bands measure', () => {
  expect(named(['665 nm', '560.0 nm', '490 nm', '842 nm', '1.61 um', '2.19 µm'])).toEqual([
    ...['red', 'green', 'blue', 'nir', 'swir1', 'swir2'],
  ]);
  const items = [
    ...[item('CENTRAL_WAVELENGTH_UM', '0.48', 0), item('CENTRAL_WAVELENGTH_UM', '0.86', 1)],
    ...[item('wavelength', '660', 2), item('wavelength_units', 'Nanometers', 2)],
  ];
  expect(named(['a', 'b', 'c'], 'a.tif', items)).toEqual(['blue', 'nir', 'red']);
});

test('codes are read with the table of the sensor that file name, metadata or codes tell', () => {
  const roles = (codes: string, fileName?: string, items?: readonly GdalItem[]) =>
    named(codes.split(' '), fileName, items);
  expect(roles('B2 B3 B4 B8')).toEqual(['blue', 'green', 'red', 'nir']);
  expect(roles('B02 B03 B04 B08 B8A B11 B12')).toEqual([
    ...['blue', 'green', 'red', 'nir', 'nir', 'swir1', 'swir2'],
  ]);
  expect(roles('SR_B2 SR_B3 SR_B4 SR_B5 SR_B6 SR_B7')).toEqual([
    ...['blue', 'green', 'red', 'nir', 'swir1', 'swir2'],
  ]);
  expect(roles('B1 B2 B3 B4 B5 B7')).toEqual(['blue', 'green', 'red', 'nir', 'swir1', 'swir2']);
  expect(roles('B1 B2 B3 B4', 'LT05_L2SP_204032.tif')).toEqual(['blue', 'green', 'red', 'nir']);
  expect(roles('B1 B2 B3 B4', 'x.tif', [item('SPACECRAFT_ID', 'LANDSAT_7')])).toEqual([
    ...['blue', 'green', 'red', 'nir'],
  ]);
});

test('without names, colour interpretation counts, then the number of bands of a whole Sentinel-2 scene', () => {
  const rgb: readonly BandRole[] = ['red', 'green', 'blue', 'other'];
  expect(spectralRoles(['', '', '', ''], rgb, [], 'a.tif')).toEqual(['red', 'green', 'blue', null]);
  const stack = spectralRoles(new Array<string>(13).fill(''), other(13), [], 'a.tif');
  expect([stack[1], stack[2], stack[3], stack[7], stack[11]]).toEqual([
    ...['blue', 'green', 'red', 'nir', 'swir1'],
  ]);
  expect(spectralRoles(['', '', '', ''], other(4), [], 'a.tif')).toEqual([null, null, null, null]);
});

test('words count more than the colour interpretation that a writer set by position', () => {
  const rgb: readonly BandRole[] = ['red', 'green', 'blue', 'other'];
  expect(spectralRoles(['Blue', 'Green', 'Red', 'NIR'], rgb, [], 'a.tif')).toEqual([
    ...['blue', 'green', 'red', 'nir'],
  ]);
});

test('band combinations are offered as far as the scene has their bands', () => {
  const bands = (...measures: (SpectralRole | null)[]) => measures.map((each) => ({ measures: each }));
  const landsat = bands('blue', 'green', 'red', 'nir', 'swir1', 'swir2');
  expect(presetBands(landsat, 'true-colour')).toEqual([2, 1, 0]);
  expect(presetBands(landsat, 'infrared')).toEqual([3, 2, 1]);
  expect(presetBands(landsat, 'short-wave')).toEqual([5, 3, 2]);
  expect(presetBands(bands('red', 'green', 'blue'), 'infrared')).toBeNull();
  expect(presetBands(bands('red', 'nir', 'swir1'), 'short-wave')).toEqual([2, 1, 0]);
});
