/** Long-running jobs with progress, time left and actions. */
import { CircleStop, Play, ScrollText, X } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { JobSummary } from '../../../core/documents/job.ts';
import { useApplication } from '../../state/application-context.ts';
import { useJobs } from '../../state/core-queries.ts';
import { attempt } from '../../state/toasts.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { coreStrings } from '../../ui/core-strings.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { formatBytes, formatCount, formatSeconds, formatTime } from '../../ui/format.ts';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { cancelJob, dismissJob, resumeJob } from './job-actions.ts';
import { JobLog } from './job-log.tsx';
import { strings } from './strings.ts';
import style from './style.module.css';

export default function JobsPanel(): ReactNode {
  const jobs = useJobs();
  if (jobs.length === 0) return <EmptyState title={strings.none}>{strings.noneText}</EmptyState>;
  return (
    <ul className={style.list} aria-label={strings.jobs}>
      {jobs.map((job) => (
        <JobRow key={job.id} job={job} />
      ))}
    </ul>
  );
}

function JobRow({ job }: { readonly job: JobSummary }): ReactNode {
  const isOpen = job.state === 'running' || job.state === 'waiting';
  const [showsLog, setShowsLog] = useState(false);
  return (
    <li className={style.job} data-state={job.state}>
      <div className={style.head}>
        <strong title={formatTime(job.startedAt)}>{coreStrings.said(job.title)}</strong>
        <span className={style.actions}>
          <JobActions job={job} isOpen={isOpen} />
          <IconButton
            label={strings.log}
            icon={ScrollText}
            isOn={showsLog}
            onPress={() => setShowsLog(!showsLog)}
          />
        </span>
      </div>
      {isOpen && (
        <ProgressBar
          label={strings.progressOf(coreStrings.said(job.title))}
          share={job.total > 0 ? job.done / job.total : job.state === 'running' ? null : 0}
        />
      )}
      <p className={style.words}>
        <span className={style.state}>{strings.states[job.state]}</span>
        {wordsOf(job).map((words) => (
          <span key={words}>{words}</span>
        ))}
      </p>
      {job.error && <p className={style.error}>{job.error}</p>}
      {showsLog && <JobLog job={job} />}
    </li>
  );
}

function JobActions({ job, isOpen }: { readonly job: JobSummary; readonly isOpen: boolean }): ReactNode {
  const app = useApplication();
  return (
    <span className={style.actions}>
      {isOpen && (
        <Button icon={CircleStop} onPress={() => attempt(app, strings.cancel, () => cancelJob(app, job))}>
          {strings.cancel}
        </Button>
      )}
      {job.canResume && (
        <Button icon={Play} onPress={() => attempt(app, strings.resume, () => resumeJob(app, job))}>
          {strings.resume}
        </Button>
      )}
      {!isOpen && (
        <IconButton
          label={strings.dismiss}
          icon={X}
          onPress={() => attempt(app, strings.dismiss, () => dismissJob(app, job))}
        />
      )}
    </span>
  );
}

function wordsOf({
  state,
  phase,
  done,
  total,
  unit,
  elapsedSeconds,
  secondsLeft,
}: JobSummary): readonly string[] {
  const amount = unit === 'bytes' ? formatBytes : formatCount;
  const isRunning = state === 'running';
  return [
    ...(isRunning && phase ? [coreStrings.said(phase)] : []),
    ...(total > 0 && state !== 'done' ? [strings.progress(amount(done), amount(total))] : []),
    ...(isRunning && secondsLeft !== null ? [strings.left(formatSeconds(secondsLeft))] : []),
    ...(isRunning && secondsLeft === null && elapsedSeconds > 0
      ? [strings.elapsed(formatSeconds(elapsedSeconds))]
      : []),
    ...(state === 'done' ? [strings.took(formatSeconds(elapsedSeconds))] : []),
  ];
}
