/** Areas of a question in the pixels of a scene. */
import type { CollectionScene } from '../../../core/documents/collection.ts';
import type { LonLatPolygon } from '../../../core/documents/scene.ts';
import type { Outline } from '../../../core/documents/search.ts';
import { applyAffine, invertAffine } from '../../../core/geo/affine.ts';
import { wgs84 } from '../../../core/geo/footprint.ts';
import type { CrsAuthority } from '../../../core/host.ts';

/** None for a scene without a place. */
export async function areasInPixels(
  authority: CrsAuthority,
  { crs, affine }: Pick<CollectionScene, 'crs' | 'affine'>,
  area: readonly LonLatPolygon[],
): Promise<readonly Outline[]> {
  const inverse = affine === null ? null : invertAffine(affine);
  if (crs === null || inverse === null) return [];
  const outlines: Outline[] = [];
  for (const ring of area) {
    const there = await authority.transform(wgs84, crs.wkt, Float64Array.from(ring.flat()));
    if (there.every(Number.isFinite))
      outlines.push(ring.map((_, i) => applyAffine(inverse, there[2 * i], there[2 * i + 1])));
  }
  return outlines;
}
