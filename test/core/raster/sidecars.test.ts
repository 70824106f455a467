/** Files beside a raster: spellings of world files, what an `.aux.xml` may hold, and files that are not to be believed. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { gdalFromAffine } from '../../../core/geo/affine.ts';
import { openScene } from '../../../core/raster/open-scene.ts';
import type { SceneDescription } from '../../../core/raster/scene.ts';
import { unattended } from '../../../core/task.ts';
import { buildTiff, dataAt, type TiffField } from './build-tiff.ts';
import { sourceHost } from './source-host.ts';

const host = sourceHost();
const root = mkdtempSync(join(tmpdir(), 'sidecars-'));
afterAll(async () => {
  await host.close();
  rmSync(root, { recursive: true });
});

const data = Uint8Array.from({ length: 400 }, (_, i) => i);
let folders = 0;

async function opened(
  beside: Readonly<Record<string, string>>,
  fields: readonly TiffField[] = [],
  name = 'scene.tif',
  chosenCrs: string | null = null,
): Promise<SceneDescription> {
  const folder = mkdtempSync(join(root, `${folders++}-`));
  const tiff = { widthPx: 20, heightPx: 20, data, offsets: [dataAt], byteCounts: [400], fields };
  writeFileSync(join(folder, name), buildTiff(tiff));
  for (const [file, text] of Object.entries(beside)) writeFileSync(join(folder, file), text);
  const scene = await openScene(host, join(folder, name), unattended(), null, chosenCrs);
  await scene.close();
  return scene.description;
}

const world = '2\n0\n0\n-2\n300001\n1599999\n';
const transform = [300_000, 2, 0, 1_600_000, 0, -2];

describe('a world file', () => {
  test.each([
    ['scene.tfw', 'scene.tif'],
    ['scene.TFW', 'scene.tif'],
    ['scene.tifw', 'scene.tif'],
    ['scene.wld', 'scene.tif'],
    ['scene.WLD', 'scene.tif'],
    ['scene.tiffw', 'scene.tiff'],
    ['a.b.tfw', 'a.b.tif'],
  ])('%s places %s', async (file, name) => {
    const { affine, warnings } = await opened({ [file]: world }, [], name);
    expect(gdalFromAffine(affine!)).toEqual(transform);
    expect(warnings.join()).toContain(`world file ${file}`);
  });

  test('with rotation, a decimal comma and Windows line ends is understood', async () => {
    const { affine } = await opened({ 'scene.tfw': '1,5\r\n0.5\r\n0.25\r\n-2\r\n100\r\n200\r\n' });
    expect(gdalFromAffine(affine!)).toEqual([100 - 0.875, 1.5, 0.25, 200 + 0.75, 0.5, -2]);
  });

  test.each(['', '1\n2\n3\n', 'a\nb\nc\nd\ne\nf\n', '0\n0\n0\n0\n5\n5\n'])('%j is not used', async (text) => {
    expect((await opened({ 'scene.tfw': text })).affine).toBeNull();
  });
});

describe('an .aux.xml file', () => {
  const aux = (body: string): Record<string, string> => ({
    'scene.tif.aux.xml': `<PAMDataset>${body}</PAMDataset>`,
  });

  test('states CRS, transform and nodata; its transform wins over a world file', async () => {
    const body =
      '<SRS dataAxisToSRSAxisMapping="1,2">EPSG:32651</SRS><GeoTransform> 3.0e+05, 2, 0, 1.6e+06, 0, -2</GeoTransform>' +
      '<PAMRasterBand band="1"><NoDataValue>7.0e+00</NoDataValue></PAMRasterBand>';
    const is = await opened({ ...aux(body), 'scene.tfw': '9\n0\n0\n-9\n5\n5\n' });
    expect([is.crs?.epsg, gdalFromAffine(is.affine!), is.nodata]).toEqual([32_651, transform, 7]);
    expect(is.warnings.join()).toMatch(/nodata value 7 is that of the \.aux\.xml file/);
  });

  test('as ArcGIS writes it names the CRS', async () => {
    const wkt =
      'PROJCS["WGS_1984_UTM_Zone_33N",GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",15.0],PARAMETER["Scale_Factor",0.9996],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]';
    const body = `<GeodataXform><SpatialReference xsi:type="typens:ProjectedCoordinateSystem"><WKT>${wkt.replaceAll('"', '&quot;')}</WKT></SpatialReference></GeodataXform>`;
    const is = await opened({ ...aux(body), 'scene.tfw': world });
    expect(is.crs?.name).toMatch(/UTM.Zone.33N/i);
    expect(is.footprint).not.toBeNull();
  });

  test('with a CRS that PROJ does not know is refused by name', async () => {
    await expect(opened(aux('<SRS>NOT A CRS</SRS>'))).rejects.toThrow(
      /scene\.tif\.aux\.xml: "NOT A CRS" names no coordinate reference system/,
    );
  });

  test.each(['', '<Metadata/>', '<SRS></SRS>', '<GeoTransform>1,2,x</GeoTransform>', '<SRS'])(
    'with %j changes nothing',
    async (body) => {
      const is = await opened(aux(body));
      expect([is.crs, is.affine, is.nodata]).toEqual([null, null, null]);
    },
  );

  test('states ground control points and their CRS, which place a file without a transform', async () => {
    const gcp = (id: number, col: number, row: number, x: number, y: number): string =>
      `<GCP Id="${id}" Info="" Pixel="${col}.0" Line="${row}" X="${x}" Y="${y}" />`;
    const body = `<GCPList Projection="EPSG:32651">${gcp(1, 0, 0, 300_000, 1_600_000)}${gcp(2, 20, 0, 300_040, 1_600_000)}${gcp(3, 0, 20, 300_000, 1_599_960)}</GCPList>`;
    const is = await opened(aux(body));
    expect(is.crs?.epsg).toBe(32_651);
    for (const [i, value] of transform.entries()) expect(gdalFromAffine(is.affine!)[i]).toBeCloseTo(value, 6);
    expect(is.warnings.join()).toMatch(
      /are those of the \.aux\.xml file.*fitted to 3 ground control points/s,
    );
    const placed = await opened({ ...aux(body), 'scene.tfw': world });
    expect(placed.warnings.join()).toContain('world file');
  });

  test('whose transform of a grid of points keeps its place under a CRS of its own', async () => {
    const pointKeys: TiffField[] = [
      [33_550, 12, [2, 2, 0]],
      [33_922, 12, [0, 0, 0, 300_001, 1_599_999, 0]],
      [34_735, 3, [1, 1, 0, 1, 1025, 0, 1, 2]],
    ];
    const is = await opened(aux('<SRS>EPSG:32651</SRS>'), pointKeys);
    expect([is.crs?.epsg, gdalFromAffine(is.affine!)]).toEqual([32_651, transform]);
  });

  test('changes the identity of the scene if it states nodata', async () => {
    const nodata = (value: string): string =>
      `<PAMRasterBand band="1"><NoDataValue>${value}</NoDataValue></PAMRasterBand>`;
    const [one, two] = [await opened(aux(nodata('1'))), await opened(aux(nodata('2')))];
    expect(one.identity).not.toBe(two.identity);
  });
});

describe('a CRS that the user chose', () => {
  test('places a file that states none, and yields to one that does', async () => {
    const bare = await opened({ 'scene.tfw': world }, [], 'scene.tif', 'EPSG:32651');
    expect([bare.crs?.epsg, gdalFromAffine(bare.affine!)]).toEqual([32_651, transform]);
    expect(bare.footprint).not.toBeNull();
    expect(bare.warnings.join()).toContain('is the one that was chosen');
    const stated = {
      'scene.tif.aux.xml': '<PAMDataset><SRS>EPSG:32650</SRS></PAMDataset>',
      'scene.tfw': world,
    };
    const own = await opened(stated, [], 'scene.tif', 'EPSG:32651');
    expect(own.crs?.epsg).toBe(32_650);
    expect(own.warnings.join()).toContain('is not used, because the file states one');
  });

  test('that PROJ does not know is refused by name', async () => {
    await expect(opened({ 'scene.tfw': world }, [], 'scene.tif', 'EPSG:1')).rejects.toThrow(
      /scene\.tif: "EPSG:1" names no coordinate reference system/,
    );
  });
});

test('a datum shift that lacks its grid file is reported with its size', async () => {
  const is = await opened({ 'scene.tfw': '2\n0\n0\n-2\n2500001\n6000001\n' }, [], 'scene.tif', 'EPSG:27200');
  // New Zealand's grid file puts this corner 3.3 m from where the seven parameters put it.
  expect(is.warnings.join()).toMatch(/from NZGD49 to WGS 84 needs a grid file.*off by about 3\.3 m here/);
  const utm = await opened({ 'scene.tfw': world }, [], 'scene.tif', 'EPSG:32651');
  expect(utm.warnings.join()).not.toContain('grid file');
});

describe('ground control points', () => {
  const tiepoints = (points: readonly (readonly number[])[]): TiffField => [
    33_922,
    12,
    points.flatMap(([col, row, x, y]) => [col!, row!, 0, x!, y!, 0]),
  ];

  test('that an affine fits place the scene; the residual is shown', async () => {
    const points = [
      [0, 0, 500, 900],
      [20, 0, 540, 910],
      [0, 20, 490, 860],
      [20, 20, 530, 870],
    ];
    const { affine, warnings } = await opened({}, [tiepoints(points)]);
    for (const [i, value] of [500, 2, -0.5, 900, 0.5, -2].entries())
      expect(gdalFromAffine(affine!)[i]).toBeCloseTo(value, 9);
    expect(warnings.join()).toMatch(
      /fitted to 4 ground control points; the residual is 0 px on average, 0 px at most/,
    );
  });

  test('that lie beside the affine show by how much', async () => {
    const points = [
      [0, 0, 500, 900],
      [20, 0, 520, 900],
      [0, 20, 500, 880],
      [20, 20, 524, 880],
    ];
    const { warnings } = await opened({}, [tiepoints(points)]);
    expect(warnings.join()).toMatch(/the residual is (0\.9|1\.0)\d* px on average/);
  });

  test('on a line are named', async () => {
    const points = [0, 5, 10, 20].map((at) => [at, at, 500 + at, 900 - at]);
    const { affine, warnings } = await opened({}, [tiepoints(points)]);
    expect(affine).toBeNull();
    expect(warnings.join()).toMatch(/no affine fits \(fewer than three, or on a line\)/);
  });
});
