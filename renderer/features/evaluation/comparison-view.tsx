/** Two evaluations side by side: differences with paired intervals, as the core gives them. */
import type { ReactNode } from 'react';
import type { EvaluationSummary } from '../../../core/documents/evaluation.ts';
import type { ComparedFigure } from '../../../core/documents/evaluation-report.ts';
import { useEvaluationComparison } from '../../state/evaluation-queries.ts';
import { formatNumber } from '../../ui/format.ts';
import { Notice } from '../../ui/notice.tsx';
import panel from '../../ui/panel.module.css';
import { differenceText, digitsOf, figureText } from './evaluation-words.ts';
import { FigureTable } from './figure-table.tsx';
import { strings } from './strings.ts';
import style from './style.module.css';

type Props = { readonly a: EvaluationSummary; readonly b: EvaluationSummary };

/** Figures of which less is better, by the names that the core gives them. */
const LOWER_IS_BETTER = ['ras', 'false alarms', 'missed'];
const MOST_DETAILS = 60;

export function ComparisonView({ a, b }: Props): ReactNode {
  const { data, error } = useEvaluationComparison(a.id, b.id);
  if (error)
    return (
      <Notice tone="bad" title={strings.compareFailed}>
        {error.message}
      </Notice>
    );
  if (!data) return <p role="status">{strings.loading}</p>;
  const { figures, mcnemar, details, notes } = data;
  const digits = digitsOf(a.task);
  const sorted = details.toSorted((x, y) => Math.abs(y.difference ?? 0) - Math.abs(x.difference ?? 0));
  return (
    <>
      {notes.map((note) => (
        <Notice key={note} tone="warn" title={note} />
      ))}
      <p className={panel.hint}>{strings.differenceHint}</p>
      <Differences caption={strings.metrics} figures={figures} digits={digits} hasIntervals />
      {mcnemar !== null && <p>{strings.mcnemar(mcnemar.onlyA, mcnemar.onlyB, probabilityText(mcnemar.p))}</p>}
      {details.length > 0 && (
        <>
          <h2>{a.task === 'classification' ? strings.byClassDifference : strings.byQueryDifference}</h2>
          <Differences
            caption={a.task === 'classification' ? strings.byClassDifference : strings.byQueryDifference}
            figures={sorted.slice(0, MOST_DETAILS)}
            digits={digits}
            hasIntervals={false}
          />
        </>
      )}
    </>
  );
}

type TableProps = {
  readonly caption: string;
  readonly figures: readonly ComparedFigure[];
  readonly digits: number;
  readonly hasIntervals: boolean;
};

function Differences({ caption, figures, digits, hasIntervals }: TableProps): ReactNode {
  const most = Math.max(
    1e-9,
    ...figures.flatMap(({ difference, interval }) => [difference ?? 0, ...(interval ?? [])]).map(Math.abs),
  );
  return (
    <FigureTable
      caption={caption}
      head={[strings.figure, 'A', 'B', 'B − A', ...(hasIntervals ? ['95\u00a0%'] : [strings.difference])]}
      rows={figures.map((each) => ({
        key: each.name,
        name: each.name,
        cells: [
          figureText(each.a, digits),
          figureText(each.b, digits),
          differenceText(each.difference, digits),
          <span key="interval" className={style.differenceCell}>
            <DifferencePlot figure={each} most={most} />
            {each.interval !== null && (
              <small>
                {strings.intervalOf(
                  ...[differenceText(each.interval[0], digits), differenceText(each.interval[1], digits)],
                )}
                , {verdictOf(each)}
              </small>
            )}
          </span>,
        ],
      }))}
    />
  );
}

/** The figures stand beside it, so it is hidden from screen readers. */
function DifferencePlot({
  figure,
  most,
}: {
  readonly figure: ComparedFigure;
  readonly most: number;
}): ReactNode {
  const { difference, interval } = figure;
  if (difference === null) return null;
  const x = (value: number): number => 50 + (48 * value) / most;
  return (
    <svg className={style.difference} viewBox="0 0 100 16" preserveAspectRatio="none" aria-hidden>
      <path className={style.gridLine} d="M50 0v16" />
      <path className={style.line} d={`M50 8H${x(difference)}`} />
      {interval !== null && (
        <path
          className={style.error}
          d={`M${x(interval[0])} 8H${x(interval[1])}M${x(interval[0])} 4v8M${x(interval[1])} 4v8`}
        />
      )}
    </svg>
  );
}

function verdictOf({ name, interval }: ComparedFigure): string {
  if (interval === null || (interval[0] <= 0 && interval[1] >= 0)) return strings.certain.unclear;
  return interval[0] > 0 === !LOWER_IS_BETTER.includes(name) ? strings.certain.better : strings.certain.worse;
}

function probabilityText(p: number): string {
  return p < 0.001 ? strings.below(formatNumber(0.001, 3)) : formatNumber(p, 3);
}
