/** Figures of localization, and the queries, the worst first, each with a sketch of its scene. */
import { type ReactNode, useState } from 'react';
import type { EvaluationReport, LocalizationReport } from '../../../core/documents/evaluation-report.ts';
import type { EvaluationId } from '../../../core/documents/ids.ts';
import { Button } from '../../ui/button.tsx';
import panel from '../../ui/panel.module.css';
import { figureText } from './evaluation-words.ts';
import { FigureTable } from './figure-table.tsx';
import { LocalizationSketch } from './localization-sketch.tsx';
import { strings } from './strings.ts';

type Props = {
  readonly evaluation: EvaluationId;
  readonly report: EvaluationReport & LocalizationReport;
};

const MEASURES = ['rmi', 'rsu', 'ras', 'rda'] as const;
const SHOWN_AT_FIRST = 50;

export function LocalizationResult({ evaluation, report }: Props): ReactNode {
  const [chosen, setChosen] = useState<number | null>(null);
  const [count, setCount] = useState(SHOWN_AT_FIRST);
  const { mean, interval } = report;
  const queries = report.queries.toSorted((a, b) => a.rmi - b.rmi);
  const query = chosen === null ? undefined : queries[chosen];
  return (
    <>
      <FigureTable
        caption={strings.metrics}
        head={[strings.figure, strings.value, strings.interval]}
        rows={MEASURES.map((name) => ({
          key: name,
          name: strings.measures[name],
          cells: [
            figureText(mean[name], 4),
            name === 'rmi' ? strings.intervalOf(figureText(interval[0], 4), figureText(interval[1], 4)) : '',
          ],
        }))}
      />
      <h2>{strings.queries}</h2>
      <p className={panel.hint}>{strings.worstFirst}</p>
      {query && <LocalizationSketch evaluation={evaluation} query={query} />}
      <FigureTable
        caption={strings.queries}
        head={[strings.query, 'Rmi', 'Rsu', 'Ras', 'Rda']}
        rows={queries.slice(0, count).map((each, i) => ({
          key: `${each.image} ${each.text} ${i}`,
          name: (
            <button type="button" aria-pressed={i === chosen} onClick={() => setChosen(i)}>
              {each.text}
              <small>{each.image}</small>
            </button>
          ),
          cells: MEASURES.map((name) => figureText(each[name], 3)),
        }))}
      />
      {queries.length > count && (
        <Button onPress={() => setCount(count + SHOWN_AT_FIRST)}>
          {strings.moreQueries(Math.min(SHOWN_AT_FIRST, queries.length - count))}
        </Button>
      )}
    </>
  );
}
