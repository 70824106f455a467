/** The list of evaluations, newest first. */
import type { ReactNode } from 'react';
import type { EvaluationSummary } from '../../../core/documents/evaluation.ts';
import type { EvaluationId } from '../../../core/documents/ids.ts';
import { useApplication } from '../../state/application-context.ts';
import { useJobs } from '../../state/core-queries.ts';
import { useDatasets } from '../../state/dataset-queries.ts';
import { formatTime } from '../../ui/format.ts';
import panel from '../../ui/panel.module.css';
import { dataName, stateOf } from './evaluation-words.ts';
import { strings } from './strings.ts';
import style from './style.module.css';

type Props = {
  readonly evaluations: readonly EvaluationSummary[];
  readonly chosen: EvaluationId | null;
};

export function EvaluationList({ evaluations, chosen }: Props): ReactNode {
  const app = useApplication();
  const jobs = useJobs();
  const { data: datasets = [] } = useDatasets();
  return (
    <>
      <h2>{strings.evaluations}</h2>
      <ul className={`${panel.list} ${style.states}`} aria-label={strings.evaluations}>
        {evaluations.map((each) => {
          const state = stateOf(each, jobs);
          return (
            <li key={each.id}>
              <button
                type="button"
                aria-current={each.id === chosen || undefined}
                onClick={() => app.view.setState({ evaluation: { a: each.id, b: null } })}
              >
                <strong>{each.model}</strong>
                <span data-state={state}>{each.figure ?? strings.states[state]}</span>
                <small>
                  {strings.onData(strings.tasks[each.task], dataName(each, datasets))} ·{' '}
                  {formatTime(each.createdAt)}
                </small>
              </button>
            </li>
          );
        })}
      </ul>
    </>
  );
}
