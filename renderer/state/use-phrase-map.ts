/** Where a phrase of a question is found. */
import { skipToken, type UseQueryResult, useQuery } from '@tanstack/react-query';
import type { PhraseMap } from '../../core/documents/search.ts';
import { useApplication } from './application-context.ts';
import type { PhraseKind } from './map-kind.ts';
import { queryKeys } from './query-keys.ts';

/** Disabled without a phrase. */
export function usePhraseMap(phrase: PhraseKind | null): UseQueryResult<PhraseMap> {
  const { core } = useApplication();
  return useQuery({
    queryKey: queryKeys.phraseMap(phrase),
    queryFn: phrase
      ? ({ signal }) => {
          const { query, chosen, spans } = phrase;
          return core.call('query.phraseMap', { query, chosen, spans }, { signal });
        }
      : skipToken,
    // The core keeps only the latest maps.
    gcTime: 60_000,
    retry: false,
  });
}
