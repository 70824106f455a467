/** `longsight evaluate compare A.json B.json`: the difference of two reports, and how much of it may be chance. */
import { resolve } from 'node:path';
import type { ComparedFigure, EvaluationReport } from '../../../core/documents/evaluation-report.ts';
import { NotFound } from '../../../core/errors.ts';
import { compareReports } from '../../../core/evaluation/compare.ts';
import { parseReport } from '../../../core/evaluation/parse-report.ts';
import { readStateText } from '../../../core/state-file.ts';
import { NodeStorage } from '../../node/node-storage.ts';
import { type Command, UsageError } from './command.ts';

export const evaluateCompareCommand: Command = {
  name: 'evaluate compare',
  usage: 'evaluate compare A.json B.json',
  summary:
    'differences of two reports of one task, with paired bootstrap intervals; for classification McNemar and each class',
  options: {},
  run: async (invocation) => {
    const [a, b, ...rest] = invocation.positionals;
    if (a === undefined || b === undefined || rest.length > 0)
      throw new UsageError('give two reports, as --json or --out wrote them');
    const comparison = compareReports(await readReport(a), await readReport(b));
    const { task, data, figures, mcnemar, details, notes } = comparison;
    invocation.console.result(
      comparison,
      [
        `${task} on ${data}: ${comparison.a} (a), ${comparison.b} (b)`,
        ...figures.map(line),
        ...(mcnemar === null
          ? []
          : [
              `only a is right: ${mcnemar.onlyA}, only b: ${mcnemar.onlyB}; p = ${mcnemar.p.toPrecision(2)} (McNemar, exact)`,
            ]),
        ...details.map((each) => `  ${line(each)}`),
        ...notes,
      ].join('\n'),
    );
  },
};

/** The report in a file. Throws `NotFound`, or as `parseReport` does. */
export async function readReport(file: string): Promise<EvaluationReport> {
  const path = resolve(file);
  const text = await readStateText(new NodeStorage(), path);
  if (text === null) throw new NotFound(`${path}: there is no such file`);
  return parseReport(text, path);
}

function line({ name, a, b, difference, interval }: ComparedFigure): string {
  const digits = [a, b].every((value) => value === null || Math.abs(value) <= 1) ? 4 : 1;
  const shown = (value: number | null) => (value === null ? 'none' : value.toFixed(digits));
  const sign = difference !== null && difference >= 0 ? '+' : '';
  const range =
    interval === null ? '' : ` (95 %: ${interval.map((end) => end.toFixed(digits)).join(' to ')})`;
  return `${name}: ${shown(a)} → ${shown(b)}, ${sign}${shown(difference)}${range}`;
}
