/** The answer to the current question, or the reason why there is none yet. */
import { lazy, type ReactNode, Suspense } from 'react';
import { useApplication } from '../../state/application-context.ts';
import { useIndexes, useJobs, useResult } from '../../state/core-queries.ts';
import { queryKeys } from '../../state/query-keys.ts';
import { refetch } from '../../state/refetch.ts';
import { useAsked, useQuestion } from '../../state/use-asked.ts';
import type { Asked } from '../../state/view-state.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Notice } from '../../ui/notice.tsx';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { termsInWords } from '../../ui/terms-in-words.ts';
import { indexJob } from '../scenes/index-badge.ts';
import { ExampleSentences } from '../search/example-sentences.tsx';
import { IndexesFault } from '../search/indexes-fault.tsx';
import { strings } from './strings.ts';
import style from './style.module.css';

/** Loaded on demand: not needed before the first question. */
const Answer = lazy(() => import('./answer.tsx').then((file) => ({ default: file.Answer })));

export default function ResultsPanel(): ReactNode {
  const app = useApplication();
  const question = useQuestion();
  const asked = useAsked();
  const { data: result, error, isFetching } = useResult(asked);
  if (!question)
    return (
      <EmptyState title={strings.nothingAsked}>
        <p>{strings.nothingAskedHint}</p>
        <ExampleSentences />
      </EmptyState>
    );
  if (!asked) return <NeedsIndex question={question} />;
  const askAgain = (): void => refetch(app.cache, { queryKey: queryKeys.result(asked) });
  if (error)
    return (
      <div className={style.pad}>
        <Notice
          tone="bad"
          title={strings.failed}
          actions={<Button onPress={askAgain}>{strings.retry}</Button>}
        >
          {error.message}
        </Notice>
      </div>
    );
  if (!result) return <Searching />;
  return (
    <Suspense fallback={<Searching />}>
      <Answer result={result} isFetching={isFetching} askAgain={askAgain} />
    </Suspense>
  );
}

function Searching(): ReactNode {
  return (
    <div className={style.pad} role="status">
      <p>{strings.searching}</p>
      <ProgressBar label={strings.searching} share={null} />
    </div>
  );
}

function NeedsIndex({ question }: { readonly question: Asked }): ReactNode {
  const isUnderWay = indexJob(useJobs(), question.scene, question.model) !== undefined;
  const indexes = useIndexes(question.scene);
  if (indexes.isError)
    return (
      <div className={style.pad}>
        <IndexesFault indexes={indexes} />
      </div>
    );
  return (
    <EmptyState title={termsInWords(question.terms)}>
      {isUnderWay ? strings.waiting : strings.needsIndex}
    </EmptyState>
  );
}
