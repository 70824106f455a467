import type { PixelWindow } from '../../core/documents/scene.ts';

export function isSameWindow(a: PixelWindow, b: PixelWindow): boolean {
  return a.col === b.col && a.row === b.row && a.widthPx === b.widthPx && a.heightPx === b.heightPx;
}
