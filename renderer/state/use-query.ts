/** The current query: the last one run on the active scene. */
import type { Query } from '../../core/documents/search.ts';
import { answeringIndex } from './answering.ts';
import { useView } from './application-context.ts';
import { useIndexes, useProject } from './core-queries.ts';

/** Whether or not an index can answer it yet. */
export function useActiveQuery(): Query | null {
  const query = useView((state) => state.query);
  const activeScene = useProject().activeScene;
  return query && query.scene === activeScene ? query : null;
}

/** Null until an index can answer it. */
export function useAnswerableQuery(): Query | null {
  const query = useActiveQuery();
  const choice = useView((state) => state.indexChoice);
  const { data: indexes } = useIndexes(query ? query.scene : null);
  return query && answeringIndex(indexes, query, choice) ? query : null;
}
