/** Window sizes of the index that is to answer; null: of the one with the most windows. */
import type { Asked, IndexChoice } from './view-state.ts';

export function chosenSizes(asked: Asked | null, choice: IndexChoice | null): readonly number[] | null {
  return choice && choice.scene === asked?.scene && choice.model === asked.model ? choice.sizesPx : null;
}
