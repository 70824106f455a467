/** One HTML file for one or several reports. It holds everything it shows: no script, no address outside. */
import type { EvaluationReport } from '../../documents/evaluation-report.ts';
import { mainFigure } from '../main-figure.ts';
import { type Markup, markup, table } from './markup.ts';
import { type PictureOf, taskSection } from './task-sections.ts';

export type PagedReport = { readonly report: EvaluationReport; readonly pictureOf: PictureOf };

/** `preface` are paragraphs before the first report, `extra` sections after the summary. */
export function reportPage(
  title: string,
  reports: readonly PagedReport[],
  preface: readonly string[] = [],
  extra: readonly Markup[] = [],
): string {
  return markup`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title>
<style>${{ html: STYLE }}</style></head><body><main>
<h1>${title}</h1>
${preface.map((line) => markup`<p>${line}</p>`)}
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
)}
</main></body></html>
`.html;
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
  return markup`<h3>How it was measured</h3><ul>${notes.map((note) => markup`<li>${note}</li>`)}</ul>
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
)}`;
}

const STYLE = `
body { margin: 0; background: #f4f6f8; color: #1f2933; font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 1080px; margin: 0 auto; padding: 24px 32px 64px; background: #fff; }
h1 { font-size: 26px; margin: 8px 0 16px; } h2 { font-size: 20px; margin: 48px 0 8px; padding-top: 16px; border-top: 2px solid #d5dbe1; } h3 { font-size: 16px; margin: 24px 0 8px; }
.main { font-size: 16px; } .wide { overflow-x: auto; }
table { border-collapse: collapse; margin: 12px 0 20px; font-size: 13px; font-variant-numeric: tabular-nums; }
caption { text-align: left; color: #46525e; padding-bottom: 4px; }
th, td { padding: 3px 10px; border-bottom: 1px solid #e3e8ec; font-weight: normal; vertical-align: top; }
.words { text-align: left; overflow-wrap: anywhere; } .figure { text-align: right; } thead th { font-weight: 600; }
figure { margin: 16px 0; } figure > svg { max-width: 780px; width: 100%; height: auto; } figcaption, .axis { color: #46525e; font-size: 13px; }
.gallery { display: grid; grid-template-columns: repeat(auto-fill, minmax(150px, 1fr)); gap: 14px; } .gallery figure { margin: 0; } .gallery img, .gallery svg { width: 100%; height: auto; display: block; }
td img, th img { width: 96px; height: auto; } .none { background: #e3e8ec; padding: 40px 0; text-align: center; margin: 0; color: #46525e; }
a { color: #1d5c8c; }
@media print { body { background: #fff; } main { max-width: none; padding: 0; } section { break-before: page; } figure, tr { break-inside: avoid; } }
`;
