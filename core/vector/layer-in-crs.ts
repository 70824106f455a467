/** Conversion of vector layers from one CRS to another. */
import type { Coordinate, VectorFeature, VectorGeometry, VectorLayer } from '../documents/vector-layer.ts';
import { InvalidInput } from '../errors.ts';
import { mostCoordinate } from '../geo/check-place.ts';
import type { CrsAuthority } from '../host.ts';

/**
 * The layer with coordinates in the CRS that `crs` names (`wkt` may be "EPSG:4326" or any other text that PROJ reads). `file` is named
 * in errors. Throws `InvalidInput` for a layer without CRS, and for a feature that lies outside of what the CRS can express.
 */
export async function layerInCrs(
  authority: CrsAuthority,
  layer: VectorLayer,
  crs: { readonly name: string; readonly wkt: string },
  file: string,
): Promise<VectorLayer> {
  const where = `${file}, layer ${layer.name}`;
  if (layer.crs === null)
    throw new InvalidInput(
      `${where}: the file names no coordinate reference system: assign one, for example in QGIS with Export, Save Features As`,
    );
  if (layer.crs.wkt === crs.wkt) return { ...layer, crs };
  const points = pointsOf(layer, where);
  const moved = await authority.transform(layer.crs.wkt, crs.wkt, points);
  let at = 0;
  const features = layer.features.map((feature): VectorFeature => {
    if (feature.geometry === null) return feature;
    const geometry = mapCoordinates(feature.geometry, () => {
      const [x, y] = [moved[at], moved[at + 1]];
      at += 2;
      if (!Number.isFinite(x) || !Number.isFinite(y))
        throw new InvalidInput(
          `${where}, feature ${feature.number}: (${points[at - 2]}, ${points[at - 1]}) in ${layer.crs?.name} cannot be expressed in ${crs.name}: correct the feature or its coordinate reference system`,
        );
      return [x, y];
    });
    return { ...feature, geometry };
  });
  return { ...layer, crs, features };
}

/** All coordinates, in the order of `mapCoordinates`. */
function coordinatesOf(geometry: VectorGeometry): readonly Coordinate[] {
  switch (geometry.kind) {
    case 'points':
      return geometry.points;
    case 'lines':
      return geometry.lines.flat();
    case 'polygons':
      return geometry.polygons.flat(2);
  }
}

/** The geometry with each coordinate replaced, first to last. */
function mapCoordinates(
  geometry: VectorGeometry,
  replace: (coordinate: Coordinate) => Coordinate,
): VectorGeometry {
  switch (geometry.kind) {
    case 'points':
      return { kind: 'points', points: geometry.points.map(replace) };
    case 'lines':
      return { kind: 'lines', lines: geometry.lines.map((line) => line.map(replace)) };
    case 'polygons':
      return {
        kind: 'polygons',
        polygons: geometry.polygons.map((rings) => rings.map((ring) => ring.map(replace))),
      };
  }
}

/** All coordinates of the layer, x and y interleaved. */
function pointsOf(layer: VectorLayer, where: string): Float64Array {
  const points: number[] = [];
  for (const { number, geometry } of layer.features)
    for (const [x, y] of geometry === null ? [] : coordinatesOf(geometry)) {
      if (!(Math.abs(x) <= mostCoordinate && Math.abs(y) <= mostCoordinate))
        throw new InvalidInput(
          `${where}, feature ${number}: (${x}, ${y}) lies beyond any place on Earth (${mostCoordinate})`,
        );
      points.push(x, y);
    }
  return Float64Array.from(points);
}
