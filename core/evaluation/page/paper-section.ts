/** The paper's values beside one's own, row by row. */
import type { MeasuredRow, PaperModel } from '../paper-values.ts';
import { figure, type Markup, markup, table } from './markup.ts';

export function paperSection(rows: readonly MeasuredRow[], model: PaperModel): Markup {
  const digits = (row: MeasuredRow) => (row.task === 'SeLo' ? 4 : 2);
  return markup`<section><h2>Beside the paper</h2><p>Published: LRSCLIP ${model}, arXiv 2503.19311. “not recorded”: the value is not known to this program; “no data”: the folder has no such data set.</p>
${table(
  'Row by row',
  ['task', 'data', 'figure', 'published', 'measured', 'difference'],
  rows.map((row) => [
    row.task,
    row.data,
    row.figure,
    row.published[model] === null ? 'not recorded' : figure(row.published[model], digits(row)),
    row.measured === null ? 'no data' : figure(row.measured, digits(row)),
    row.difference === null ? '–' : `${row.difference >= 0 ? '+' : ''}${figure(row.difference, digits(row))}`,
  ]),
)}</section>`;
}
