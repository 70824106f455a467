/** How well present content is told from absent: figures, false alarms by size of the scene, reliability, and the worst mistakes. */
import type { ReactNode } from 'react';
import type { PresenceReport } from '../../../core/documents/evaluation-report.ts';
import { figureText } from './evaluation-words.ts';
import { FigureTable } from './figure-table.tsx';
import { LinePlot } from './line-plot.tsx';
import { strings } from './strings.ts';
import style from './style.module.css';

type Props = { readonly report: PresenceReport };

const MOST_LISTED = 20;

export function PresenceResult({ report }: Props): ReactNode {
  const { auc, balancedAccuracy, threshold, thresholdFrom, bySize, reliability } = report;
  const percent = (value: number | null): string => figureText(value);
  return (
    <>
      <FigureTable
        caption={strings.metrics}
        head={[strings.figure, strings.value]}
        rows={[
          { key: 'auc', name: strings.auc, cells: [figureText(auc, 3)] },
          {
            key: 'accuracy',
            name: strings.balancedAccuracy,
            cells: [strings.percent(percent(balancedAccuracy))],
          },
          {
            key: 'alarms',
            name: strings.falseAlarms,
            cells: [strings.percent(percent(report.falseAlarms))],
          },
          { key: 'missed', name: strings.missed, cells: [strings.percent(percent(report.missed))] },
          {
            key: 'threshold',
            name: strings.threshold,
            cells: [`${figureText(threshold, 3)}, ${strings.thresholdFrom[thresholdFrom]}`],
          },
        ]}
      />
      {bySize.length > 0 && (
        <>
          <h2>{strings.bySize}</h2>
          <FigureTable
            caption={strings.bySize}
            head={[
              strings.windows,
              strings.absent,
              `${strings.falseAlarms}\u00a0%`,
              strings.present,
              `${strings.foundShare}\u00a0%`,
            ]}
            rows={bySize.map(({ windows, absent, falseAlarms, present, found }) => ({
              key: windows.join(),
              name: strings.intervalOf(String(windows[0]), String(windows[1])),
              cells: [absent, percent(falseAlarms), present, percent(found)],
            }))}
          />
        </>
      )}
      {reliability !== null && (
        <LinePlot
          title={strings.reliability}
          axes={{ x: strings.promised, y: '', mostY: 1 }}
          lines={[
            {
              name: strings.thisModel,
              isDashed: false,
              points: reliability.map(({ promised, occurred }) => [promised, occurred]),
            },
            {
              ...{ name: strings.asPromised, isDashed: true },
              points: [
                [0, 0],
                [1, 1],
              ],
            },
          ]}
        />
      )}
      <Mistakes report={report} />
    </>
  );
}

/** Those furthest on the wrong side of the threshold first. */
function Mistakes({ report: { items, threshold } }: Props): ReactNode {
  const wrong = items
    .map((item) => ({ ...item, by: item.isPresent ? threshold - item.score : item.score - threshold }))
    .filter(({ isPresent, by }) => (isPresent ? by > 0 : by >= 0))
    .toSorted((a, b) => b.by - a.by)
    .slice(0, MOST_LISTED);
  if (wrong.length === 0) return null;
  return (
    <>
      <h2>{strings.misses}</h2>
      <ul className={style.plain} aria-label={strings.misses}>
        {wrong.map(({ scene, text, isPresent, score }) => (
          <li key={`${scene} ${text}`}>
            {isPresent ? strings.missed : strings.falseAlarm}: “{text}”, {scene}, {figureText(score, 3)}
          </li>
        ))}
      </ul>
    </>
  );
}
