/** Fine-tuning: a form for new runs, the list of runs, and the progress of one. */
import type { ReactNode } from 'react';
import type { RunId } from '../../../core/documents/ids.ts';
import type { RunSummary } from '../../../core/documents/run.ts';
import { useApplication, useView } from '../../state/application-context.ts';
import { byId } from '../../state/by-id.ts';
import { useActiveModel, useJobs } from '../../state/core-queries.ts';
import { useActiveDataset } from '../../state/dataset-queries.ts';
import { useRuns } from '../../state/run-queries.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Notice } from '../../ui/notice.tsx';
import panel from '../../ui/panel.module.css';
import { RunForm } from './run-form.tsx';
import { RunList } from './run-list.tsx';
import { RunView } from './run-view.tsx';
import { strings } from './strings.ts';
import style from './style.module.css';
import { jobOf } from './training-actions.ts';

export default function TrainingPanel(): ReactNode {
  const { data: runs } = useRuns();
  const shown = useView((state) => state.run);
  const dataset = useActiveDataset();
  const base = useActiveModel();
  // The form proposes a name that no run has.
  if (dataset === undefined || runs === undefined || !base) return null;
  const run = byId(runs, shown);
  const hasData = dataset !== null && dataset.pairs > 0;
  if (!hasData && runs.length === 0) return <NoData />;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className={`${panel.scrolling} ${style.panel}`} tabIndex={0} aria-label={strings.training}>
      {run && <RunView key={run.id} run={run.id} />}
      {/* Hidden, not unmounted: the form keeps its values while a run is shown. */}
      <div className={style.form} hidden={run !== null}>
        {run === null && shown !== null && <Refused run={shown} />}
        <GoingOn runs={runs} />
        {hasData ? <RunForm dataset={dataset} base={base.id} runs={runs} /> : <NoData />}
      </div>
      {runs.length > 0 && <RunList runs={runs} chosen={run ? run.id : null} />}
    </section>
  );
}

/** A run that was refused before it started leaves only the error of its job. */
function Refused({ run }: { readonly run: RunId }): ReactNode {
  const job = jobOf(useJobs(), run);
  if (job === null || job.error === null) return null;
  return (
    <Notice tone="bad" title={strings.refused}>
      {job.error}
    </Notice>
  );
}

function GoingOn({ runs }: { readonly runs: readonly RunSummary[] }): ReactNode {
  const app = useApplication();
  const running = runs.find(({ state }) => state === 'running');
  if (!running) return null;
  const show = (): void => app.view.setState({ run: running.id });
  return (
    <Notice
      tone="neutral"
      title={strings.goingOn(running.name)}
      actions={<Button onPress={show}>{strings.show}</Button>}
    >
      {strings.goingOnText}
    </Notice>
  );
}

function NoData(): ReactNode {
  const app = useApplication();
  return (
    <EmptyState title={strings.noData}>
      {strings.noDataText}
      <Button onPress={() => app.dock.show('dataset')}>{strings.openData}</Button>
    </EmptyState>
  );
}
