/** Windows of records as rows, and back. */
import { toHalves } from '../../core/bytes/float16.ts';
import type { Affine, LonLatPolygon, RasterWindow } from '../../core/documents/scene.ts';
import { windowFootprints } from '../../core/geo/footprint.ts';
import type { CrsAuthority } from '../../core/host.ts';
import { windowAt } from '../../core/search/grid.ts';
import type { IndexKey } from '../../core/search/index-key.ts';
import { type CopyField, copyBytes, int2, int4 } from '../../core/team/copy-binary.ts';
import { ewkbPolygon } from '../../core/team/ewkb.ts';
import { halfvecBytes } from '../../core/team/halfvec.ts';
import type { TeamIndex } from './index-rows.ts';
import type { Sql } from './sql.ts';

/** The windows of a record that have an embedding; `halves` is [numbers.length, dim]. */
export type RecordWindows = {
  readonly segment: number;
  readonly numbers: readonly number[];
  readonly halves: Uint16Array;
};

export type Place = { readonly crs: { readonly wkt: string } | null; readonly affine: Affine | null };

const TARGET = 'longsight."window" (model, segment, scene_index, number, v, footprint)';

export function halvesOf(embeddings: Float32Array): Uint16Array {
  const halves = new Uint16Array(embeddings.length);
  toHalves(embeddings, halves);
  return halves;
}

/** The rows in the binary COPY format. A window that PROJ cannot convert has no footprint. */
export async function windowRows(
  crs: CrsAuthority,
  place: Place,
  { id, model, key }: TeamIndex,
  records: readonly RecordWindows[],
): Promise<Uint8Array> {
  const dim = key.model.embeddingDim;
  const footprints = await footprintsOf(crs, place, windowsOf(key, records));
  const rows: CopyField[][] = [];
  for (const { segment, numbers, halves } of records)
    for (const [i, number] of numbers.entries()) {
      const footprint = footprints[rows.length];
      rows.push([
        int2(model),
        int2(segment),
        int4(id),
        int4(number),
        halfvecBytes(halves.subarray(i * dim, (i + 1) * dim)),
        footprint === null ? null : ewkbPolygon(footprint),
      ]);
    }
  return copyBytes(rows);
}

export function copyWindows(tx: Sql, bytes: Uint8Array): Promise<void> {
  return tx.copyIn(TARGET, bytes);
}

function windowsOf({ grid }: IndexKey, records: readonly RecordWindows[]): readonly RasterWindow[] {
  return records.flatMap(({ segment, numbers }) =>
    numbers.map((number) => windowAt(grid, grid.segments[segment], number)),
  );
}

async function footprintsOf(
  crs: CrsAuthority,
  place: Place,
  windows: readonly RasterWindow[],
): Promise<readonly (LonLatPolygon | null)[]> {
  if (place.crs === null || place.affine === null || windows.length === 0) return windows.map(() => null);
  return windowFootprints(crs, place.crs.wkt, place.affine, windows);
}
