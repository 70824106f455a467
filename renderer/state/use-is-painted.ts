/** Whether the map of an answer is on the screen. Slower, less important work waits for it. */
import { queryOptions, useQuery } from '@tanstack/react-query';
import type { QueryResult } from '../../core/documents/search.ts';
import { afterPaint } from './after-paint.ts';
import { cellsQuery } from './load-cells.ts';
import { queryKeys } from './query-keys.ts';

/** Whether the plain map is on the screen. Also true if it cannot be loaded: the map itself reports that. */
export function paintedQuery({ id, map }: QueryResult) {
  return queryOptions({
    queryKey: queryKeys.painted(id),
    queryFn: async ({ client }) => {
      await client.prefetchQuery(cellsQuery(map));
      await afterPaint();
      return true;
    },
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 15_000,
    retry: false,
  });
}

export function useIsPainted(result: QueryResult): boolean {
  return useQuery(paintedQuery(result)).data === true;
}
