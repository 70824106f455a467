/** Reader for GeoJSON with a sentence for each outline, in any CRS. */
import type { Affine } from '../documents/scene.ts';
import { InvalidInput } from '../errors.ts';
import { applyAffine, invertAffine } from '../geo/affine.ts';
import { wgs84 } from '../geo/footprint.ts';
import type { CrsAuthority } from '../host.ts';
import type { Polygon } from '../selo/fill-polygons.ts';

export type Outline = {
  readonly text: string;
  /** The scene that the feature names; null without one. */
  readonly scene: string | null;
  /** Outer rings, in the CRS of the file. */
  readonly rings: readonly (readonly (readonly [number, number])[])[];
};

export type Outlines = { readonly crs: string; readonly outlines: readonly Outline[]; readonly left: number };

const TEXT_FIELDS = ['sentence', 'text', 'caption', 'query', 'label', 'name'];
const SCENE_FIELDS = ['scene', 'image', 'file', 'jpg_name'];

/** Null unless `value` is a feature collection. Features without a polygon or a sentence are counted in `left`. Throws `InvalidInput` for an unknown CRS. */
export function readOutlines(value: unknown, name: string): Outlines | null {
  const collection = fieldsOf(value);
  if (collection?.type !== 'FeatureCollection' || !Array.isArray(collection.features)) return null;
  const features: readonly unknown[] = collection.features;
  const outlines = features.flatMap((feature): Outline[] => {
    const fields = fieldsOf(feature);
    const properties = fieldsOf(fields?.properties);
    const rings = ringsOf(fieldsOf(fields?.geometry));
    const text = properties === null ? null : textOf(properties, TEXT_FIELDS);
    if (properties === null || text === null || rings.length === 0) return [];
    return [{ text, scene: textOf(properties, SCENE_FIELDS), rings }];
  });
  return { crs: crsOf(collection.crs, name), outlines, left: features.length - outlines.length };
}

/** Outlines in pixels of a scene. Throws `InvalidInput` if the scene has no CRS that PROJ can convert to. */
export async function outlinesInPixels(
  authority: CrsAuthority,
  crs: string,
  outlines: readonly Outline[],
  scene: { readonly name: string; readonly affine: Affine | null; readonly wkt: string | null },
): Promise<Polygon[]> {
  const inverse = scene.affine === null ? null : invertAffine(scene.affine);
  if (inverse === null || scene.wkt === null)
    throw new InvalidInput(
      `${scene.name}: has no georeferencing, so outlines in ${crs} cannot be placed on it`,
    );
  const polygons: Polygon[] = [];
  for (const ring of outlines.flatMap(({ rings }) => rings)) {
    const points = await authority.transform(crs, scene.wkt, Float64Array.from(ring.flat()));
    const pixels = Array.from({ length: ring.length }, (_, i) =>
      applyAffine(inverse, points[2 * i], points[2 * i + 1]),
    );
    if (pixels.some((pixel) => !pixel.every(Number.isFinite)))
      throw new InvalidInput(`${scene.name}: PROJ cannot convert an outline from ${crs} to the scene's CRS`);
    polygons.push(pixels);
  }
  return polygons;
}

/** GeoJSON is in longitude and latitude unless it has the `crs` member of its first edition, as QGIS writes it. */
function crsOf(member: unknown, name: string): string {
  if (member === undefined || member === null) return wgs84;
  const stated = fieldsOf(fieldsOf(member)?.properties)?.name;
  if (typeof stated === 'string') {
    if (/CRS:?:?84$/i.test(stated)) return wgs84;
    const code = /EPSG:+(?:[\d.]+:)?(\d+)$/i.exec(stated)?.[1];
    if (code !== undefined) return `EPSG:${code}`;
  }
  throw new InvalidInput(
    `${name}: the CRS ${JSON.stringify(stated ?? member)} is not an EPSG code: save the file in WGS 84`,
  );
}

function ringsOf(geometry: Readonly<Record<string, unknown>> | null): Outline['rings'] {
  if (geometry === null || !Array.isArray(geometry.coordinates)) return [];
  const { coordinates } = geometry;
  const outer =
    geometry.type === 'Polygon'
      ? [coordinates[0]]
      : geometry.type === 'MultiPolygon'
        ? coordinates.map((polygon: unknown) => (Array.isArray(polygon) ? polygon[0] : null))
        : [];
  return outer.flatMap((ring: unknown) => {
    const points = Array.isArray(ring) ? ring.flatMap(pointOf) : [];
    // The last position repeats the first.
    const open =
      points.length > 1 && String(points[0]) === String(points.at(-1)) ? points.slice(0, -1) : points;
    return open.length >= 3 ? [open] : [];
  });
}

function pointOf(value: unknown): (readonly [number, number])[] {
  if (!Array.isArray(value)) return [];
  const [x, y]: unknown[] = value;
  return typeof x === 'number' && typeof y === 'number' ? [[x, y]] : [];
}

function textOf(properties: Readonly<Record<string, unknown>>, names: readonly string[]): string | null {
  for (const name of names) {
    const key = Object.keys(properties).find((each) => each.toLowerCase() === name);
    const value = key === undefined ? null : properties[key];
    if (typeof value === 'string' && value.trim() !== '') return value.trim();
  }
  return null;
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
}
