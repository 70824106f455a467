/**
 * Writes vector files with GDAL in WebAssembly. Plain JavaScript, part of the GDAL thread.
 * Request: { csv, types, wkt: string | null, name, format: 'gpkg' | 'shp', geometry, metadata }: the layer as CSV with its column types.
 * Answer: the files by ending, [{ ending, bytes }].
 */
import { complaints, messageOf } from './gdal-start.mjs';

const FORMATS = {
  gpkg: { driver: 'GPKG', options: ['-dsco', 'VERSION=1.3', '-lco', 'GEOMETRY_NAME=geom'] },
  shp: { driver: 'ESRI Shapefile', options: ['-lco', 'ENCODING=UTF-8'] },
};
/** GDAL warns that a text column is narrower than the longest text, which the caller has cut, and that Shapefiles keep times as text. */
const HARMLESS = /Misconversion can happen|creation of .*DateTime/i;

export async function writeVectors(gdal, { csv, types, wkt, name, format, geometry, metadata }) {
  complaints.length = 0;
  const { FS } = gdal.Module;
  const source = '/input/layer';
  FS.writeFile(`${source}.csv`, csv);
  FS.writeFile(`${source}.csvt`, types);
  const { datasets, errors } = await gdal.open(`${source}.csv`, [
    'EMPTY_STRING_AS_NULL=YES',
    'KEEP_GEOM_COLUMNS=NO',
  ]);
  if (datasets.length === 0) throw new Error(`the layer cannot be made: ${errors.map(messageOf).join('; ')}`);
  const { driver, options } = FORMATS[format];
  await gdal.ogr2ogr(
    datasets[0],
    [
      ...['-f', driver, '-nln', name, '-nlt', geometry],
      ...(wkt === null ? [] : ['-a_srs', wkt]),
      ...options,
      ...Object.entries(metadata).flatMap(([key, value]) => ['-mo', `${key}=${value}`]),
    ],
    'layer',
  );
  await gdal.close(datasets[0]);
  const said = complaints.filter((text) => text.startsWith('ERROR') && !HARMLESS.test(text));
  if (said.length > 0) throw new Error(`the file cannot be written (GDAL says: ${said.join('; ')})`);
  return FS.readdir('/output')
    .filter((file) => file.startsWith('layer.'))
    .map((file) => ({ ending: file.slice('layer.'.length), bytes: FS.readFile(`/output/${file}`) }));
}
