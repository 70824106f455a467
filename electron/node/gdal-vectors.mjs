/**
 * Reads vector files with GDAL in WebAssembly. Plain JavaScript, part of the GDAL thread.
 * Request: { path, layer: string | null, summaryOnly, mostFeatures, mostTextBytes }. Answer: the layers as `VectorLayerSummary`, or the
 * one named (or the only one) as a `VectorLayer`, whose polygons GDAL has linearized.
 */
import { basename, dirname } from 'node:path';
import { complaints, messageOf, stringList } from './gdal-start.mjs';

/** The only formats that are tried: others may name further files, or the network. */
const DRIVERS = ['GPKG', 'GeoJSON', 'ESRI Shapefile', 'KML'];
const VECTOR_AND_VERBOSE = 0x04 | 0x40;
const ZIPPED = /\.(?:zip|kmz)$/i;
const GEOPACKAGE = /\.gpkg$/i;
const FIELD_TYPES = {
  Integer: 'integer',
  Integer64: 'integer',
  Real: 'real',
  Date: 'date',
  DateTime: 'datetime',
};
let mounts = 0;

export async function readVectors(gdal, request) {
  complaints.length = 0;
  const dataset = openVectors(gdal.Module, request.path);
  const { layers } = await gdal.ogrinfo({ pointer: dataset }, ['-so']).catch((error) => {
    throw new Error(
      `the extent or the fields of a layer make no sense: a coordinate may not be a number (${messageOf(error)})`,
    );
  });
  const found = layers.filter(({ geometryFields }) => geometryFields.length > 0).map(summaryOf);
  if (found.length === 0) throw new Error('the file holds no layer with places');
  if (request.summaryOnly) return found;
  const chosen = choose(found, request.layer);
  if (chosen.features > request.mostFeatures)
    throw new Error(
      `layer ${chosen.name} has ${chosen.features} features, and at most ${request.mostFeatures} can be read: save the part that you need as a file of its own`,
    );
  const { features } = await asGeoJson(gdal, dataset, chosen, request);
  return {
    ...chosen,
    features: features.map((each, i) => featureOf(each, i + 1, chosen)),
  };
}

/** Opens the file where it lies, read only. */
function openVectors(Module, path) {
  mounts += 1;
  const folder = `/vectors${mounts}`;
  Module.FS.mkdir(folder);
  Module.FS.mount(Module.NODEFS, { root: dirname(path) }, folder);
  const inside = `${ZIPPED.test(path) ? '/vsizip/' : ''}${folder}/${basename(path)}`;
  // A GeoPackage that QGIS has open can only be read as if nobody wrote to it.
  const options = GEOPACKAGE.test(path) ? stringList(Module, ['IMMUTABLE=YES']).pointer : 0;
  const drivers = stringList(Module, DRIVERS).pointer;
  const types = ['string', 'number', 'number', 'number', 'number'];
  const dataset = Module.ccall('GDALOpenEx', 'number', types, [
    inside,
    VECTOR_AND_VERBOSE,
    drivers,
    options,
    0,
  ]);
  if (dataset === 0) throw new Error(`not a vector file that can be read${said(complaints)}`);
  return dataset;
}

function summaryOf({ name, geometryFields, featureCount, fields }) {
  const wkt = geometryFields[0]?.coordinateSystem?.wkt ?? '';
  return {
    name,
    crs: wkt === '' ? null : { name: /^\w+\["([^"]*)"/.exec(wkt)?.[1] ?? 'unnamed', wkt },
    fields: fields.map((field) => ({
      name: field.name,
      type: field.subType === 'Boolean' ? 'boolean' : (FIELD_TYPES[field.type] ?? 'text'),
    })),
    features: featureCount,
  };
}

function choose(layers, name) {
  if (name === null && layers.length === 1) return layers[0];
  const found = layers.find((layer) => layer.name === name);
  if (found !== undefined) return found;
  const names = layers.map((layer) => layer.name).join(', ');
  if (name === null) throw new Error(`the file has ${layers.length} layers; choose one of ${names}`);
  throw new Error(`the file has no layer ${name}; it has ${names}`);
}

/** Features in the layer's own CRS. GDAL reports most faults of single features as messages only. */
async function asGeoJson(gdal, dataset, { name, features: expected }, { mostTextBytes }) {
  const options = ['-f', 'GeoJSON', '-lco', 'RFC7946=NO', '-lco', 'COORDINATE_PRECISION=17', '-dim', 'XY'];
  const { local } = await gdal
    .ogr2ogr({ pointer: dataset, path: 'read' }, [...options, '-nlt', 'CONVERT_TO_LINEAR', name])
    .catch((error) => {
      throw new Error(`layer ${name} cannot be read: ${messageOf(error)}`);
    });
  const errors = complaints.filter((text) => text.startsWith('ERROR'));
  if (errors.length > 0) throw new Error(`layer ${name} is damaged${said(errors)}`);
  // GDAL leaves such a feature without its place, and only warns.
  if (complaints.some((text) => /NaN coordinate/.test(text)))
    throw new Error(
      `layer ${name}: a coordinate is not a number: correct the feature in the program that made the file`,
    );
  const { FS } = gdal.Module;
  const { size } = FS.stat(local);
  if (size > mostTextBytes)
    throw new Error(
      `layer ${name} takes ${size} bytes as text, and at most ${mostTextBytes} can be read: simplify its outlines, or save the part that you need as a file of its own`,
    );
  const collection = JSON.parse(FS.readFile(local, { encoding: 'utf8' }));
  FS.unlink(local);
  if (collection.features.length !== expected)
    throw new Error(
      `layer ${name} is damaged: ${collection.features.length} of ${expected} features can be read`,
    );
  return collection;
}

function featureOf({ geometry, properties }, number, { name, fields }) {
  const where = `layer ${name}, feature ${number}`;
  return {
    number,
    geometry: geometry === null ? null : geometryOf(geometry, where),
    values: fields.map((field) => plainValue(properties[field.name])),
  };
}

/** Lists and objects become their JSON text. */
function plainValue(value) {
  if (value === undefined || value === null) return null;
  return typeof value === 'object' ? JSON.stringify(value) : value;
}

function geometryOf({ type, coordinates, geometries }, where) {
  switch (type) {
    case 'Point':
      return { kind: 'points', points: line([coordinates], where) };
    case 'MultiPoint':
      return { kind: 'points', points: line(coordinates, where) };
    case 'LineString':
      return { kind: 'lines', lines: [line(coordinates, where)] };
    case 'MultiLineString':
      return { kind: 'lines', lines: coordinates.map((each) => line(each, where)) };
    case 'Polygon':
      return { kind: 'polygons', polygons: polygons([coordinates], where) };
    case 'MultiPolygon':
      return { kind: 'polygons', polygons: polygons(coordinates, where) };
    case 'GeometryCollection':
      return merged(
        geometries.map((each) => geometryOf(each, where)),
        where,
      );
    default:
      throw new Error(`${where}: a geometry of type ${type} cannot be read`);
  }
}

function merged(parts, where) {
  const kinds = new Set(parts.map(({ kind }) => kind));
  if (kinds.size !== 1)
    throw new Error(
      `${where}: a collection of ${kinds.size === 0 ? 'nothing' : [...kinds].join(' and ')} cannot be read: split it into a feature for each`,
    );
  const [kind] = kinds;
  return { kind, [kind]: parts.flatMap((part) => part[kind]) };
}

function polygons(list, where) {
  return list
    .filter((rings) => rings.length > 0)
    .map((rings) => rings.map((ring) => closed(line(ring, where), where)));
}

function line(positions, where) {
  for (const position of positions)
    if (!position.every(Number.isFinite))
      throw new Error(`${where}: a coordinate is ${position.join(', ')}, not a pair of numbers`);
  return positions;
}

function closed(ring, where) {
  const [first, last] = [ring[0], ring.at(-1)];
  const whole = first[0] === last[0] && first[1] === last[1] ? ring : [...ring, first];
  if (whole.length < 4)
    throw new Error(
      `${where}: a ring has ${whole.length} points, and needs at least four with the last as the first`,
    );
  return whole;
}

function said(messages) {
  return messages.length === 0 ? '' : ` (GDAL says: ${[...new Set(messages)].slice(0, 3).join('; ')})`;
}
