/** GeoJSON text of a layer (RFC 7946). In another CRS than WGS 84 it has the older `crs` member, which GDAL and QGIS read. */
import type { Coordinate, VectorFeature, VectorGeometry, VectorLayer } from '../documents/vector-layer.ts';

/** Nine decimals of a degree, or of a metre, are far below any pixel. */
const DECIMALS = 1e9;

/**
 * `epsg` names the CRS of the coordinates; null for one without a code, which GeoJSON cannot name. `members` are added to the
 * collection (RFC 7946, 6.1), so that an empty one says where it comes from.
 */
export function geoJsonText(
  layer: VectorLayer,
  epsg: number | null,
  members: Readonly<Record<string, unknown>>,
): string {
  const names = layer.fields.map(({ name }) => name);
  const crs =
    epsg === null || epsg === 4326
      ? {}
      : { crs: { type: 'name', properties: { name: `urn:ogc:def:crs:EPSG::${epsg}` } } };
  const features = layer.features.map((feature) => featureOf(feature, names));
  return `${JSON.stringify({ type: 'FeatureCollection', name: layer.name, ...crs, ...members, features })}\n`;
}

function featureOf({ geometry, values }: VectorFeature, names: readonly string[]): object {
  const known = names.flatMap((name, i) => (values[i] === null ? [] : [[name, values[i]] as const]));
  return {
    type: 'Feature',
    geometry: geometry === null ? null : geometryOf(geometry),
    properties: Object.fromEntries(known),
  };
}

function geometryOf(geometry: VectorGeometry): object {
  switch (geometry.kind) {
    case 'points': {
      const points = geometry.points.map(rounded);
      return points.length === 1
        ? { type: 'Point', coordinates: points[0] }
        : { type: 'MultiPoint', coordinates: points };
    }
    case 'lines': {
      const lines = geometry.lines.map((line) => line.map(rounded));
      return lines.length === 1
        ? { type: 'LineString', coordinates: lines[0] }
        : { type: 'MultiLineString', coordinates: lines };
    }
    case 'polygons': {
      const polygons = geometry.polygons.map((rings) => rings.map((ring) => ring.map(rounded)));
      return polygons.length === 1
        ? { type: 'Polygon', coordinates: polygons[0] }
        : { type: 'MultiPolygon', coordinates: polygons };
    }
  }
}

function rounded([x, y]: Coordinate): Coordinate {
  return [Math.round(x * DECIMALS) / DECIMALS, Math.round(y * DECIMALS) / DECIMALS];
}
