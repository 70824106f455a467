import type { RasterWindow } from '../../core/documents/scene.ts';

export function isSameWindow(a: RasterWindow, b: RasterWindow): boolean {
  return a.col === b.col && a.row === b.row && a.widthPx === b.widthPx && a.heightPx === b.heightPx;
}
