/** What a command says before it works, to the person watching. */
import type { SceneId } from '../../core/rpc/documents.ts';
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
