/** One HTML file for one or several reports. It holds everything it shows: no script, no address outside. */
import type { EvaluationReport } from '../../documents/evaluation-report.ts';
import { mainFigure } from '../main-figure.ts';
import { type Markup, markup, table } from './markup.ts';
import { pageOf } from './page-of.ts';
import { type PictureOf, taskSection } from './task-sections.ts';

export type PagedReport = { readonly report: EvaluationReport; readonly pictureOf: PictureOf };

/** `preface` are paragraphs before the first report, `extra` sections after the summary. */
export function reportPage(
  title: string,
  reports: readonly PagedReport[],
  preface: readonly string[] = [],
  extra: readonly Markup[] = [],
): string {
  return pageOf(
    title,
    markup`${preface.map((line) => markup`<p>${line}</p>`)}
${
  reports.length < 2
    ? null
    : table(
        'Summary',
        ['task', 'data', 'model', 'figure'],
        reports.map(({ report }, i) => [
          markup`<a href="#report-${i + 1}">${report.task}</a>`,
          nameOf(report),
          report.model.name,
          mainFigure(report),
        ]),
      )
}
${extra}
${reports.map(
  ({ report, pictureOf }, i) =>
    markup`<section id="report-${i + 1}"><h2>${heading(report)}</h2>${taskSection(report, pictureOf)}${provenance(report)}</section>`,
)}`,
  );
}

/** The data set's name; a list that is called after its split gets its folder's. */
function nameOf({ data }: EvaluationReport): string {
  const folder = data.root.split(/[/\\]/).findLast((part) => part !== '');
  return /^(train|val|test|pairs|anno)\b/i.test(data.name) && folder !== undefined
    ? `${folder}/${data.name}`
    : data.name;
}

function heading(report: EvaluationReport): string {
  const task = report.task[0].toUpperCase() + report.task.slice(1);
  return `${task}: ${nameOf(report)}, ${report.model.name}`;
}

function provenance({
  model,
  data,
  settings,
  program,
  machine,
  date,
  seconds,
  notes,
}: EvaluationReport): Markup {
  return markup`<div class="whole"><h3>How it was measured</h3><ul>${notes.map((note) => markup`<li>${note}</li>`)}</ul>
${table(
  'Provenance',
  ['', ''],
  [
    ['model', `${model.name}, ${model.precision}, ${model.imageSizePx} px, ${model.contextLength} tokens`],
    ['SHA-256 of the model', model.sha256],
    [
      'data',
      `${data.name}: ${data.form}, ${data.images} pictures${data.split === null ? '' : `, split ${data.split}`}`,
    ],
    ['SHA-256 of the data', data.sha256],
    ['settings', JSON.stringify(settings)],
    ['program', `Longsight ${program.longsight}, Node ${program.node}, ONNX Runtime ${program.runtime}`],
    ['machine', machine],
    ['date', date],
    [
      'time',
      `${seconds.encoding.toFixed(1)} s for encoding (stored embeddings are not computed again), ${seconds.scoring.toFixed(2)} s for scoring`,
    ],
  ],
)}</div>`;
}
