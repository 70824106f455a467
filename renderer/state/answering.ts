/** Which indexes can answer now, and what their answers hold for. */
import type { ModelId } from '../../core/documents/ids.ts';
import type { IndexStatus } from '../../core/documents/search.ts';

/** The indexes that can answer a query now. */
export function answering(
  indexes: readonly IndexStatus[] | undefined,
  model: ModelId,
): readonly IndexStatus[] {
  return (indexes ?? []).filter(
    (index) =>
      index.model === model &&
      index.grid.kind === 'sliding' &&
      index.state !== 'stale' &&
      index.windowsDone > 0,
  );
}

/** The basis that all of them share; null where none can answer. */
export function answeringBasis(indexes: readonly IndexStatus[] | undefined, model: ModelId): string | null {
  const [index] = answering(indexes, model);
  return index ? index.basis : null;
}
