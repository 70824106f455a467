/** Test for two windows that show the same place. */
import type { RasterWindow } from '../documents/scene.ts';

const MOST_IOU = 0.3;

/** True if intersection over union exceeds 0.3 or the centre of one window lies strictly inside the other. */
export function isNearDuplicate(a: RasterWindow, b: RasterWindow): boolean {
  const width = Math.min(a.col + a.widthPx, b.col + b.widthPx) - Math.max(a.col, b.col);
  const height = Math.min(a.row + a.heightPx, b.row + b.heightPx) - Math.max(a.row, b.row);
  if (width <= 0 || height <= 0) return false;
  const shared = width * height;
  const union = a.widthPx * a.heightPx + b.widthPx * b.heightPx - shared;
  return shared > MOST_IOU * union || holdsCentre(a, b) || holdsCentre(b, a);
}

function holdsCentre(outer: RasterWindow, inner: RasterWindow): boolean {
  const x = inner.col + inner.widthPx / 2;
  const y = inner.row + inner.heightPx / 2;
  return x > outer.col && x < outer.col + outer.widthPx && y > outer.row && y < outer.row + outer.heightPx;
}
