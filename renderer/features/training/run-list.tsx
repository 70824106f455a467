/** The list of runs, newest first. */
import type { ReactNode } from 'react';
import type { RunId } from '../../../core/documents/ids.ts';
import type { RunSummary } from '../../../core/documents/run.ts';
import { useApplication } from '../../state/application-context.ts';
import { formatNumber, formatTime } from '../../ui/format.ts';
import { progressWords } from './progress-words.ts';
import { strings } from './strings.ts';
import style from './style.module.css';

type Props = { readonly runs: readonly RunSummary[]; readonly chosen: RunId | null };

export function RunList({ runs, chosen }: Props): ReactNode {
  const app = useApplication();
  return (
    <>
      <h2>{strings.runs}</h2>
      <ul className={style.runs} aria-label={strings.runs}>
        {runs.map((run) => {
          const { id, name, state, createdAt, bestMeanRecall, outcome } = run;
          return (
            <li key={id}>
              <button
                type="button"
                aria-current={id === chosen || undefined}
                onClick={() => app.view.setState({ run: id })}
              >
                <strong>{name}</strong>
                <span data-state={state}>{strings.states[state]}</span>
                <small>
                  {[
                    formatTime(createdAt),
                    ...progressWords(run),
                    ...(bestMeanRecall === null ? [] : [strings.bestRecall(formatNumber(bestMeanRecall, 1))]),
                    ...(outcome === null || outcome.comparison === null
                      ? []
                      : [strings.compared[outcome.comparison.kind]]),
                  ].join(' · ')}
                </small>
              </button>
            </li>
          );
        })}
      </ul>
    </>
  );
}
