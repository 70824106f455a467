/** A window as part of an address: `{col}/{row}/{width}/{height}`, in pixels at full resolution. */
import type { RasterWindow } from '../documents/scene.ts';

/** Pattern with four groups, for `windowFrom`. */
export const WINDOW_PATH = '(\\d+)/(\\d+)/(\\d+)/(\\d+)';

export function windowPath({ col, row, widthPx, heightPx }: RasterWindow): string {
  return `${col}/${row}/${widthPx}/${heightPx}`;
}

/** `groups` are the four that `WINDOW_PATH` matched. */
export function windowFrom(groups: readonly string[]): RasterWindow {
  const [col, row, widthPx, heightPx] = groups.map(Number);
  return { col, row, widthPx, heightPx };
}
