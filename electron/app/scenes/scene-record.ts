/** Record of a scene in `scenes/ID.json`: enough to list the scene while its file is missing. */
import type { SceneId } from '../../../core/documents/ids.ts';
import { bandRendering } from '../../../core/documents/project-shapes.ts';
import { type BandRendering, type SceneDetail, SPECTRAL_ROLES } from '../../../core/documents/scene.ts';
import {
  absentAs,
  id as anId,
  array,
  atLeast,
  boolean,
  integer,
  literal,
  nullable,
  number,
  pair,
  type Shape,
  string,
} from '../../../core/documents/shape.ts';
import { InvalidInput } from '../../../core/errors.ts';
import { affineFromRasterio, rasterioFromAffine } from '../../../core/geo/affine.ts';
import type { FileStat, Storage } from '../../../core/host.ts';
import { readStateFile } from '../../../core/state-file.ts';

export type SceneRecord = {
  readonly path: string;
  /** Null for the scene's default. */
  readonly modelView: BandRendering | null;
  /** Name of the CRS that the user chose for a file without one (EPSG code, WKT, PROJ text); null for none. */
  readonly crs: string | null;
  /** When the file was last read. */
  readonly stat: FileStat;
  /** Whether it was opened by itself, not only as one of a collection. */
  readonly isListed: boolean;
  readonly detail: SceneDetail;
};

/** Null if there is none. Throws `DamagedFile` for a file that is not the record of scene `id`. */
export async function readSceneRecord(
  storage: Storage,
  path: string,
  id: SceneId,
): Promise<SceneRecord | null> {
  return readStateFile(storage, path, (json, at) => {
    const record = sceneRecord(json, at);
    if (record.detail.id !== id)
      throw new InvalidInput(`${at}: is the record of another scene, ${record.detail.id}`);
    return record;
  });
}

export async function writeSceneRecord(storage: Storage, path: string, record: SceneRecord): Promise<void> {
  const text = JSON.stringify(jsonOfRecord(record), null, 1);
  await storage.writeFile(path, new TextEncoder().encode(text));
}

/** The record as it is stored, for JSON. */
export function jsonOfRecord(record: SceneRecord): object {
  const affine = rasterioFromAffine(record.detail.affine);
  return { ...record, detail: { ...record.detail, affine } };
}

/** Reads what `jsonOfRecord` gave. */
export const sceneRecord: Shape<SceneRecord> = (json, at) => {
  const { detail, ...record } = storedRecord(json, at);
  return { ...record, detail: { ...detail, affine: affineFromRasterio(sixOf(detail.affine, at)) } };
};

const count = integer(0, Number.MAX_SAFE_INTEGER);
const text = string(1 << 20);
// JSON has no number for the range of a band without data.
const range = atLeast({ min: nullable(number()), max: nullable(number()) }) as Shape<{
  readonly min: number;
  readonly max: number;
}>;

const storedRecord = atLeast({
  path: text,
  modelView: nullable(bandRendering),
  crs: absentAs(null, nullable(text)),
  stat: atLeast({ sizeBytes: count, modifiedMs: number() }),
  // Records of earlier versions are those of scenes that were opened by themselves.
  isListed: absentAs(true, boolean),
  detail: atLeast({
    id: anId<SceneId>(),
    name: text,
    widthPx: integer(1, Number.MAX_SAFE_INTEGER),
    heightPx: integer(1, Number.MAX_SAFE_INTEGER),
    bands: array(
      atLeast({ name: text, range, measures: absentAs(null, nullable(literal(...SPECTRAL_ROLES))) }),
      1 << 16,
    ),
    sampleType: literal('uint8', 'int8', 'uint16', 'int16', 'uint32', 'int32', 'float32', 'float64'),
    nodata: nullable(text),
    compression: text,
    layout: text,
    overviews: count,
    fileBytes: count,
    content: text,
    affine: array(number(), 6),
    isGeoreferenced: boolean,
    crs: nullable(
      atLeast({ wkt: text, name: text, epsg: nullable(number()), proj4: text, isGeographic: boolean }),
    ),
    controlGrid: nullable(atLeast({ columns: count, rows: count, lonLat: array(number()) })),
    footprint: nullable(array(pair(number()))),
    metresPerPixel: nullable(number()),
    date: absentAs(null, nullable(text)),
    modelView: bandRendering,
    defaultStyle: bandRendering,
    tileLevels: count,
    tileSizePx: count,
    warnings: array(text),
    missing: boolean,
    host: absentAs(null, nullable(text)),
    hasChosenCrs: absentAs(false, boolean),
  }),
});

function sixOf(
  values: readonly number[],
  at: string,
): readonly [number, number, number, number, number, number] {
  const [a, b, c, d, e, f] = values;
  if (f === undefined) throw new InvalidInput(`${at}.detail.affine: expected six numbers`);
  return [a, b, c, d, e, f];
}
