/** Where in a window the model finds the sentence of a question or one of its phrases. */
import { keepPreviousData, type UseQueryResult, useQuery } from '@tanstack/react-query';
import type { QueryId } from '../../core/documents/ids.ts';
import type { RasterWindow } from '../../core/documents/scene.ts';
import type { TextSpan, WindowRelevance } from '../../core/documents/search.ts';
import { useApplication } from './application-context.ts';

/** `chosen` null: the whole sentence. */
export function useWindowRelevance(
  query: QueryId,
  window: RasterWindow,
  chosen: TextSpan | null,
): UseQueryResult<WindowRelevance> {
  const { core } = useApplication();
  return useQuery({
    queryKey: ['relevance', query, window, chosen],
    queryFn: ({ signal }) => core.call('query.relevance', { query, window, chosen }, { signal }),
    placeholderData: keepPreviousData,
    gcTime: 60_000,
    retry: false,
  });
}
