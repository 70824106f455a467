/** Which of several indexes answers. */
import type { IndexStatus } from '../../core/documents/search.ts';
import { answering } from './answering.ts';
import type { Asked, IndexChoice } from './view-state.ts';

/** Window sizes of the chosen index, while it can answer; null: of the one with the most windows. */
export function chosenSizes(
  asked: Pick<Asked, 'scene' | 'model'> | null,
  choice: IndexChoice | null,
  indexes: readonly IndexStatus[] | undefined,
): readonly number[] | null {
  if (!choice || !asked || choice.scene !== asked.scene || choice.model !== asked.model) return null;
  const sizes = choice.sizesPx.join();
  const canAnswer = answering(indexes, asked.model).some(({ grid }) => grid.sizesPx.join() === sizes);
  return canAnswer ? choice.sizesPx : null;
}
