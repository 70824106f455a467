/** Refetching in the background. Nothing to await: a failure is kept in the query and shown by its readers. */
import type { InvalidateQueryFilters, QueryClient, UseQueryResult } from '@tanstack/react-query';

export function refetch(cache: QueryClient, filters: InvalidateQueryFilters = {}): void {
  void cache.invalidateQueries(filters);
}

export function retryQuery(query: Pick<UseQueryResult, 'refetch'>): void {
  void query.refetch();
}
