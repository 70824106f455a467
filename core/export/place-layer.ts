/** Exported features at their place: from pixels of a scene to a layer in a CRS, with area, perimeter and centre. */
import type { Affine, SceneCrs } from '../documents/scene.ts';
import type { Coordinate, VectorFeature, VectorGeometry, VectorLayer } from '../documents/vector-layer.ts';
import { Unsupported } from '../errors.ts';
import { applyAffine } from '../geo/affine.ts';
import { geodesicAreaM2 } from '../geo/geodesic.ts';
import { areaGeometry, type Ring, signedArea2 } from '../geo/geojson.ts';
import { ringLengthM } from '../geo/ring-length.ts';
import type { CrsAuthority } from '../host.ts';
import { type ExportField, type ExportValuesByName, rowOf } from './export-fields.ts';
import { lonLatRings, ringsIn } from './lon-lat.ts';
import type { PixelFeature, PixelShape } from './pixel-feature.ts';

const WGS_84 = 4326;

export type LayerPlace = {
  /** From pixels to CRS units, or to pixels with y upwards. */
  readonly affine: Affine;
  /** Null for a scene without CRS. */
  readonly crs: Pick<SceneCrs, 'wkt'> | null;
  /** CRS of the layer; the scene's own if it is the same. */
  readonly target: Pick<SceneCrs, 'wkt' | 'name' | 'epsg'> | null;
};

export type LayerSpec = {
  readonly name: string;
  readonly fields: readonly ExportField[];
  /** Values that all features have, such as those of the provenance. */
  readonly common: ExportValuesByName;
  /** Smaller features are left out: square metres, or pixels for a scene without CRS. */
  readonly leastArea: number;
  /** Number the features by score. */
  readonly ranked: boolean;
};

/** Throws `Unsupported` if PROJ cannot convert a position to the layer's CRS. */
export async function placeLayer(
  authority: CrsAuthority,
  place: LayerPlace,
  features: readonly PixelFeature[],
  { name, fields, common, leastArea, ranked }: LayerSpec,
): Promise<VectorLayer> {
  const measured = await measure(authority, place, features);
  const kept = features
    .map((feature, i) => ({ ...feature, ...measured[i] }))
    .filter(({ area }) => leastArea === 0 || area >= leastArea);
  if (ranked) kept.sort((a, b) => Number(b.values.score) - Number(a.values.score));
  const geometries = await geometriesOf(authority, place, kept);
  return {
    name,
    crs: place.target === null ? null : { name: place.target.name, wkt: place.target.wkt },
    fields,
    features: kept.map(({ values, onGround }, i): VectorFeature => {
      const rank = ranked ? { rank: i + 1 } : {};
      return {
        number: i + 1,
        geometry: geometries[i],
        values: rowOf(fields, { ...values, ...onGround, ...rank }, common),
      };
    }),
  };
}

type Measured = {
  /** Square metres, or pixels for a scene without CRS. */
  readonly area: number;
  readonly onGround: ExportValuesByName;
};

async function measure(
  authority: CrsAuthority,
  { affine, crs }: LayerPlace,
  features: readonly PixelFeature[],
): Promise<readonly Measured[]> {
  if (crs === null) return features.map(({ shape }) => ({ area: pixelArea(shape), onGround: {} }));
  const place = { affine, wkt: crs.wkt };
  const rings = await lonLatRings(
    authority,
    place,
    features.flatMap(({ shape }) => ringsOf(shape)),
  );
  const centres = await lonLatRings(
    authority,
    place,
    features.map(({ shape }) => centreOf(shape)),
  );
  let next = 0;
  return features.map(({ shape }, i) => {
    const count = ringsOf(shape).length;
    const own = rings.slice(next, next + count);
    next += count;
    return measuredOf(shape, own, centres[i]);
  });
}

/** Nothing is known of a shape that has no place in degrees. */
function measuredOf(shape: PixelShape, rings: readonly (Ring | null)[], centre: Ring | null): Measured {
  const known = rings.filter((ring) => ring !== null);
  if (known.length < rings.length || centre === null) return { area: pixelArea(shape), onGround: {} };
  const [lon, lat] = centre[0];
  if (shape.kind === 'point') return { area: 0, onGround: { lon, lat } };
  const areas = known.map((ring) => geodesicAreaM2(ring.flat()));
  const area = areas.reduce((sum, each, i) => (i === 0 ? each : sum - each), 0);
  const perimeter = known.reduce((sum, ring) => sum + ringLengthM(ring), 0);
  return { area, onGround: { area_m2: area, perimeter_m: perimeter, lon, lat } };
}

async function geometriesOf(
  authority: CrsAuthority,
  { affine, crs, target }: LayerPlace,
  features: readonly PixelFeature[],
): Promise<readonly VectorGeometry[]> {
  if (crs === null || target === null || target.wkt === crs.wkt)
    return features.map(({ shape }) =>
      geometryOf(
        shape,
        ringsOf(shape).map((ring) => placed(affine, ring)),
      ),
    );
  const all = features.flatMap(({ shape }) => ringsOf(shape));
  const rings = await ringsIn(authority, { affine, wkt: crs.wkt }, all, target.wkt);
  let next = 0;
  return features.map(({ shape }) => {
    const count = ringsOf(shape).length;
    const own = rings.slice(next, next + count).map((ring) => {
      if (ring === null)
        throw new Unsupported(
          `part of the scene cannot be expressed in ${target.name}: export in the scene’s own CRS, or as a GeoTIFF`,
        );
      return ring;
    });
    next += count;
    return target.epsg === WGS_84 && shape.kind === 'polygon' ? worldGeometry(own) : geometryOf(shape, own);
  });
}

/** Cut at the antimeridian. */
function worldGeometry(rings: readonly Ring[]): VectorGeometry {
  const area = areaGeometry(rings);
  return { kind: 'polygons', polygons: area.type === 'Polygon' ? [area.coordinates] : area.coordinates };
}

function geometryOf(shape: PixelShape, rings: readonly Ring[]): VectorGeometry {
  if (shape.kind === 'point') return { kind: 'points', points: [rings[0][0]] };
  return { kind: 'polygons', polygons: [rings.map((ring, i) => wound(ring, i === 0))] };
}

/** Outer rings counterclockwise, holes clockwise. */
function wound(ring: Ring, counterclockwise: boolean): Ring {
  return signedArea2(ring) > 0 === counterclockwise ? ring : ring.toReversed();
}

function placed(affine: Affine, ring: readonly number[]): Ring {
  return Array.from(
    { length: ring.length / 2 },
    (_, i): Coordinate => applyAffine(affine, ring[2 * i], ring[2 * i + 1]),
  );
}

function ringsOf(shape: PixelShape): readonly (readonly number[])[] {
  return shape.kind === 'point' ? [shape.at] : shape.rings;
}

/** Middle of the upright box around the shape. */
function centreOf(shape: PixelShape): readonly number[] {
  if (shape.kind === 'point') return shape.at;
  const [ring] = shape.rings;
  const middle = (offset: number): number => {
    const values = ring.filter((_, i) => i % 2 === offset);
    return (values.reduce((a, b) => Math.min(a, b)) + values.reduce((a, b) => Math.max(a, b))) / 2;
  };
  return [middle(0), middle(1)];
}

function pixelArea(shape: PixelShape): number {
  const areas = ringsOf(shape).map((ring) => Math.abs(signedArea2(pairs(ring))) / 2);
  return areas.reduce((sum, area, i) => (i === 0 ? area : sum - area), 0);
}

function pairs(ring: readonly number[]): Ring {
  return Array.from({ length: ring.length / 2 }, (_, i): Coordinate => [ring[2 * i], ring[2 * i + 1]]);
}
