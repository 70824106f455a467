/** Address of a map of a change between two scenes, as little-endian float32 cells: `data/change/{id}/{kind}`. */
import { CHANGE_MAPS, type ChangeMapKind } from '../documents/change.ts';
import type { ChangeId } from '../documents/ids.ts';

const PATTERN = new RegExp(`^/?data/change/([\\w-]+)/(${CHANGE_MAPS.join('|')})$`);

export type ChangeMapAddress = { readonly id: ChangeId; readonly kind: ChangeMapKind };

export function changeUrl({ id, kind }: ChangeMapAddress): string {
  return `data/change/${id}/${kind}`;
}

/** Null for another kind of address. */
export function parseChangeUrl(path: string): ChangeMapAddress | null {
  const match = PATTERN.exec(path);
  return match === null ? null : { id: match[1] as ChangeId, kind: match[2] as ChangeMapKind };
}
