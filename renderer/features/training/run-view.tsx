/** One run: state, curves, actions and result. */
import { ArrowLeft, CircleStop, Columns2, Gauge, Play, Save, Trash2 } from 'lucide-react';
import { type ReactNode, useMemo } from 'react';
import type { RunId } from '../../../core/documents/ids.ts';
import type { JobSummary } from '../../../core/documents/job.ts';
import type { RunDetail, RunLogEntry } from '../../../core/documents/run.ts';
import {
  forgettingWords,
  keepsBase,
  type OutcomeWords,
  outcomeWords,
} from '../../../core/documents/run-outcome.ts';
import { useApplication } from '../../state/application-context.ts';
import { useJobs } from '../../state/core-queries.ts';
import { useRun, useRunLog } from '../../state/run-queries.ts';
import { attempt } from '../../state/toasts.ts';
import { Button } from '../../ui/button.tsx';
import { coreStrings } from '../../ui/core-strings.ts';
import { formatBytes, formatNumber, formatSeconds } from '../../ui/format.ts';
import { keepUnits } from '../../ui/keep-units.ts';
import { Notice } from '../../ui/notice.tsx';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { CurveChart } from './curve-chart.tsx';
import { outcomeStrings } from './outcome-strings.ts';
import { progressWords } from './progress-words.ts';
import { runCurves } from './run-curves.ts';
import { RunSamples } from './run-samples.tsx';
import { strings } from './strings.ts';
import style from './style.module.css';
import {
  cancelRun,
  compareWithBase,
  evaluateBeforeAfter,
  isOpen,
  jobOf,
  resumeRun,
  stopRun,
} from './training-actions.ts';

const OUTCOME: OutcomeWords = { ...outcomeStrings, number: formatNumber };

export function RunView({ run: id }: { readonly run: RunId }): ReactNode {
  const app = useApplication();
  const run = useRun(id);
  const job = jobOf(useJobs(), id);
  const { entries } = useRunLog(id);
  if (!run) return null;
  const open = job && isOpen(job) ? job : null;
  const forgetting = forgettingWords(run.calibrations, OUTCOME);
  const fault = run.reason ?? job?.error;
  const words = [
    open?.phase ? coreStrings.said(open.phase) : strings.states[run.state],
    ...progressWords(run),
    ...(open && open.secondsLeft !== null ? [strings.left(formatSeconds(open.secondsLeft))] : []),
    ...(open && open.memoryBytes !== null ? [memoryWords(open.memoryBytes, run)] : []),
  ];
  return (
    <>
      <span className={style.head}>
        <Button tone="quiet" icon={ArrowLeft} onPress={() => app.view.setState({ run: null })}>
          {strings.backToForm}
        </Button>
        <strong>{run.name}</strong>
      </span>
      {open && (
        <ProgressBar
          label={strings.progress(run.name)}
          share={open.total > 0 ? open.done / open.total : null}
        />
      )}
      <p role="status">{words.join(' · ')}</p>
      {fault && !open && (
        <Notice tone="bad" title={strings.states.failed}>
          {fault}
        </Notice>
      )}
      {run.outcome !== null && run.model === null && keepsBase(run.outcome) && (
        <Notice tone="warn" title={strings.keptBase}>
          {keepUnits(outcomeWords(run.outcome, OUTCOME))}
        </Notice>
      )}
      {forgetting !== null && (
        <Notice tone="warn" title={strings.forgets}>
          {forgetting}
        </Notice>
      )}
      {run.model && (
        <Notice
          tone="good"
          title={strings.result(run.model)}
          actions={
            <>
              <Button icon={Columns2} onPress={() => compareWithBase(app, run)}>
                {strings.compare}
              </Button>
              <Button icon={Gauge} onPress={() => evaluateBeforeAfter(app, run)}>
                {strings.evaluate}
              </Button>
            </>
          }
        >
          {run.outcome === null ? '' : `${keepUnits(outcomeWords(run.outcome, OUTCOME))} `}
          {strings.resultText}
        </Notice>
      )}
      <Actions run={run} job={open} />
      <Curves run={run} entries={entries} />
      <RunSamples run={run} entries={entries} />
    </>
  );
}

function memoryWords(bytes: number, { spec }: RunDetail): string {
  const budget = spec.memoryBudgetMb;
  return budget === null
    ? strings.memory(formatBytes(bytes))
    : strings.memoryOf(formatBytes(bytes), formatBytes(budget * 1e6));
}

/** `job`: the running or waiting job of the run. */
type ActionsProps = { readonly run: RunDetail; readonly job: JobSummary | null };

function Actions({ run, job }: ActionsProps): ReactNode {
  const app = useApplication();
  if (job)
    return (
      <span className={style.buttons}>
        <Button
          icon={Save}
          isDisabled={run.state !== 'running'}
          onPress={() => attempt(app, strings.stop, () => stopRun(app, run.id))}
        >
          {strings.stop}
        </Button>
        <Button icon={CircleStop} onPress={() => attempt(app, strings.cancel, () => cancelRun(app, job))}>
          {strings.cancel}
        </Button>
        <small>{strings.cancelHint}</small>
      </span>
    );
  return (
    <span className={style.buttons}>
      {run.state !== 'done' && run.state !== 'running' && (
        <Button icon={Play} onPress={() => attempt(app, strings.resume, () => resumeRun(app, run.id))}>
          {strings.resume}
        </Button>
      )}
      {run.state !== 'running' && (
        <Button
          icon={Trash2}
          onPress={() => app.view.setState({ dialog: { kind: 'remove-run', run: run.id } })}
        >
          {strings.removeAsk}
        </Button>
      )}
    </span>
  );
}

type CurvesProps = { readonly run: RunDetail; readonly entries: readonly RunLogEntry[] };

function Curves({ run, entries }: CurvesProps): ReactNode {
  const charts = useMemo(() => {
    const { long, short, learningRate, recall } = runCurves(entries);
    return {
      loss: [
        { name: strings.long, colour: '--accent', points: long },
        { name: strings.short, colour: '--warn', points: short },
      ] as const,
      rate: [{ name: strings.rateShort, colour: '--accent', points: learningRate }] as const,
      recall: [{ name: strings.recallShort, colour: '--accent', points: recall }] as const,
    };
  }, [entries]);
  if (run.steps === 0) return null;
  return (
    <>
      <CurveChart
        title={strings.loss}
        curves={charts.loss.filter(({ points }) => points.length > 0)}
        steps={run.steps}
        format={(value) => formatNumber(value, 3)}
      />
      <CurveChart
        title={strings.learningRate}
        curves={charts.rate}
        steps={run.steps}
        format={(value) => value.toExponential(1)}
      />
      {charts.recall[0].points.length > 0 && (
        <CurveChart
          title={strings.recall}
          curves={charts.recall}
          steps={run.steps}
          format={(value) => formatNumber(value, 1)}
        />
      )}
    </>
  );
}
