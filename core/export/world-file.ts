/** World file text, six lines: A, D, B, E and the centre of the upper left pixel, in CRS units. */
import type { Affine } from '../documents/scene.ts';
import { applyAffine } from '../geo/affine.ts';

export function worldFile(affine: Affine): string {
  const { xPerCol, yPerCol, xPerRow, yPerRow } = affine;
  return [xPerCol, yPerCol, xPerRow, yPerRow, ...applyAffine(affine, 0.5, 0.5)].map((n) => `${n}\n`).join('');
}
