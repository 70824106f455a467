/** The hits that list and map show: those the threshold lets through. */
import type { Hit, QueryResult } from '../../../core/rpc/search-documents.ts';

export function shownHits({ hits }: QueryResult, threshold: number | null): readonly Hit[] {
  return threshold === null ? hits : hits.filter(({ score }) => score >= threshold);
}
