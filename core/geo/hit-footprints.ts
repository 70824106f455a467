/** Where hits in many scenes lie. */
import type { Affine, LonLatPolygon, RasterWindow } from '../documents/scene.ts';
import type { CrsAuthority } from '../host.ts';
import { windowFootprints } from './footprint.ts';

type Hit = {
  /** Position of its scene in the list of scenes. */
  readonly index: number;
  readonly window: RasterWindow;
};
type Scene = { readonly crs: { readonly wkt: string } | null; readonly affine: Affine | null };

/**
 * The footprint of each hit; null for one without a place. Asks `authority` once for each scene of `scenes` that has hits: a call takes
 * longer than a footprint.
 */
export async function hitFootprints(
  authority: CrsAuthority,
  hits: readonly Hit[],
  scenes: readonly Scene[],
): Promise<readonly (LonLatPolygon | null)[]> {
  const footprints: (LonLatPolygon | null)[] = hits.map(() => null);
  const byScene = new Map<number, number[]>(hits.map(({ index }) => [index, []]));
  for (const [i, { index }] of hits.entries()) byScene.get(index)?.push(i);
  await Promise.all(
    [...byScene].map(async ([index, own]) => {
      const { crs, affine } = scenes[index];
      if (crs === null || affine === null) return;
      const windows = own.map((i) => hits[i].window);
      const found = await windowFootprints(authority, crs.wkt, affine, windows);
      for (const [at, i] of own.entries()) footprints[i] = found[at];
    }),
  );
  return footprints;
}
