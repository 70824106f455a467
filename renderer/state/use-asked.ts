/** The question in force: the last one asked of the active scene, once the scene has an index that can answer. */
import type { IndexStatus, ModelId } from '../../core/rpc/documents.ts';
import { useView } from './application-context.ts';
import { useIndexes, useProject } from './core-queries.ts';
import type { Asked } from './view-state.ts';

export function useAsked(): Asked | null {
  const asked = useQuestion();
  const indexes = useIndexes(asked?.scene);
  return asked && answering(indexes, asked.model).length > 0 ? asked : null;
}

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

/** Answerable or not. */
export function useQuestion(): Asked | null {
  const asked = useView((state) => state.asked);
  const activeScene = useProject()?.activeScene;
  return asked && asked.scene === activeScene ? asked : null;
}
