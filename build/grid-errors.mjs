/**
 * Writes core/geo/grid-errors.generated.ts: `node build/grid-errors.mjs [FOLDER]`. FOLDER has the grid files of Debian's proj-data (/usr/share/proj). For each datum:
 * how far the shift that PROJ uses without the grid file is from the one with it, on a lattice over the area of the file.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startGdal } from '../electron/node/gdal-start.mjs';
import { transformPoints } from '../electron/node/gdal-transform.mjs';

/** NTv2 files to a datum that WGS 84 agrees with within a metre. */
const FILES = [
  { datum: 'DHDN', crs: 'EPSG:4314', file: 'BETA2007.gsb' },
  { datum: 'NTF', crs: 'EPSG:4275', file: 'ntf_r93.gsb' },
  { datum: 'NZGD49', crs: 'EPSG:4272', file: 'nzgd2kgrid0005.gsb' },
];
const STEP = 0.5;
const RECORD = 16;
const SECONDS = 3600;
/** Two digits to base 36 for each node. */
const MOST_DM = 36 ** 2 - 1;

const [folder = '/usr/share/proj'] = process.argv.slice(2);
const { Module } = await startGdal();
const entries = FILES.map(({ datum, crs, file }) => {
  const grid = readGrid(readFileSync(join(folder, file)));
  const [west, south] = [grid.west, grid.south].map((edge) => Math.ceil(edge / STEP) * STEP);
  const columns = Math.floor((grid.east - west) / STEP);
  const count = Math.floor((grid.north - south) / STEP);
  const rows = Array.from({ length: count }, (_, row) =>
    Array.from({ length: columns }, (_, column) => [west + column * STEP, south + row * STEP]),
  );
  const texts = rows.map(
    (places) => `      '${places.map((place) => digits(errorAt(place, crs, grid))).join('')}',\n`,
  );
  return `  ${datum}: {\n    ...{ west: ${west}, south: ${south}, step: ${STEP} },\n    rows: [\n${texts.join('')}    ],\n  },\n`;
});
writeFileSync(
  new URL('../core/geo/grid-errors.generated.ts', import.meta.url),
  `/** Made by build/grid-errors.mjs; do not edit. Rows from south to north, two digits to base 36 for each node: decimetres. */
export const GRID_ERRORS: Readonly<
  Record<
    string,
    { readonly west: number; readonly south: number; readonly step: number; readonly rows: readonly string[] }
  >
> = {
${entries.join('')}};
`,
);
process.exit();

function digits(metres) {
  return Math.min(MOST_DM, Math.round(10 * metres))
    .toString(36)
    .padStart(2, '0');
}

/** In metres. */
function errorAt([lon, lat], crs, grid) {
  const [lonUsed, latUsed] = transformPoints(Module, crs, 'EPSG:4326', Float64Array.of(lon, lat));
  const [lonShift, latShift] = shiftAt(grid, lon, lat);
  const metresPerDegree = 111_320;
  const east = (lonUsed - lon - lonShift) * Math.cos((lat * Math.PI) / 180);
  return metresPerDegree * Math.hypot(east, latUsed - lat - latShift);
}

/** The first grid of an NTv2 file, in degrees, longitudes to the east. */
function readGrid(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const head = view.getInt32(8, true) * RECORD;
  const records = view.getInt32(24, true);
  const fields = new Map(
    Array.from({ length: records }, (_, i) => {
      const at = head + i * RECORD;
      return [bytes.toString('latin1', at, at + 8).trim(), view.getFloat64(at + 8, true)];
    }),
  );
  const degrees = (name) => fields.get(name) / SECONDS;
  return {
    ...{ view, at: head + records * RECORD },
    ...{ south: degrees('S_LAT'), north: degrees('N_LAT') },
    // The file counts longitudes to the west.
    ...{ west: -degrees('W_LONG'), east: -degrees('E_LONG') },
    ...{ latStep: degrees('LAT_INC'), lonStep: degrees('LONG_INC') },
  };
}

/** Bilinear, in degrees: [lon, lat]. */
function shiftAt({ view, at, south, west, east, latStep, lonStep }, lon, lat) {
  const columns = Math.round((east - west) / lonStep) + 1;
  const [x, y] = [(east - lon) / lonStep, (lat - south) / latStep];
  const [column, row] = [Math.floor(x + 1e-9), Math.floor(y + 1e-9)];
  const corner = (c, r) => {
    const node = at + RECORD * (r * columns + c);
    return [-view.getFloat32(node + 4, true) / SECONDS, view.getFloat32(node, true) / SECONDS];
  };
  const [fx, fy] = [x - column, y - row];
  return [0, 1].map(
    (i) =>
      (1 - fy) * ((1 - fx) * corner(column, row)[i] + fx * corner(column + 1, row)[i]) +
      fy * ((1 - fx) * corner(column, row + 1)[i] + fx * corner(column + 1, row + 1)[i]),
  );
}
