/** One evaluation, or two that are compared: progress, then reports and comparison. */
import { ArrowLeft } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { EvaluationSummary } from '../../../core/documents/evaluation.ts';
import { useApplication } from '../../state/application-context.ts';
import { useDatasets } from '../../state/dataset-queries.ts';
import { Button } from '../../ui/button.tsx';
import { SegmentedField, SelectField } from '../../ui/fields.tsx';
import { ComparisonView } from './comparison-view.tsx';
import { dataName } from './evaluation-words.ts';
import { ProgressView } from './progress-view.tsx';
import { ReportView } from './report-view.tsx';
import { strings } from './strings.ts';
import style from './style.module.css';

type Props = {
  readonly a: EvaluationSummary;
  readonly b: EvaluationSummary | null;
  readonly all: readonly EvaluationSummary[];
};

const NOTHING = 'none';

export function EvaluationView({ a, b, all }: Props): ReactNode {
  const app = useApplication();
  const { data: datasets = [] } = useDatasets();
  const [view, setView] = useState<'comparison' | 'a' | 'b'>('comparison');
  const both = b === null ? [a] : [a, b];
  const isDone = both.every(({ state }) => state === 'done');
  const shown = b === null || view === 'a' ? a : b;
  return (
    <>
      <span className={style.head}>
        <Button tone="quiet" icon={ArrowLeft} onPress={() => app.view.setState({ evaluation: null })}>
          {strings.backToForm}
        </Button>
        <strong>
          {[
            ...(b === null ? [a.model] : []),
            strings.onData(strings.tasks[a.task], dataName(a, datasets)),
          ].join(': ')}
        </strong>
      </span>
      {both
        .filter(({ state }) => state !== 'done')
        .map((each) => (
          <ProgressView key={each.id} evaluation={each} />
        ))}
      {a.state === 'done' && <Other a={a} b={b} all={all} />}
      {isDone && b !== null && (
        <SegmentedField
          label={strings.views}
          value={view}
          choices={[
            { id: 'comparison', label: strings.comparison },
            { id: 'a', label: `A: ${a.model}` },
            { id: 'b', label: `B: ${b.model}` },
          ]}
          onChange={setView}
        />
      )}
      {isDone && b !== null && view === 'comparison' && <ComparisonView a={a} b={b} />}
      {(b === null || view !== 'comparison') && shown.state === 'done' && (
        <ReportView key={shown.id} evaluation={shown} />
      )}
    </>
  );
}

/** Choice of a second evaluation of the same task and data. */
function Other({ a, b, all }: Props): ReactNode {
  const app = useApplication();
  const others = all.filter(
    ({ id, task, data, state }) => id !== a.id && task === a.task && data === a.data && state === 'done',
  );
  if (others.length === 0) return null;
  return (
    <SelectField<string>
      label={strings.compareWith}
      value={b ? b.id : NOTHING}
      choices={[
        { id: NOTHING, label: strings.nothingToCompare },
        ...others.map(({ id, model, figure }) => ({
          id,
          label: figure === null ? model : `${model}, ${figure}`,
        })),
      ]}
      onChange={(chosen) => {
        const other = others.find(({ id }) => id === chosen);
        app.view.setState({ evaluation: { a: a.id, b: other ? other.id : null } });
      }}
    />
  );
}
