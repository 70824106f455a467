/** Published values of LRSCLIP / DGTRS-CLIP (arXiv 2503.19311) beside one's own. */
import type { EvaluationReport } from '../documents/evaluation-report.ts';
import { csvOf } from './report-csv.ts';

export const PAPER_MODELS = ['ViT-B/16', 'ViT-L/14'] as const;
export type PaperModel = (typeof PAPER_MODELS)[number];

export type PaperRow = {
  readonly task: 'ZCRL' | 'ZCRS' | 'ZIC' | 'SeLo';
  readonly data: string;
  readonly figure: string;
  /** Null for what is not recorded. */
  readonly published: Readonly<Record<PaperModel, number | null>>;
};

export type MeasuredRow = PaperRow & { readonly measured: number | null; readonly difference: number | null };

const MEAN_OF_SIX = 'mean of six';
const notRecorded = { 'ViT-B/16': null, 'ViT-L/14': null };

/** Rows of the paper's tables. The accuracies of single data sets are not recorded, only their mean. */
export const PAPER_ROWS: readonly PaperRow[] = [
  recallRow('ZCRL', 'RSITMD-L', 64.79, 65.04),
  recallRow('ZCRL', 'RSICD-L', 45.47, 48.34),
  recallRow('ZCRS', 'RSITMD', 36.17, 38.09),
  recallRow('ZCRS', 'RSICD', 26.47, 28.44),
  ...['RESISC45', 'EuroSAT', 'PatternNet', 'WHU-RS19', 'OPTIMAL-31', 'RS_C11'].map(
    (data): PaperRow => ({ task: 'ZIC', data, figure: 'accuracy', published: notRecorded }),
  ),
  {
    task: 'ZIC',
    data: MEAN_OF_SIX,
    figure: 'accuracy',
    published: { 'ViT-B/16': 75.7, 'ViT-L/14': 75.75 },
  },
  seloRow('Rsu', 0.7689, 0.7803),
  seloRow('Ras', 0.2371, 0.2495),
  seloRow('Rda', 0.7345, 0.762),
  seloRow('Rmi', 0.7582, 0.7653),
];

/** A report and the row's data set that it was made on. */
export type PaperReport = { readonly data: string; readonly report: EvaluationReport };

/** Every row with what the reports say of it. Differences are to the published values of `model`. */
export function measuredRows(reports: readonly PaperReport[], model: PaperModel): readonly MeasuredRow[] {
  const rows = PAPER_ROWS.map((row) => ({ row, measured: measuredFor(row, reports) }));
  const single = rows.filter(({ row }) => row.task === 'ZIC' && row.data !== MEAN_OF_SIX);
  const known = single.flatMap(({ measured }) => (measured === null ? [] : [measured]));
  const mean =
    known.length === single.length ? known.reduce((sum, each) => sum + each, 0) / known.length : null;
  return rows.map(({ row, measured }) => {
    const value = row.data === MEAN_OF_SIX ? mean : measured;
    const published = row.published[model];
    return {
      ...row,
      measured: value,
      difference: value === null || published === null ? null : value - published,
    };
  });
}

/** The rows as a table; empty for what is not recorded, or not measured. */
export function paperCsv(rows: readonly MeasuredRow[], model: PaperModel): string {
  return csvOf([
    ['task', 'data', 'figure', 'published', 'measured', 'difference'],
    ...rows.map(({ task, data, figure, published, measured, difference }) => [
      ...[task, data, figure],
      ...[published[model], measured, difference],
    ]),
  ]);
}

function measuredFor({ task, data, figure }: PaperRow, reports: readonly PaperReport[]): number | null {
  const report = reports.find((each) => each.data === data && taskOf(each.report) === task)?.report;
  if (report === undefined) return null;
  if (report.task === 'retrieval') return report.meanRecall;
  if (report.task === 'classification') return report.accuracy;
  if (report.task !== 'localization') return null;
  const { rsu, ras, rda, rmi } = report.mean;
  return { Rsu: rsu, Ras: ras, Rda: rda, Rmi: rmi }[figure] ?? null;
}

function taskOf(report: EvaluationReport): PaperRow['task'] | null {
  if (report.task === 'retrieval') return report.texts === 'long' ? 'ZCRL' : 'ZCRS';
  if (report.task === 'classification') return 'ZIC';
  return report.task === 'localization' ? 'SeLo' : null;
}

function recallRow(task: PaperRow['task'], data: string, base: number, large: number): PaperRow {
  return { task, data, figure: 'mR', published: { 'ViT-B/16': base, 'ViT-L/14': large } };
}

function seloRow(figure: string, base: number, large: number): PaperRow {
  return { task: 'SeLo', data: 'AIR-SLT', figure, published: { 'ViT-B/16': base, 'ViT-L/14': large } };
}
