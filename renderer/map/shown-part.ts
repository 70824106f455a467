/** What the tiles of a scene show: nodata and collars are transparent. Read from the coarsest tile, which shows the whole scene. */
import type { SceneDetail } from '../../core/documents/scene.ts';
import type { MapGrid } from '../../core/documents/search.ts';
import { tilesUrl } from '../../core/urls/tile-url.ts';
import { elementPx } from './cell-grid.ts';

/** `alpha` [rows, columns], 0 to 255; `scale`: scene pixels per element along an edge. */
export type ShownPart = {
  readonly columns: number;
  readonly rows: number;
  readonly scale: number;
  readonly alpha: Uint8Array;
};

type Size = Pick<SceneDetail, 'widthPx' | 'heightPx' | 'tileLevels'>;

/** Of the scene asked for last: its maps come one after the other. */
let latest: { readonly folder: string; readonly part: Promise<ShownPart | null> } | null = null;

/** Null if all of the scene is shown, or if its tile cannot be read. */
export function shownPart(scene: SceneDetail): Promise<ShownPart | null> {
  const folder = tilesUrl(scene, scene.defaultStyle);
  // The map of a scene whose tiles fail is drawn up to its edges; the scene's own layer reports the fault.
  if (latest?.folder !== folder) latest = { folder, part: readPart(folder, scene).catch(() => null) };
  return latest.part;
}

async function readPart(folder: string, scene: Size): Promise<ShownPart | null> {
  const response = await fetch(`${folder}/0/0/0`);
  if (!response.ok) return null;
  const picture = await createImageBitmap(await response.blob());
  // Drawn by the processor: to read pixels back from the graphics card takes a tenth of a second.
  const options = { willReadFrequently: true };
  const context = new OffscreenCanvas(picture.width, picture.height).getContext('2d', options)!;
  context.drawImage(picture, 0, 0);
  return partOf(context.getImageData(0, 0, picture.width, picture.height), scene);
}

/** `picture`: RGBA, with the scene at its upper left. */
export function partOf(
  { data, width }: Pick<ImageData, 'data' | 'width'>,
  { widthPx, heightPx, tileLevels }: Size,
): ShownPart | null {
  const scale = elementPx({ tileLevels });
  const [columns, rows] = [Math.ceil(widthPx / scale), Math.ceil(heightPx / scale)];
  const alpha = new Uint8Array(columns * rows);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++)
      alpha[row * columns + column] = data[4 * (row * width + column) + 3];
  return alpha.every((each) => each === 255) ? null : { columns, rows, scale, alpha };
}

/** Share (0-1) of each map cell that is shown, [heightCells, widthCells]. */
export function shownShares(
  { columns, rows, scale, alpha }: ShownPart,
  { widthCells, heightCells, cellPx }: Pick<MapGrid, 'widthCells' | 'heightCells' | 'cellPx'>,
): Float32Array {
  const shares = new Float32Array(widthCells * heightCells);
  // At least one element of the picture for each cell, however small it is.
  const from = (cell: number, most: number): number =>
    Math.min(most - 1, Math.floor((cell * cellPx) / scale));
  const to = (cell: number, most: number): number =>
    Math.min(most, Math.max(from(cell, most) + 1, Math.ceil(((cell + 1) * cellPx) / scale)));
  for (let y = 0; y < heightCells; y++)
    for (let x = 0; x < widthCells; x++) {
      let [sum, count] = [0, 0];
      for (let row = from(y, rows); row < to(y, rows); row++)
        for (let column = from(x, columns); column < to(x, columns); column++) {
          sum += alpha[row * columns + column];
          count++;
        }
      shares[y * widthCells + x] = sum / count / 255;
    }
  return shares;
}
