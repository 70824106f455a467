/** Scenes of the team store as rows: written when they are added, read with a filter. */
import { boxOf, filterScenes } from '../../core/collection/filter-scenes.ts';
import type { CollectionFilter, CollectionScene, SceneDate } from '../../core/documents/collection.ts';
import type { TeamFile } from '../../core/documents/team.ts';
import { NotFound } from '../../core/errors.ts';
import { affineFromGdal, gdalFromAffine } from '../../core/geo/affine.ts';
import { ewkbPolygon, ringOfEwkb } from '../../core/team/ewkb.ts';
import type { Sql } from './sql.ts';

/** A scene with its number in the store; `path` is that of the machine that asks, where it knows one. */
export type TeamScene = CollectionScene & { readonly id: number; readonly file: TeamFile };

type SceneRow = {
  readonly id: number;
  readonly share: string;
  readonly path: string;
  readonly name: string;
  readonly content: string;
  readonly size_bytes: number;
  readonly modified_ms: number;
  readonly width_px: number;
  readonly height_px: number;
  readonly metres_per_pixel: number | null;
  readonly crs_name: string | null;
  readonly crs_wkt: string | null;
  readonly affine: readonly number[] | null;
  readonly footprint: Uint8Array | null;
  readonly date: string | null;
  readonly date_from: SceneDate['from'] | null;
};

/** Columns that are given on insertion, in the order of `valuesOf`. */
const COLUMNS = [
  ...['share', 'path', 'name', 'content', 'size_bytes', 'modified_ms', 'width_px', 'height_px'],
  ...['metres_per_pixel', 'crs_name', 'crs_wkt', 'affine', 'footprint', 'date', 'date_from'],
] as const;
const RETURNED = `id, ${COLUMNS.map((name) => (name === 'footprint' ? 'ST_AsEWKB(footprint) as footprint' : name)).join(', ')}`;

/** Adds the scene, or brings it up to date; returns its number. */
export async function putScene(db: Sql, file: TeamFile, scene: CollectionScene): Promise<number> {
  const places = COLUMNS.map((name, i) =>
    name === 'footprint' ? `ST_GeomFromEWKB($${i + 1})` : `$${i + 1}`,
  );
  const updates = COLUMNS.slice(2).map((name) => `${name} = excluded.${name}`);
  const [{ id }] = await db.query<{ id: number }>(
    `insert into longsight.scene (${COLUMNS.join(', ')}) values (${places.join(', ')})
     on conflict (share, path) do update set ${updates.join(', ')} returning id`,
    valuesOf(file, scene),
  );
  return id;
}

/** Null for a file that is not in the store. */
export async function sceneOfFile(db: Sql, { share, path }: TeamFile): Promise<TeamScene | null> {
  const rows = await db.query<SceneRow>(
    `select ${RETURNED} from longsight.scene where share = $1 and path = $2`,
    [share, path],
  );
  return rows.length === 0 ? null : sceneOf(rows[0]);
}

/** Throws `NotFound` for a scene that is not in the store any more. */
export async function fileOfScene(db: Sql, id: number): Promise<TeamFile> {
  const rows = await db.query<TeamFile>('select share, path from longsight.scene where id = $1', [id]);
  if (rows.length === 0) throw new NotFound(`the team store has no scene ${id} any more`);
  return rows[0];
}

/** Scenes that the filter lets through, by share and path. PostgreSQL preselects; the rule is that of local collections. */
export async function findScenes(db: Sql, filter: CollectionFilter): Promise<readonly TeamScene[]> {
  const { area, from, to, name } = filter;
  const boxes = area === null ? null : area.map(boxOf);
  const rows = await db.query<SceneRow>(
    `select ${RETURNED} from longsight.scene
     where ($1::text is null or left(date, 10) >= $1) and ($2::text is null or left(date, 10) <= $2)
       and ($3::text is null or position(lower($3) in lower(name)) > 0)
       and ($4::float8[] is null or exists (
         select from unnest($4::float8[], $5::float8[], $6::float8[], $7::float8[]) as box (west, south, east, north)
         where footprint && ST_MakeEnvelope(west, south, east, north, 4326)))
     order by share, path`,
    [
      from,
      to,
      name,
      ...(['west', 'south', 'east', 'north'] as const).map((side) => boxes?.map((box) => box[side]) ?? null),
    ],
  );
  return filterScenes(rows.map(sceneOf), filter) as readonly TeamScene[];
}

function valuesOf({ share, path }: TeamFile, scene: CollectionScene): readonly unknown[] {
  const { crs, affine, footprint, date } = scene;
  return [
    ...[
      share,
      path,
      scene.name,
      scene.content,
      scene.sizeBytes,
      scene.modifiedMs,
      scene.widthPx,
      scene.heightPx,
    ],
    scene.metresPerPixel,
    ...(crs === null ? [null, null] : [crs.name, crs.wkt]),
    affine === null ? null : gdalFromAffine(affine),
    footprint === null ? null : Buffer.from(ewkbPolygon(footprint)),
    ...(date === null ? [null, null] : [date.date, date.from]),
  ];
}

function sceneOf(row: SceneRow): TeamScene {
  const { crs_name: crsName, crs_wkt: wkt, date, date_from: from } = row;
  return {
    id: row.id,
    file: { share: row.share, path: row.path },
    path: row.path,
    name: row.name,
    sizeBytes: row.size_bytes,
    modifiedMs: row.modified_ms,
    fault: null,
    content: row.content,
    widthPx: row.width_px,
    heightPx: row.height_px,
    metresPerPixel: row.metres_per_pixel,
    crs: crsName === null || wkt === null ? null : { name: crsName, wkt },
    affine: row.affine === null ? null : affineFromGdal(row.affine),
    footprint: row.footprint === null ? null : ringOfEwkb(row.footprint),
    date: date === null || from === null ? null : { date, from },
  };
}
