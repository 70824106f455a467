/** Accuracy, bars by class, and the confusion matrix, whose cells open their pictures. */
import type { ReactNode } from 'react';
import type { ClassificationReport, EvaluationReport } from '../../../core/documents/evaluation-report.ts';
import type { EvaluationId } from '../../../core/documents/ids.ts';
import { evaluationPictureUrl } from '../../../core/urls/evaluation-picture-url.ts';
import type { Application } from '../../state/application.ts';
import { useApplication } from '../../state/application-context.ts';
import panel from '../../ui/panel.module.css';
import { ClassBars } from './class-bars.tsx';
import { ConfusionMatrix } from './confusion-matrix.tsx';
import { figureText } from './evaluation-words.ts';
import { FigureTable } from './figure-table.tsx';
import { strings } from './strings.ts';
import style from './style.module.css';

type Report = EvaluationReport & ClassificationReport;
type Props = { readonly evaluation: EvaluationId; readonly report: Report };

const MOST_LISTED = 10;

export function ClassificationResult({ evaluation, report }: Props): ReactNode {
  const app = useApplication();
  const { accuracy, interval, meanClassAccuracy, classes, failures } = report;
  const percent = (value: number): string => strings.percent(figureText(value));
  return (
    <>
      <FigureTable
        caption={strings.metrics}
        head={[strings.figure, '%', strings.interval]}
        rows={[
          {
            key: 'accuracy',
            name: strings.accuracy,
            cells: [
              <strong key="value">{figureText(accuracy)}</strong>,
              strings.intervalOf(percent(interval[0]), percent(interval[1])),
            ],
          },
          {
            key: 'mean',
            name: strings.meanClassAccuracy,
            cells: [figureText(meanClassAccuracy), ''],
          },
        ]}
      />
      <h2>{strings.classes}</h2>
      <ClassBars classes={classes} />
      <h2>{strings.confusion}</h2>
      <ConfusionMatrix
        names={classes.map(({ name }) => name)}
        counts={report.confusion}
        onOpen={(truth, predicted) => openCell(app, evaluation, report, truth, predicted)}
      />
      <MostConfused evaluation={evaluation} report={report} />
      {failures.length > 0 && (
        <>
          <h2>{strings.confident}</h2>
          <ul className={style.rows} aria-label={strings.confident}>
            {failures.slice(0, MOST_LISTED).map(({ picture, truth, predicted }) => (
              <li key={picture}>
                <button
                  type="button"
                  className={style.failure}
                  onClick={() => openFailure(app, evaluation, report, { picture, truth, predicted })}
                >
                  <img
                    src={evaluationPictureUrl({ evaluation, picture })}
                    alt=""
                    loading="lazy"
                    width={48}
                    height={48}
                  />
                  <span>
                    {strings.takenFor(classes[truth].name, classes[predicted].name)}
                    <small>{report.pictures[picture]}</small>
                  </span>
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

function MostConfused({ evaluation, report }: Props): ReactNode {
  const app = useApplication();
  const { classes, confusion } = report;
  const found = confusion
    .flatMap((row, truth) => row.map((count, predicted) => ({ truth, predicted, count })))
    .filter(({ truth, predicted, count }) => truth !== predicted && count > 0)
    .toSorted((a, b) => b.count - a.count)
    .slice(0, MOST_LISTED);
  if (found.length === 0) return <p className={panel.hint}>{strings.noConfusion}</p>;
  return (
    <>
      <h2>{strings.mostConfused}</h2>
      <ul className={style.rows} aria-label={strings.mostConfused}>
        {found.map(({ truth, predicted, count }) => (
          <li key={`${truth} ${predicted}`}>
            <button type="button" onClick={() => openCell(app, evaluation, report, truth, predicted)}>
              {strings.confusionCell(
                ...[classes[truth].name, classes[predicted].name, count, classes[truth].images],
              )}
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

function openCell(
  app: Application,
  evaluation: EvaluationId,
  { classes, items, pictures }: Report,
  truth: number,
  predicted: number,
): void {
  const found = items.truth.flatMap((each, picture) =>
    each === truth && items.predicted[picture] === predicted ? [{ picture, caption: pictures[picture] }] : [],
  );
  if (found.length === 0) return;
  const [trueName, predictedName] = [classes[truth].name, classes[predicted].name];
  const count = [found.length, classes[truth].images] as const;
  app.view.setState({
    dialog: {
      kind: 'evaluation-pictures',
      evaluation,
      title:
        truth === predicted
          ? strings.confusionRight(trueName, ...count)
          : strings.confusionCell(trueName, predictedName, ...count),
      text: '',
      pictures: found,
    },
  });
}

function openFailure(
  app: Application,
  evaluation: EvaluationId,
  { classes, pictures }: Report,
  { picture, truth, predicted }: Pick<Report['failures'][number], 'picture' | 'truth' | 'predicted'>,
): void {
  app.view.setState({
    dialog: {
      kind: 'evaluation-pictures',
      evaluation,
      title: strings.takenFor(classes[truth].name, classes[predicted].name),
      text: '',
      pictures: [{ picture, caption: pictures[picture] }],
    },
  });
}
