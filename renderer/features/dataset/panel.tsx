/** The caption pairs of a data set: list, editor, check and caption assistant. */
import { SquareDashedMousePointer, Upload } from 'lucide-react';
import type { ReactNode } from 'react';
import type { DatasetDetail } from '../../../core/documents/dataset.ts';
import { useApplication, useView } from '../../state/application-context.ts';
import { useActiveDataset } from '../../state/dataset-queries.ts';
import { attempt } from '../../state/toasts.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { SegmentedField } from '../../ui/fields.tsx';
import { AssistantView } from './assistant-view.tsx';
import { CheckView } from './check-view.tsx';
import { importPairs } from './dataset-actions.ts';
import { DatasetBar } from './dataset-bar.tsx';
import { PairEditor } from './pair-editor.tsx';
import { PairList } from './pair-list.tsx';
import { strings } from './strings.ts';
import style from './style.module.css';

export default function DatasetPanel(): ReactNode {
  const dataset = useActiveDataset();
  if (dataset === undefined) return null;
  if (dataset === null)
    return (
      <EmptyState title={strings.none}>
        {strings.noneText}
        <Beginnings />
      </EmptyState>
    );
  return <Contents dataset={dataset} />;
}

function Beginnings(): ReactNode {
  const app = useApplication();
  return (
    <span className={style.beginnings}>
      <Button
        tone="primary"
        icon={SquareDashedMousePointer}
        onPress={() => app.view.setState({ tool: 'collect' })}
      >
        {strings.draw}
      </Button>
      <Button icon={Upload} onPress={() => attempt(app, strings.import, () => importPairs(app))}>
        {strings.import}
      </Button>
    </span>
  );
}

function Contents({ dataset }: { readonly dataset: DatasetDetail }): ReactNode {
  const app = useApplication();
  const view = useView((state) => state.datasetView);
  const activeId = useView((state) => state.activePair);
  const active = dataset.items.find(({ id }) => id === activeId);
  return (
    <div className={style.panel}>
      <DatasetBar dataset={dataset} />
      <div className={style.views}>
        <SegmentedField
          label={strings.views}
          value={view}
          choices={[
            { id: 'pairs', label: strings.pairs(dataset.pairs) },
            { id: 'check', label: strings.check },
            { id: 'assistant', label: strings.assistantShort },
          ]}
          onChange={(next) => app.view.setState({ datasetView: next })}
        />
      </div>
      {view === 'assistant' && <AssistantView dataset={dataset} />}
      {view === 'check' && <CheckView dataset={dataset} />}
      {view === 'pairs' && dataset.items.length === 0 && (
        <EmptyState title={strings.empty}>
          <Beginnings />
        </EmptyState>
      )}
      {view === 'pairs' && dataset.items.length > 0 && (
        <>
          <PairList dataset={dataset} />
          {active && <PairEditor key={active.id} dataset={dataset} pair={active} />}
        </>
      )}
    </div>
  );
}
