/** The window of a scene that a drawn rectangle covers. */
import type { RasterWindow, SceneDetail } from '../../core/documents/scene.ts';

/** `extent` in the scene's pixel grid (x = column, y = -row); null if nothing of it lies in the scene. */
export function drawnWindow(scene: SceneDetail, extent: readonly number[]): RasterWindow | null {
  const [minX, minY, maxX, maxY] = extent;
  const col = clamp(Math.round(minX), 0, scene.widthPx - 1);
  const row = clamp(Math.round(-maxY), 0, scene.heightPx - 1);
  const widthPx = clamp(Math.round(maxX), 0, scene.widthPx) - col;
  const heightPx = clamp(Math.round(-minY), 0, scene.heightPx) - row;
  return widthPx > 0 && heightPx > 0 ? { col, row, widthPx, heightPx } : null;
}

function clamp(value: number, min: number, max: number): number {
  return Math.max(min, Math.min(max, value));
}
