/** Fine-tuning: a form for new runs, the list of runs, and the progress of one. */
import type { ReactNode } from 'react';
import { useApplication, useView } from '../../state/application-context.ts';
import { byId } from '../../state/by-id.ts';
import { useActiveModel } from '../../state/core-queries.ts';
import { useActiveDataset } from '../../state/dataset-queries.ts';
import { useRuns } from '../../state/run-queries.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import panel from '../../ui/panel.module.css';
import { RunForm } from './run-form.tsx';
import { RunList } from './run-list.tsx';
import { RunView } from './run-view.tsx';
import { strings } from './strings.ts';
import style from './style.module.css';

export default function TrainingPanel(): ReactNode {
  const { data: runs = [] } = useRuns();
  const run = byId(
    runs,
    useView((state) => state.run),
  );
  const dataset = useActiveDataset();
  const base = useActiveModel();
  if (dataset === undefined || !base) return null;
  const hasData = dataset !== null && dataset.pairs > 0;
  if (!hasData && runs.length === 0) return <NoData />;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className={`${panel.scrolling} ${style.panel}`} tabIndex={0} aria-label={strings.training}>
      {run && <RunView key={run.id} run={run.id} />}
      {/* Hidden, not unmounted: the form keeps its values while a run is shown. */}
      <div className={style.form} hidden={run !== null}>
        {hasData ? <RunForm dataset={dataset} base={base.id} count={runs.length} /> : <NoData />}
      </div>
      {runs.length > 0 && <RunList runs={runs} chosen={run ? run.id : null} />}
    </section>
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
