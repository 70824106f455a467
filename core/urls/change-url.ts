/** Address of the map of a change between two scenes, as little-endian float32 cells: `data/change/{id}`. */
import type { ChangeId } from '../documents/ids.ts';

const PATTERN = /^\/?data\/change\/([\w-]+)$/;

export function changeUrl(id: ChangeId): string {
  return `data/change/${id}`;
}

/** Null for another kind of address. */
export function parseChangeUrl(path: string): { readonly id: ChangeId } | null {
  const match = PATTERN.exec(path);
  return match === null ? null : { id: match[1] as ChangeId };
}
