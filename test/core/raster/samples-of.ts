import type { RasterWindow } from '../../../core/documents/scene.ts';

/** The samples that a window should have, interleaved: `sample` gives each by column, row and band of the scene. */
export function samplesOf<T extends { map(each: (_: number, i: number) => number): T }>(
  shape: T,
  win: RasterWindow,
  bands: readonly number[],
  sample: (col: number, row: number, band: number) => number,
): T {
  return shape.map((_, i) => {
    const pixel = Math.floor(i / bands.length);
    const [col, row] = [pixel % win.widthPx, Math.floor(pixel / win.widthPx)];
    return sample(win.col + col, win.row + row, bands[i % bands.length]!);
  });
}
