/** First look of a question at a scene without an index, once the user has asked for it. */
import { skipToken, type UseQueryResult, useQuery } from '@tanstack/react-query';
import type { FirstLook } from '../../core/documents/search.ts';
import { useApplication, useView } from './application-context.ts';
import { queryKeys } from './query-keys.ts';
import { useActiveQuery, useAnswerableQuery } from './use-query.ts';

/** Disabled while an index answers, and until the user asks for a look. */
export function useFirstLook(): UseQueryResult<FirstLook> {
  const { core } = useApplication();
  const query = useActiveQuery();
  const answerable = useAnswerableQuery();
  const wanted = useView((state) => state.lookedFor);
  const looked = query !== null && answerable === null && wanted === query ? query : null;
  return useQuery({
    queryKey: queryKeys.firstLook(looked),
    queryFn: looked
      ? ({ signal }) => {
          const { scene, model, terms } = looked;
          return core.call('query.look', { scene, model, terms }, { signal });
        }
      : skipToken,
    // The core keeps only the latest maps.
    gcTime: 60_000,
    retry: false,
  });
}
