/** Notes that commands print to stderr before they start to work. */
import type { ModelId, SceneId } from '../../../core/documents/ids.ts';
import type { SceneDetail } from '../../../core/documents/scene.ts';
import type { Services } from '../../app/process/create-services.ts';
import type { Invocation } from './command.ts';

/** Lists index files of the scene that cannot be read, and what to do. */
export async function noteUnreadable(
  { console }: Invocation,
  indexes: Services['indexes'],
  scene: SceneId,
): Promise<void> {
  for (const fault of await indexes.unreadable(scene)) console.note(fault);
}

/** Lists requested window sizes that are larger than the scene, and the size used instead. */
export function noteFitted(
  { console }: Invocation,
  { name, widthPx, heightPx }: SceneDetail,
  sizesPx: readonly number[] | null,
): void {
  const shorterPx = Math.min(widthPx, heightPx);
  const larger = (sizesPx ?? []).filter((size) => size > shorterPx);
  if (larger.length > 0)
    console.note(
      `${name} is ${shorterPx} px on its shorter side: windows of ${larger.join(', ')} px are reduced to ${shorterPx} px`,
    );
}

/** Lists texts that are longer than the model can read. */
export async function noteCuts(
  { console }: Invocation,
  models: Services['models'],
  model: ModelId,
  texts: readonly string[],
): Promise<void> {
  for (const text of texts) {
    const { count, limit, truncated, cutAt } = await models.tokenize(model, text);
    if (truncated)
      console.note(
        `the sentence has ${count} tokens, but the model reads only ${limit}; ignored: “${shortened(text.slice(cutAt).trim())}”`,
      );
  }
}

function shortened(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 60)}…`;
}
