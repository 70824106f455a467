/** Outline of windows, visible on light and on dark backgrounds. */
import Stroke from 'ol/style/Stroke.js';
import Style from 'ol/style/Style.js';
import type { RasterWindow } from '../../core/documents/scene.ts';

const HALO = 'rgba(0, 0, 0, 0.55)';
/** Colour of windows that are selected or being drawn. */
export const EMPHASIS = '#ffb000';

/** [minX, minY, maxX, maxY] in view coordinates. */
export function windowExtent({ col, row, widthPx, heightPx }: RasterWindow): number[] {
  return [col, -row - heightPx, col + widthPx, -row];
}

/** `lineDash`: lengths of strokes and gaps; solid if absent. */
export function outline(color: string, width: number, zIndex: number, lineDash?: number[]): [Style, Style] {
  return [
    new Style({ stroke: new Stroke({ color: HALO, width: width + 2 }), zIndex }),
    new Style({
      stroke: new Stroke(lineDash ? { color, width, lineDash } : { color, width }),
      zIndex: zIndex + 0.1,
    }),
  ];
}

/** Extent of a window with a margin of half its size. */
export function withSurroundings(win: RasterWindow): number[] {
  const [minX, minY, maxX, maxY] = windowExtent(win);
  const [marginX, marginY] = [win.widthPx / 2, win.heightPx / 2];
  return [minX - marginX, minY - marginY, maxX + marginX, maxY + marginY];
}
