/** Asking again in the background. There is nothing to wait for: a failure stays with its query, whose readers show it. */
import type { InvalidateQueryFilters, QueryClient, UseQueryResult } from '@tanstack/react-query';

export function refetch(cache: QueryClient, filters: InvalidateQueryFilters = {}): void {
  void cache.invalidateQueries(filters);
}

export function retryQuery(query: Pick<UseQueryResult, 'refetch'>): void {
  void query.refetch();
}
