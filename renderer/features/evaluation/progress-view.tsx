/** Progress of an evaluation that is not done, with time left; cancel, resume, delete. */
import { CircleStop, Play, Trash2 } from 'lucide-react';
import type { ReactNode } from 'react';
import type { EvaluationSummary } from '../../../core/documents/evaluation.ts';
import type { JobSummary } from '../../../core/documents/job.ts';
import { useApplication } from '../../state/application-context.ts';
import { useJobs } from '../../state/core-queries.ts';
import { attempt } from '../../state/toasts.ts';
import { Button } from '../../ui/button.tsx';
import { coreStrings } from '../../ui/core-strings.ts';
import { formatCount, formatSeconds } from '../../ui/format.ts';
import { Notice } from '../../ui/notice.tsx';
import panel from '../../ui/panel.module.css';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { cancelEvaluation, isOpen, jobOf, resumeEvaluation } from './evaluation-actions.ts';
import { stateOf } from './evaluation-words.ts';
import { strings } from './strings.ts';
import style from './style.module.css';

export function ProgressView({ evaluation }: { readonly evaluation: EvaluationSummary }): ReactNode {
  const app = useApplication();
  const jobs = useJobs();
  const job = jobOf(jobs, evaluation.id);
  const open = job && isOpen(job) ? job : null;
  const { id, model } = evaluation;
  return (
    <section className={style.progress} aria-label={strings.progress(model)}>
      <strong>{model}</strong>
      {open && <ProgressBar label={strings.progress(model)} share={shareOf(open)} />}
      <p role="status">
        {open
          ? wordsOf(open)
          : [
              strings.states[stateOf(evaluation, jobs)],
              ...(job && job.state !== 'done' ? [strings.kept] : []),
            ].join('. ')}
      </p>
      {job !== null && job.error !== null && (
        <Notice tone="bad" title={strings.states.failed}>
          {job.error}
        </Notice>
      )}
      <span className={panel.buttons}>
        {open && (
          <Button
            icon={CircleStop}
            onPress={() => attempt(app, strings.cancel, () => cancelEvaluation(app, open))}
          >
            {strings.cancel}
          </Button>
        )}
        {!open && (
          <>
            <Button icon={Play} onPress={() => attempt(app, strings.resume, () => resumeEvaluation(app, id))}>
              {strings.resume}
            </Button>
            <Button
              icon={Trash2}
              onPress={() => app.view.setState({ dialog: { kind: 'remove-evaluation', evaluation: id } })}
            >
              {strings.removeAsk}
            </Button>
          </>
        )}
      </span>
    </section>
  );
}

/** Null while it is unknown. */
function shareOf({ done, total, state }: JobSummary): number | null {
  return total > 0 ? done / total : state === 'waiting' ? 0 : null;
}

function wordsOf({ state, phase, done, total, secondsLeft }: JobSummary): string {
  return [
    phase !== '' && state === 'running' ? coreStrings.said(phase) : strings.states[state],
    ...(total > 0 ? [strings.done(formatCount(done), formatCount(total))] : []),
    ...(secondsLeft === null ? [] : [strings.left(formatSeconds(secondsLeft))]),
  ].join(' · ');
}
