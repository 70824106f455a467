/** The rectified grid of GML in JPEG 2000 (OGC 05-047, 08-085): the place of Sentinel-2's bands. */
import type { Affine } from '../../documents/scene.ts';

export type GmlPlace = {
  /** Such as EPSG:32633. */
  readonly crs: string;
  /** In the order of axes that the CRS states; `affine` leads to the corners of pixels. */
  readonly affine: Affine;
};

/** Null if the GML states no EPSG code, or not the origin and two offsets of a grid. */
export function gmlPlace(gml: string): GmlPlace | null {
  const grid = /<(?:\w+:)?RectifiedGrid\b[\s\S]*?<\/(?:\w+:)?RectifiedGrid>/.exec(gml)?.[0] ?? '';
  const origin = numbersIn(/<(?:\w+:)?(?:pos|coordinates)\b[^>]*>([^<]*)</.exec(grid)?.[1]);
  const offsets = [...grid.matchAll(/<(?:\w+:)?offsetVector\b[^>]*>([^<]*)</g)].map(([, text]) =>
    numbersIn(text),
  );
  const code = /srsName="[^"]*EPSG[^"]*[:#/](\d+)"/.exec(`${grid}${gml}`)?.[1];
  const [perCol, perRow] = offsets;
  if (code === undefined || offsets.length !== 2 || ![origin, perCol, perRow].every(isPair)) return null;
  const affine = {
    // The origin is the centre of the first pixel.
    xOrigin: origin[0] - (perCol[0] + perRow[0]) / 2,
    yOrigin: origin[1] - (perCol[1] + perRow[1]) / 2,
    ...{ xPerCol: perCol[0], yPerCol: perCol[1], xPerRow: perRow[0], yPerRow: perRow[1] },
  };
  return { crs: `EPSG:${code}`, affine };
}

/** The same place with east before north, as in GeoTIFF. */
export function eastFirst({ xOrigin, yOrigin, xPerCol, yPerCol, xPerRow, yPerRow }: Affine): Affine {
  return {
    ...{ xOrigin: yOrigin, yOrigin: xOrigin },
    ...{ xPerCol: yPerCol, yPerCol: xPerCol, xPerRow: yPerRow, yPerRow: xPerRow },
  };
}

function numbersIn(text: string | undefined): readonly number[] {
  return (text ?? '')
    .trim()
    .split(/[\s,]+/)
    .filter((each) => each !== '')
    .map(Number);
}

function isPair(numbers: readonly number[]): boolean {
  return numbers.length === 2 && numbers.every(Number.isFinite);
}
