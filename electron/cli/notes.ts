/** What a command says before it works, to the person watching. */
import type { SceneDetail, SceneId } from '../../core/rpc/documents.ts';
import type { Services } from '../core-process/services/create-services.ts';
import type { Invocation } from './command.ts';

/** Says which index files of the scene are left out, and what to do. */
export async function noteUnreadable(
  { console }: Invocation,
  indexes: Services['indexes'],
  scene: SceneId,
): Promise<void> {
  for (const fault of await indexes.unreadable(scene)) console.note(fault);
}

/** Says which of the sizes asked for are larger than the scene, and what becomes of them. */
export function noteFitted(
  { console }: Invocation,
  { name, widthPx, heightPx }: SceneDetail,
  sizesPx: readonly number[] | null,
): void {
  const shorterPx = Math.min(widthPx, heightPx);
  const larger = (sizesPx ?? []).filter((size) => size > shorterPx);
  if (larger.length > 0)
    console.note(
      `${name} is ${shorterPx} px on its shorter edge: windows of ${larger.join(', ')} px are made ${shorterPx} px`,
    );
}
