/** What the data has for the task and what is missing; the start button once nothing is. */
import { type ReactNode, useEffect, useState } from 'react';
import type { EvaluationCheck, PageEvaluationRequest } from '../../../core/documents/evaluation.ts';

import { useApplication } from '../../state/application-context.ts';
import { useEvaluationChecks } from '../../state/evaluation-queries.ts';
import { attempt } from '../../state/toasts.ts';
import { Button } from '../../ui/button.tsx';
import { formatCount, formatSeconds } from '../../ui/format.ts';
import { Notice } from '../../ui/notice.tsx';
import panel from '../../ui/panel.module.css';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { startEvaluations } from './evaluation-actions.ts';
import { strings } from './strings.ts';
import style from './style.module.css';

type Props = {
  readonly requests: readonly PageEvaluationRequest[];
  readonly onSplits: (splits: readonly string[]) => void;
  readonly onAgain: () => void;
  readonly onStarted: () => void;
};

export function CheckView({ requests, onSplits, onAgain, onStarted }: Props): ReactNode {
  const app = useApplication();
  const [read, setRead] = useState<{ readonly done: number; readonly total: number } | null>(null);
  const results = useEvaluationChecks(requests, setRead);
  const failed = results.find(({ error }) => error !== null);
  const [first] = results;
  const splits = first?.data?.splits;
  useEffect(() => {
    if (splits !== undefined) onSplits(splits);
  }, [splits, onSplits]);
  const start = async (): Promise<void> => {
    await startEvaluations(app, requests);
    onStarted();
  };
  const again = <Button onPress={onAgain}>{strings.check}</Button>;
  if (failed?.error)
    return (
      <Notice tone="bad" title={strings.checkFailed} actions={again}>
        {failed.error.message}
      </Notice>
    );
  const checks = results.flatMap(({ data }) => (data ? [data] : []));
  if (checks.length < requests.length)
    return (
      <div role="status">
        <p>
          {strings.checking}
          {read !== null && ` ${strings.done(formatCount(read.done), formatCount(read.total))}`}
        </p>
        <ProgressBar
          label={strings.checking}
          share={read !== null && read.total > 0 ? read.done / read.total : null}
        />
      </div>
    );
  // All requests are for the same data.
  const [check] = checks;
  if (check.errors.length > 0)
    return (
      <Notice tone="bad" title={strings.missing} actions={again}>
        <ul>
          {check.errors.map((error) => (
            <li key={error}>{error}</li>
          ))}
        </ul>
      </Notice>
    );
  return (
    <>
      <Notice tone="good" title={strings.ready}>
        {foundWords(check, requests[0].task.kind)}
      </Notice>
      <Notes notes={check.notes} />
      <ul className={style.plain}>
        {requests.map(({ model }, i) => (
          <li key={model}>{costWords(model, checks[i])}</li>
        ))}
      </ul>
      <span className={panel.buttons}>
        <Button tone="primary" onPress={() => attempt(app, strings.start, start)}>
          {strings.start}
        </Button>
      </span>
    </>
  );
}

function Notes({ notes }: { readonly notes: readonly string[] }): ReactNode {
  if (notes.length === 0) return null;
  return (
    <ul className={style.notes}>
      {notes.map((note) => (
        <li key={note}>{note}</li>
      ))}
    </ul>
  );
}

function foundWords(
  { images, texts, form }: EvaluationCheck,
  task: PageEvaluationRequest['task']['kind'],
): string {
  return strings.found(strings.images(formatCount(images)), strings.textsOf[task](formatCount(texts)), form);
}

function costWords(model: string, { encoded, images, seconds }: EvaluationCheck): string {
  return [
    strings.encoded(model, formatCount(encoded), formatCount(images)),
    ...(seconds === null ? [] : [strings.takes(formatSeconds(Math.max(1, seconds)))]),
  ].join(', ');
}
