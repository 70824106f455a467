/** Check of a raster's georeferencing before PROJ is asked: PROJ takes minutes over absurd coordinates. */
import type { Affine } from '../documents/scene.ts';
import { InvalidInput } from '../errors.ts';
import { applyAffine } from './affine.ts';
import type { GeoTags } from './geo-tags.ts';

/** In CRS units; the circumference of the Earth is 1.3e8 in feet. */
export const mostCoordinate = 1e9;

/** Throws `InvalidInput` naming the file if a georeferencing tag holds a value that is not a finite number. */
export function checkGeoTags({ pixelScale, tiepoints, transformation }: GeoTags, name: string): void {
  // Only x and y: some writers leave the height undefined.
  const placing = [
    ...(pixelScale ?? []).slice(0, 2),
    ...(tiepoints ?? []).filter((_, i) => i % 3 !== 2),
    ...(transformation ?? []).filter((_, i) => i < 8 && i % 4 !== 2),
  ];
  const broken = placing.find((value) => !Number.isFinite(value));
  if (broken !== undefined) throw damaged(name, `a georeferencing tag holds the value ${broken}`);
}

/** Throws `InvalidInput` naming the file if a corner of the raster lies beyond any place on Earth. */
export function checkCorners(affine: Affine, widthPx: number, heightPx: number, name: string): void {
  for (const [col, row] of [
    [0, 0],
    [widthPx, 0],
    [0, heightPx],
    [widthPx, heightPx],
  ]) {
    const corner = applyAffine(affine, col, row);
    if (corner.some((value) => !(Math.abs(value) <= mostCoordinate)))
      throw damaged(
        name,
        `pixel (${col}, ${row}) lies at ${corner.join(', ')}, beyond any place on Earth (${mostCoordinate})`,
      );
  }
}

function damaged(name: string, what: string): InvalidInput {
  return new InvalidInput(
    `${name}: the georeferencing is damaged: ${what}; correct it, for example with gdal_edit.py -a_ullr, or remove it with gdal_edit.py -unsetgt`,
  );
}
