/** Hooks for the team store, and their query keys: all are of one family, which each change of the store makes stale. */
import { skipToken, type UseQueryResult, useQuery } from '@tanstack/react-query';
import type { QueryTerm } from '../../../core/documents/search.ts';
import type { TeamOverview, TeamQuestion, TeamReview, TeamStore } from '../../../core/documents/team.ts';
import { useApplication } from '../../state/application-context.ts';

export const teamKeys = {
  store: ['team', 'store'],
  overview: ['team', 'overview'],
  questions: ['team', 'questions'],
  reviews: (terms: readonly QueryTerm[] | null) => ['team', 'reviews', terms],
} as const;

/** Other people's workers tell this page nothing. */
const LOOK_AGAIN_MS = 4000;

/** Null without a store, undefined until it is known. */
export function useTeamStore(): TeamStore | null | undefined {
  const { core } = useApplication();
  return useQuery({ queryKey: teamKeys.store, queryFn: () => core.call('team.store', null) }).data;
}

export function useTeamOverview(): UseQueryResult<TeamOverview> {
  const { core } = useApplication();
  return useQuery({
    queryKey: teamKeys.overview,
    queryFn: ({ signal }) => core.call('team.overview', null, { signal }),
    refetchInterval: ({ state }) => (state.error === null ? LOOK_AGAIN_MS : false),
    retry: false,
  });
}

export function useTeamQuestions(): UseQueryResult<readonly TeamQuestion[]> {
  const { core } = useApplication();
  return useQuery({
    queryKey: teamKeys.questions,
    queryFn: ({ signal }) => core.call('team.questions', null, { signal }),
    retry: false,
  });
}

/** Disabled with null. */
export function useTeamReviews(terms: readonly QueryTerm[] | null): readonly TeamReview[] {
  const { core } = useApplication();
  const { data } = useQuery({
    queryKey: teamKeys.reviews(terms),
    queryFn: terms === null ? skipToken : ({ signal }) => core.call('team.reviews', { terms }, { signal }),
    retry: false,
  });
  return data ?? [];
}
