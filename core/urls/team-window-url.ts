/** Address of a window's square thumbnail in a scene of the team store: `data/team-window/{scene}/{col}/{row}/{width}/{height}`. */
import type { RasterWindow } from '../documents/scene.ts';
import { WINDOW_PATH, windowFrom, windowPath } from './window-path.ts';

const PATTERN = new RegExp(`^/?data/team-window/(\\d+)/${WINDOW_PATH}$`);

/** `key` is the number of the scene in the store. */
export type TeamWindowAddress = { readonly key: string; readonly window: RasterWindow };

export function teamWindowUrl({ key, window: win }: TeamWindowAddress): string {
  return `data/team-window/${key}/${windowPath(win)}`;
}

/** Null for another kind of address. */
export function parseTeamWindowUrl(path: string): TeamWindowAddress | null {
  const match = PATTERN.exec(path);
  if (match === null) return null;
  const [, key, ...place] = match;
  return { key, window: windowFrom(place) };
}
