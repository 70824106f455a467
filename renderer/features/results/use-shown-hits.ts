/** The hits at or above the threshold, while it moves too. Renders again only when their number changes. */
import { useMemo } from 'react';
import type { Hit, QueryResult } from '../../../core/documents/search.ts';
import { useSimilarity } from '../../state/use-similarity-paint.ts';
import { shownHits } from './shown-hits.ts';

const NONE: readonly Hit[] = [];

/** Empty without a result. */
export function useShownHits(result: QueryResult | undefined): readonly Hit[] {
  const count = useSimilarity(({ threshold }) => (result ? shownHits(result, threshold).length : 0));
  return useMemo(() => (result ? result.hits.slice(0, count) : NONE), [result, count]);
}
