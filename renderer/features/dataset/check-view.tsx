/** Problems, caption lengths and the train/validation split of a data set. */
import { CircleAlert, TriangleAlert } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import {
  type DatasetDetail,
  type DatasetReport,
  PAIR_GROUPINGS,
  type PairGrouping,
  type ReportSettings,
  TEXT_KINDS,
} from '../../../core/documents/dataset.ts';
import { useApplication } from '../../state/application-context.ts';
import { useActiveModel } from '../../state/core-queries.ts';
import { useDatasetReport } from '../../state/dataset-queries.ts';
import { attempt } from '../../state/toasts.ts';
import { SelectField } from '../../ui/fields.tsx';
import { Notice } from '../../ui/notice.tsx';
import { NumberInput } from '../../ui/number-input.tsx';
import panel from '../../ui/panel.module.css';
import { LengthHistogram } from './length-histogram.tsx';
import { strings } from './strings.ts';
import style from './style.module.css';

const PUBLISHED_LIMIT = 248;
const TEXTS = TEXT_KINDS.map((id) => ({ id, label: strings.textsChoices[id] }));
const GROUPINGS = PAIR_GROUPINGS.map((id) => ({ id, label: strings.groupings[id] }));

export function CheckView({ dataset }: { readonly dataset: DatasetDetail }): ReactNode {
  const model = useActiveModel();
  const limit = model ? model.contextLength : PUBLISHED_LIMIT;
  const [texts, setTexts] = useState<ReportSettings['texts']>('both');
  const [percent, setPercent] = useState(10);
  const [seed, setSeed] = useState(1);
  const report = useDatasetReport(dataset.id, { texts, limit, share: percent / 100, seed });
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className={`${panel.scrolling} ${style.check}`} tabIndex={0} aria-label={strings.check}>
      <SelectField label={strings.texts} value={texts} choices={TEXTS} onChange={setTexts} />
      {report && <Problems dataset={dataset} report={report} />}
      {report && (
        <>
          <h2>{strings.lengths}</h2>
          <LengthHistogram long={report.long} short={report.short} limit={limit} />
        </>
      )}
      <h2>{strings.split}</h2>
      <Grouping dataset={dataset} />
      <div className={style.numbers}>
        <NumberInput label={strings.share} value={percent} min={1} max={90} unit="%" onChange={setPercent} />
        <NumberInput label={strings.seed} value={seed} min={0} max={0xffff_ffff} onChange={setSeed} />
      </div>
      {report && <Split report={report} />}
    </section>
  );
}

function Grouping({ dataset: { id, grouping } }: { readonly dataset: DatasetDetail }): ReactNode {
  const app = useApplication();
  const change = (next: PairGrouping): void =>
    attempt(app, strings.grouping, async () => {
      await app.core.call('datasets.setGrouping', { dataset: id, grouping: next });
    });
  return <SelectField label={strings.grouping} value={grouping} choices={GROUPINGS} onChange={change} />;
}

type ProblemsProps = { readonly dataset: DatasetDetail; readonly report: DatasetReport };

function Problems({ dataset, report: { errors, warnings, problems } }: ProblemsProps): ReactNode {
  const app = useApplication();
  if (problems.length === 0)
    return (
      <Notice tone="good" title={strings.good}>
        {strings.goodText}
      </Notice>
    );
  const numbers = new Map(dataset.items.map(({ id }, i) => [id, i + 1]));
  return (
    <>
      <Notice tone={errors > 0 ? 'bad' : 'warn'} title={strings.problems(errors, warnings)}>
        {errors > 0 ? strings.errorsStop : strings.warningsOnly}
      </Notice>
      <ul className={style.problems} aria-label={strings.problemList}>
        {problems.map(({ kind, severity, pair, detail }) => {
          const Icon = severity === 'error' ? CircleAlert : TriangleAlert;
          return (
            <li key={`${kind} ${pair} ${detail}`} data-severity={severity}>
              <Icon size={14} role="img" aria-label={strings.severity[severity]} />
              {pair === null ? (
                <span>{strings.allPairs}</span>
              ) : (
                <button
                  type="button"
                  onClick={() => app.view.setState({ activePair: pair, datasetView: 'pairs' })}
                >
                  {strings.pairNumber(numbers.get(pair)!)}
                </button>
              )}
              <span>{detail}</span>
            </li>
          );
        })}
      </ul>
    </>
  );
}

function Split({ report: { split } }: { readonly report: DatasetReport }): ReactNode {
  if (split.kind === 'split')
    return <p role="status">{strings.splitText(split.train, split.validation, split.groups)}</p>;
  return (
    <Notice tone="warn" title={strings.splitRefused}>
      {split.reason}
    </Notice>
  );
}
