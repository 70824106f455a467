/** Validators of collections, as they are stored and as pages ask them. */
import type { ChangeArea } from './change.ts';
import { type CollectionFilter, type CollectionScene, DATE_SOURCES, SOURCE_KINDS } from './collection.ts';
import type { LonLatPolygon } from './scene.ts';
import { absentAs, array, integer, literal, nullable, number, object, type Shape, string } from './shape.ts';

const PATH_LENGTH = 32_768;
/** Of the area of a question. */
export const MOST_POLYGONS = 1000;
export const MOST_CORNERS = 20_000;
const degrees: Shape<LonLatPolygon[number]> = (value, at) => {
  const [lon, lat] = array(number(), 2)(value, at);
  return [number()(lon, `${at}[0]`), number()(lat, `${at}[1]`)];
};
const affine = object({
  xOrigin: number(),
  xPerCol: number(),
  xPerRow: number(),
  yOrigin: number(),
  yPerCol: number(),
  yPerRow: number(),
});

export const collectionMeta = object({
  version: literal(1),
  name: string(10_000),
  createdAt: string(64),
  sources: array(object({ kind: literal(...SOURCE_KINDS), path: string(PATH_LENGTH) }), 100_000),
  datePattern: nullable(string(200)),
});

export const collectionScene: Shape<CollectionScene> = object({
  path: string(PATH_LENGTH),
  name: string(PATH_LENGTH),
  sizeBytes: number(0),
  modifiedMs: number(),
  fault: nullable(string(10_000)),
  content: string(200),
  widthPx: integer(0, 0x7fff_ffff),
  heightPx: integer(0, 0x7fff_ffff),
  metresPerPixel: nullable(number(0)),
  crs: nullable(object({ name: string(10_000), wkt: string(200_000) })),
  affine: nullable(affine),
  footprint: nullable(array(degrees)),
  date: nullable(object({ date: string(64), from: literal(...DATE_SOURCES) })),
});

const day = nullable(string(10));
const polygons = nullable(array(array(degrees, MOST_CORNERS), MOST_POLYGONS));

export const changeArea: Shape<ChangeArea> = absentAs(null, polygons);

export const collectionFilter: Shape<CollectionFilter> = object({
  area: polygons,
  from: day,
  to: day,
  name: nullable(string(1000)),
});

/** Scenes that the last indexing passed over. */
export const indexFailures = object({
  version: literal(1),
  failures: array(object({ path: string(PATH_LENGTH), reason: string(10_000) }), 1_000_000),
});
