/** The indexes that answer queries. The core says which can, and which one does unless the user chooses another. */
import type { ModelId } from '../../core/documents/ids.ts';
import type { IndexStatus, Query } from '../../core/documents/search.ts';
import type { IndexChoice } from './view-state.ts';

export type Answering = {
  readonly index: IndexStatus;
  /** The user's choice, for the core; null if the core chooses. */
  readonly sizesPx: readonly number[] | null;
};

/** All that can be chosen for a model, those of most windows first. */
export function answeringIndexes(
  indexes: readonly IndexStatus[] | undefined,
  model: ModelId,
): readonly IndexStatus[] {
  return (indexes ?? [])
    .filter((index) => index.model === model && index.answers !== 'never')
    .toSorted((a, b) => b.windowsDone - a.windowsDone);
}

/** The one that answers: the user's choice as long as it can, else the core's. Null while none can. */
export function answeringIndex(
  indexes: readonly IndexStatus[] | undefined,
  { scene, model }: Pick<Query, 'scene' | 'model'>,
  choice: IndexChoice | null,
): Answering | null {
  const able = answeringIndexes(indexes, model);
  const isMeant = choice !== null && choice.scene === scene && choice.model === model;
  const chosen = isMeant && able.find(({ grid }) => grid.sizesPx.join() === choice.sizesPx.join());
  if (chosen) return { index: chosen, sizesPx: choice.sizesPx };
  const index = able.find(({ answers }) => answers === 'by-default');
  return index ? { index, sizesPx: null } : null;
}
