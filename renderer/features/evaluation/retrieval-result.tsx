/** Recall in both directions with its ceiling, and the queries that failed, which open their pictures. */
import type { ReactNode } from 'react';
import type {
  EvaluationReport,
  MissedQuery,
  RetrievalReport,
} from '../../../core/documents/evaluation-report.ts';
import type { EvaluationId } from '../../../core/documents/ids.ts';
import type { RetrievalFigures } from '../../../core/documents/run.ts';
import type { Application } from '../../state/application.ts';
import { useApplication } from '../../state/application-context.ts';
import { figureText } from './evaluation-words.ts';
import { FigureTable } from './figure-table.tsx';
import { LinePlot } from './line-plot.tsx';
import { strings } from './strings.ts';
import style from './style.module.css';

type Props = {
  readonly evaluation: EvaluationId;
  readonly report: EvaluationReport & RetrievalReport;
};

const MOST_LISTED = 20;
const MOST_PLACES = 20;

export function RetrievalResult({ evaluation, report }: Props): ReactNode {
  const app = useApplication();
  const { meanRecall, interval, sets, failures } = report;
  return (
    <>
      <FigureTable
        caption={strings.metrics}
        head={[strings.figure, '%', strings.interval]}
        rows={[
          {
            key: 'mean',
            name: strings.meanRecall,
            cells: [
              <strong key="value">{figureText(meanRecall)}</strong>,
              strings.intervalOf(...[figureText(interval[0]), figureText(interval[1])]),
            ],
          },
        ]}
      />
      <h2>{strings.recallTable}</h2>
      {(['textToImage', 'imageToText'] as const).map((way) => (
        <FigureTable
          key={way}
          caption={strings[way]}
          head={[strings[way], 'R@1', 'R@5', 'R@10', strings.mean]}
          rows={sets.flatMap((set) => [
            {
              key: `${set.texts} ${set.protocol}`,
              name: `${strings.set[set.texts]}, ${strings.sets[set.protocol]}`,
              cells: recallCells(set, way),
            },
            {
              key: `${set.texts} ${set.protocol} at most`,
              name: <small>{strings.atMost}</small>,
              cells: recallCells(set.ceiling, way),
            },
          ])}
        />
      ))}
      <Curve report={report} />
      {failures.length > 0 && (
        <>
          <h2>{strings.misses}</h2>
          <ul className={style.rows} aria-label={strings.misses}>
            {listed(failures).map((missed) => (
              <li key={`${missed.way} ${missed.picture} ${missed.text}`}>
                <button type="button" onClick={() => openMissed(app, evaluation, report, missed)}>
                  {missed.text}
                  <small>
                    {strings[missed.way]} · {strings.place(missed.rank)}
                  </small>
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

function recallCells(figures: RetrievalFigures, way: 'textToImage' | 'imageToText'): readonly string[] {
  const { r1, r5, r10 } = figures[way];
  return [r1, r5, r10, (r1 + r5 + r10) / 3].map((value) => figureText(value));
}

/** Recall at 1 to `MOST_PLACES`, of the set that stands first. */
function Curve({ report: { items } }: Pick<Props, 'report'>): ReactNode {
  const lines = (['textToImage', 'imageToText'] as const).map((way, i) => ({
    name: strings[way],
    isDashed: i === 1,
    points: recallCurve(items[way].map(({ rank }) => rank)),
  }));
  return (
    <LinePlot title={strings.recallCurve} axes={{ x: strings.places, y: '%', mostY: 100 }} lines={lines} />
  );
}

function recallCurve(ranks: readonly number[]): readonly (readonly [number, number])[] {
  if (ranks.length === 0) return [];
  return Array.from({ length: MOST_PLACES }, (_, i) => [
    i + 1,
    (100 * ranks.filter((rank) => rank <= i).length) / ranks.length,
  ]);
}

/** The worst of both ways, in turn. */
function listed(failures: readonly MissedQuery[]): readonly MissedQuery[] {
  const ways = (['textToImage', 'imageToText'] as const).map((way) =>
    failures.filter((missed) => missed.way === way),
  );
  return Array.from({ length: MOST_LISTED }, (_, i) => ways.flatMap((ofWay) => ofWay.slice(i, i + 1)))
    .flat()
    .slice(0, MOST_LISTED);
}

function openMissed(
  app: Application,
  evaluation: EvaluationId,
  { pictures }: EvaluationReport,
  { way, text, picture, rank, first }: MissedQuery,
): void {
  const named = (label: string, at: number): { picture: number; caption: string } => ({
    ...{ picture: at, caption: `${label}: ${pictures[at]}` },
  });
  app.view.setState({
    dialog: {
      kind: 'evaluation-pictures',
      evaluation,
      title: way === 'textToImage' ? strings.missedText(text, rank) : strings.missedImage(text, rank),
      text: 'text' in first ? strings.firstText(first.text) : '',
      pictures: [
        named(way === 'textToImage' ? strings.wanted : strings.askedWith, picture),
        // −1 stands for none.
        ...('picture' in first && first.picture >= 0 ? [named(strings.first, first.picture)] : []),
      ],
    },
  });
}
