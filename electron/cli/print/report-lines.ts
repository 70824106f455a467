/** A report of an evaluation in lines of text. */
import type { EvaluationReport, TaskReport } from '../../../core/documents/evaluation-report.ts';
import type { RetrievalFigures } from '../../../core/documents/run.ts';
import { counted } from './counted.ts';

export function reportLines(report: EvaluationReport): readonly string[] {
  const { model, data, seconds } = report;
  return [
    `${report.task} of ${model.name} on ${data.name}: ${data.form}, ${counted(data.images, 'picture')}${data.split === null ? '' : `, split ${data.split}`}`,
    ...taskLines(report),
    ...report.notes,
    `${seconds.encoding.toFixed(1)} s encoding, ${seconds.scoring.toFixed(2)} s scoring`,
  ];
}

function taskLines(report: TaskReport): readonly string[] {
  switch (report.task) {
    case 'classification':
      return [
        `accuracy ${percent(report.accuracy)} (95 %: ${range(report.interval)})`,
        ...report.classes.map(
          ({ name, images, accuracy, interval }) =>
            `  ${name.padEnd(28)} ${percent(accuracy)} of ${images}${interval === null ? '' : ` (${range(interval)})`}`,
        ),
      ];
    case 'retrieval':
      return report.sets.flatMap((set) => [
        `${set.texts} captions, ${set.protocol}: ${recalls(set)}`,
        `  at most: ${recalls(set.ceiling)}`,
      ]);
    case 'localization': {
      const { rsu, ras, rda, rmi } = report.mean;
      return [
        `${report.queries.length} queries: Rsu ${rsu.toFixed(4)}  Ras ${ras.toFixed(4)}  Rda ${rda.toFixed(4)}  Rmi ${rmi.toFixed(4)} (95 %: ${report.interval.map((end) => end.toFixed(4)).join(' to ')})`,
        ...report.queries.map(
          (query) =>
            `  ${query.rmi.toFixed(4)}  ${query.image}: ${query.text} (${counted(query.centres, 'centre')})`,
        ),
      ];
    }
    case 'length':
      return report.curve.map((point) => `${String(point.tokens).padStart(5)} tokens: ${recalls(point)}`);
    case 'presence':
      return [
        `AUC ${report.auc.toFixed(3)}; balanced accuracy ${percent(report.balancedAccuracy)}, false alarms ${percent(report.falseAlarms)} of ${report.absent}, missed ${percent(report.missed)} of ${report.present}`,
        ...report.bySize.map(
          ({ windows, falseAlarms, found }) =>
            `  ${windows.join(' to ')} windows: false alarms ${percent(falseAlarms)}, found ${percent(found)}`,
        ),
      ];
  }
}

function recalls({ textToImage: t, imageToText: i, meanRecall }: RetrievalFigures): string {
  const three = ({ r1, r5, r10 }: typeof t) => [r1, r5, r10].map((value) => value.toFixed(1)).join(' / ');
  return `text to image R@1/5/10 ${three(t)}, image to text ${three(i)}, mean ${meanRecall.toFixed(1)}`;
}

function percent(value: number | null): string {
  return value === null ? 'none' : `${value.toFixed(1)} %`;
}

function range(ends: readonly [number, number]): string {
  return `${ends[0].toFixed(1)} to ${ends[1].toFixed(1)}`;
}
