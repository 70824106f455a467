/** The result of the current query, or the reason why there is none yet. */
import { lazy, type ReactNode, Suspense, useDeferredValue } from 'react';
import { useApplication, useView } from '../../state/application-context.ts';
import { useQueryResult } from '../../state/core-queries.ts';
import { queryKeys } from '../../state/query-keys.ts';
import { refetch } from '../../state/refetch.ts';
import { useActiveQuery, useAnswerableQuery } from '../../state/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Notice } from '../../ui/notice.tsx';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { ExampleSentences } from '../search/example-sentences.tsx';
import { Offer } from './offer.tsx';
import style from './style.module.css';
import { titles } from './titles.ts';

/** Loaded on demand: not needed before the first query. */
const NeedsIndex = lazy(() => import('./needs-index.tsx'));
const AnswerView = lazy(() => import('../collections/answer-view.tsx'));
const ResultView = lazy(() => import('./result-view.tsx').then((file) => ({ default: file.ResultView })));

export default function ResultsPanel(): ReactNode {
  const app = useApplication();
  const query = useActiveQuery();
  const answerable = useAnswerableQuery();
  const { data: result, error, isFetching } = useQueryResult(answerable);
  // The map is painted before the hits are listed.
  const listed = useDeferredValue(result);
  const ofCollection = useView((state) => state.collectionQuestion);
  if (ofCollection)
    return (
      <Suspense fallback={<Searching />}>
        <AnswerView question={ofCollection} />
      </Suspense>
    );
  if (!query)
    return (
      <EmptyState title={titles.nothingAsked}>
        <Offer />
        <p>{titles.nothingAskedHint}</p>
        <ExampleSentences />
      </EmptyState>
    );
  if (!answerable)
    return (
      <Suspense>
        <NeedsIndex query={query} />
      </Suspense>
    );
  const runAgain = (): void => refetch(app.cache, { queryKey: queryKeys.queryResults(query) });
  if (error)
    return (
      <div className={style.pad}>
        <Notice tone="bad" title={titles.failed} actions={<Button onPress={runAgain}>{titles.retry}</Button>}>
          {error.message}
        </Notice>
      </div>
    );
  if (!result || listed !== result) return <Searching />;
  return (
    <Suspense fallback={<Searching />}>
      <ResultView result={result} isFetching={isFetching} runAgain={runAgain} />
    </Suspense>
  );
}

function Searching(): ReactNode {
  return (
    <div className={style.pad} role="status">
      <p>{titles.searching}</p>
      <ProgressBar label={titles.searching} share={null} />
    </div>
  );
}
