/** What a command says before it works, to the person watching. */
import type { ModelId, SceneId } from '../../../core/documents/ids.ts';
import type { SceneDetail } from '../../../core/documents/scene.ts';
import type { Services } from '../../app/process/create-services.ts';
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

/** Says which texts are longer than the model can read. */
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
        `the sentence has ${count} tokens, the model reads ${limit}: left out is “${shortened(text.slice(cutAt).trim())}”`,
      );
  }
}

function shortened(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 60)}…`;
}
