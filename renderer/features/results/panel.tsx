/** The result of the current query, or the reason why there is none yet. */
import { lazy, type ReactNode, Suspense } from 'react';
import type { Query } from '../../../core/documents/search.ts';
import { useApplication } from '../../state/application-context.ts';
import {
  useActiveModel,
  useActiveScene,
  useIndexes,
  useJobs,
  useQueryResult,
} from '../../state/core-queries.ts';
import { queryKeys } from '../../state/query-keys.ts';
import { refetch } from '../../state/refetch.ts';
import { useActiveQuery, useAnswerableQuery } from '../../state/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Notice } from '../../ui/notice.tsx';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { termsInWords } from '../../ui/terms-in-words.ts';
import { indexJob, indexOf } from '../scenes/index-badge.ts';
import { ExampleSentences } from '../search/example-sentences.tsx';
import { IndexesFault } from '../search/indexes-fault.tsx';
import style from './style.module.css';
import { titles } from './titles.ts';

/** Loaded on demand: not needed before the first query. */
const ResultView = lazy(() => import('./result-view.tsx').then((file) => ({ default: file.ResultView })));

const IndexOffer = lazy(() =>
  import('../indexing/index-offer.tsx').then((file) => ({ default: file.IndexOffer })),
);

export default function ResultsPanel(): ReactNode {
  const app = useApplication();
  const query = useActiveQuery();
  const answerable = useAnswerableQuery();
  const { data: result, error, isFetching } = useQueryResult(answerable);
  if (!query)
    return (
      <EmptyState title={titles.nothingAsked}>
        <Offer />
        <p>{titles.nothingAskedHint}</p>
        <ExampleSentences />
      </EmptyState>
    );
  if (!answerable) return <NeedsIndex query={query} />;
  const runAgain = (): void => refetch(app.cache, { queryKey: queryKeys.queryResults(query) });
  if (error)
    return (
      <div className={style.pad}>
        <Notice tone="bad" title={titles.failed} actions={<Button onPress={runAgain}>{titles.retry}</Button>}>
          {error.message}
        </Notice>
      </div>
    );
  if (!result) return <Searching />;
  return (
    <Suspense fallback={<Searching />}>
      <ResultView result={result} isFetching={isFetching} runAgain={runAgain} />
    </Suspense>
  );
}

/** To index the active scene, unless it is indexed or about to be. */
function Offer(): ReactNode {
  const scene = useActiveScene();
  const model = useActiveModel();
  const { data: indexes } = useIndexes(scene ? scene.id : null);
  const jobs = useJobs();
  if (!scene || !model || !indexes) return null;
  if (indexOf(indexes, model.id) || indexJob(jobs, scene.id, model.id)) return null;
  return (
    <Suspense>
      <IndexOffer scene={scene} model={model} isBrief={false} />
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

function NeedsIndex({ query }: { readonly query: Query }): ReactNode {
  const isUnderWay = indexJob(useJobs(), query.scene, query.model) !== null;
  const indexes = useIndexes(query.scene);
  if (indexes.isError)
    return (
      <div className={style.pad}>
        <IndexesFault indexes={indexes} />
      </div>
    );
  return (
    <EmptyState title={termsInWords(query.terms)}>
      {isUnderWay ? titles.waiting : titles.needsIndex}
      <Offer />
    </EmptyState>
  );
}
