/** A scene with the scores of one question and its place on the ground, and positions of one scene in another. */
import type { Affine } from '../documents/scene.ts';
import { Unsupported } from '../errors.ts';
import { applyAffine, invertAffine } from '../geo/affine.ts';
import type { CrsAuthority } from '../host.ts';
import type { Grid } from '../search/grid.ts';
import type { Scores } from '../search/open-index.ts';

export type ScoredScene = {
  /** For messages. */
  readonly name: string;
  readonly grid: Grid;
  readonly scores: Scores;
  /** From pixels to CRS units. */
  readonly affine: Affine;
  readonly wkt: string;
  /** Whether the scene has data at a position in pixels inside the raster. */
  readonly showsAt: (col: number, row: number) => boolean;
};

type Placed = Pick<ScoredScene, 'name' | 'affine' | 'wkt'>;

/** Positions in pixels of `to` for interleaved col, row in pixels of `from`. NaN where PROJ fails. Throws `Unsupported` for a scene without a place. */
export async function pixelsOfOther(
  authority: CrsAuthority,
  from: Placed,
  to: Placed,
  points: Float64Array,
): Promise<Float64Array> {
  const inverse = invertAffine(to.affine);
  if (inverse === null) throw new Unsupported(`${to.name}: its transform has no inverse, so it has no place`);
  const ground = mapped(points, from.affine);
  const there = from.wkt === to.wkt ? ground : await authority.transform(from.wkt, to.wkt, ground);
  return mapped(there, inverse);
}

export function hasDataAt({ grid, showsAt }: ScoredScene, col: number, row: number): boolean {
  // NaN is not inside.
  return col >= 0 && row >= 0 && col < grid.widthPx && row < grid.heightPx && showsAt(col, row);
}

function mapped(points: Float64Array, affine: Affine): Float64Array {
  const out = new Float64Array(points.length);
  for (let i = 0; i < points.length; i += 2) out.set(applyAffine(affine, points[i], points[i + 1]), i);
  return out;
}
