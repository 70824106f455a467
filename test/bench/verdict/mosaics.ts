/** Mosaics of pictures of known classes: scenes of any number of windows whose content is known. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import type { SceneReader } from '../../../core/raster/scene-reader.ts';

export type Picture = { readonly path: string; readonly className: string };

export type Mosaic = {
  readonly reader: SceneReader;
  readonly classes: ReadonlySet<string>;
  /** Class of each picture, row by row. */
  readonly cells: readonly string[];
};

export const PICTURE_PX = 256;
/** One pixel of UC Merced is a foot; the others are used as if theirs were. */
export const METRES_PER_PIXEL = 0.3048;
/** Pictures along the edge of the largest mosaic. */
export const LARGEST_CELLS = 10;
const CLASSES = 11;
const BLOCK_CELLS = [2, 3];

/** Train pictures of UC Merced whose caption does not fit them; see the README of the shared folder. */
const MISLABELLED =
  /airplane(47|88)|denseresidential(05|06|50)|harbor84|intersection79|mediumresidential76|overpass(49|50|51)/;

/** Pictures of a list such as `val.jsonl`, with paths beside it and a class each. */
export function picturesOf(list: string): Picture[] {
  return readFileSync(list, 'utf8')
    .trim()
    .split('\n')
    .map((line): { image: string; class: string } => JSON.parse(line))
    .map(({ image, class: className }) => ({ path: join(dirname(list), image), className }))
    .filter(({ path }) => !MISLABELLED.test(path));
}

/**
 * Square mosaics of one scene, cut to each of `sizes` pictures along an edge. The scene has 11 classes; a block of 2 x 2 or 3 x 3 pictures
 * is of one class.
 */
export async function makeMosaics(
  pictures: readonly Picture[],
  sizes: readonly number[],
  random: () => number,
): Promise<Mosaic[]> {
  const cells = drawCells(pictures, random);
  const pixels = await Promise.all(cells.map(({ path }) => readPixels(path)));
  return sizes.map((size) => {
    const edge = LARGEST_CELLS - size;
    const [top, left] = [Math.floor(random() * (edge + 1)), Math.floor(random() * (edge + 1))];
    const shown = cells.flatMap((picture, cell) => {
      const [row, column] = [Math.floor(cell / LARGEST_CELLS) - top, (cell % LARGEST_CELLS) - left];
      const isIn = row >= 0 && row < size && column >= 0 && column < size;
      return isIn ? [{ row, column, rgb: pixels[cell], className: picture.className }] : [];
    });
    return {
      reader: paste(shown, size * PICTURE_PX),
      classes: new Set(shown.map(({ className }) => className)),
      cells: shown.map(({ className }) => className),
    };
  });
}

function drawCells(pictures: readonly Picture[], random: () => number): Picture[] {
  const draw = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)];
  const names = [...new Set(pictures.map(({ className }) => className))];
  const classes = names
    .map((name) => ({ name, key: random() }))
    .sort((a, b) => a.key - b.key)
    .slice(0, CLASSES)
    .map(({ name }) => name);
  const cells = Array.from({ length: LARGEST_CELLS ** 2 }, () => draw(classes));
  const block = draw(BLOCK_CELLS);
  const [top, left] = [0, 0].map(() => Math.floor(random() * (LARGEST_CELLS - block + 1)));
  for (let row = 0; row < block; row++)
    for (let column = 0; column < block; column++)
      cells[(top + row) * LARGEST_CELLS + left + column] = classes[0];
  return cells.map((className) => draw(pictures.filter((picture) => picture.className === className)));
}

/** [256, 256, 3] */
async function readPixels(path: string): Promise<Uint8Array> {
  return sharp(path).resize(PICTURE_PX, PICTURE_PX, { fit: 'fill' }).removeAlpha().raw().toBuffer();
}

function paste(
  parts: readonly { readonly row: number; readonly column: number; readonly rgb: Uint8Array }[],
  edgePx: number,
): SceneReader {
  const rgb = new Uint8Array(edgePx * edgePx * 3);
  for (const part of parts)
    for (let y = 0; y < PICTURE_PX; y++) {
      const at = (part.row * PICTURE_PX + y) * edgePx + part.column * PICTURE_PX;
      rgb.set(part.rgb.subarray(y * PICTURE_PX * 3, (y + 1) * PICTURE_PX * 3), at * 3);
    }
  return {
    widthPx: edgePx,
    heightPx: edgePx,
    readRgb: async ({ col, row, widthPx, heightPx }) => {
      const cut = new Uint8Array(widthPx * heightPx * 3);
      for (let y = 0; y < heightPx; y++) {
        const at = ((row + y) * edgePx + col) * 3;
        cut.set(rgb.subarray(at, at + widthPx * 3), y * widthPx * 3);
      }
      return { widthPx, heightPx, rgb: cut, valid: null };
    },
  };
}
