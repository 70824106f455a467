/** The figures of a report as a table of one figure per row, for spreadsheets and plotting. */
import type { EvaluationReport, LocalizationFigures, TaskReport } from '../documents/evaluation-report.ts';
import type { RetrievalFigures } from '../documents/run.ts';

type Row = readonly [group: string, name: string, figure: string, value: number | string | null];

export function reportCsv(report: EvaluationReport): string {
  const head: readonly Row[] = [
    ['about', 'model', 'name', report.model.name],
    ['about', 'model', 'sha256', report.model.sha256],
    ['about', 'model', 'precision', report.model.precision],
    ['about', 'data', 'name', report.data.name],
    ['about', 'data', 'sha256', report.data.sha256],
    ['about', 'data', 'split', report.data.split],
    ['about', 'run', 'settings', JSON.stringify(report.settings)],
    ...Object.entries(report.program).map(([name, version]): Row => ['about', 'program', name, version]),
    ['about', 'machine', 'description', report.machine],
    ['about', 'run', 'date', report.date],
  ];
  return csvOf([['group', 'name', 'figure', 'value'], ...head, ...figuresOf(report)]);
}

export function csvOf(rows: readonly (readonly (number | string | null)[])[]): string {
  return `${rows.map((row) => row.map(quoted).join(',')).join('\r\n')}\r\n`;
}

function figuresOf(report: TaskReport): readonly Row[] {
  switch (report.task) {
    case 'classification':
      return [
        ['classification', 'all', 'accuracy', report.accuracy],
        ['classification', 'all', 'mean class accuracy', report.meanClassAccuracy],
        ...report.classes.flatMap(({ name, images, accuracy, interval }): Row[] => [
          ['class', name, 'pictures', images],
          ['class', name, 'accuracy', accuracy],
          ['class', name, 'at least', interval === null ? null : interval[0]],
          ['class', name, 'at most', interval === null ? null : interval[1]],
        ]),
        ...report.confusion.flatMap((row, truth) =>
          row.map(
            (count, predicted): Row => [
              'confusion',
              report.classes[truth].name,
              report.classes[predicted].name,
              count,
            ],
          ),
        ),
      ];
    case 'retrieval':
      return report.sets.flatMap((set) => [
        ...recalls('retrieval', `${set.texts} ${set.protocol}`, set),
        ...recalls('ceiling', `${set.texts} ${set.protocol}`, set.ceiling),
      ]);
    case 'localization':
      return [
        ...localization('mean', 'all', report.mean),
        ...report.queries.flatMap((query) => [
          ...localization('query', `${query.image}: ${query.text}`, query),
          ['query', `${query.image}: ${query.text}`, 'centres', query.centres] as const,
        ]),
      ];
    case 'length':
      return [
        ...report.curve.flatMap((point) => recalls('length', `${point.tokens} tokens`, point)),
        ...report.tokens.flatMap(({ texts, mean, most, binTokens, bins }): Row[] => [
          ['tokens', texts, 'mean', mean],
          ['tokens', texts, 'most', most],
          ...bins.map((count, i): Row => ['tokens', texts, `from ${i * binTokens}`, count]),
        ]),
      ];
    case 'presence':
      return [
        ['presence', 'all', 'AUC', report.auc],
        ['presence', 'all', 'balanced accuracy', report.balancedAccuracy],
        ['presence', 'all', 'false alarms', report.falseAlarms],
        ['presence', 'all', 'missed', report.missed],
        ...report.bySize.flatMap(({ windows, falseAlarms, found }): Row[] => [
          ['windows', windows.join(' to '), 'false alarms', falseAlarms],
          ['windows', windows.join(' to '), 'found', found],
        ]),
        ...report.items.map(
          ({ scene, text, isPresent, score }): Row => [
            isPresent ? 'present' : 'absent',
            `${scene}: ${text}`,
            'score',
            score,
          ],
        ),
      ];
  }
}

function recalls(
  group: string,
  name: string,
  { textToImage, imageToText, meanRecall }: RetrievalFigures,
): Row[] {
  return [
    ...Object.entries(textToImage).map(([k, value]): Row => [group, name, `text to image ${k}`, value]),
    ...Object.entries(imageToText).map(([k, value]): Row => [group, name, `image to text ${k}`, value]),
    [group, name, 'mean recall', meanRecall],
  ];
}

function localization(group: string, name: string, { rsu, ras, rda, rmi }: LocalizationFigures): Row[] {
  return Object.entries({ rsu, ras, rda, rmi }).map(([key, value]): Row => [group, name, key, value]);
}

function quoted(value: number | string | null): string {
  const text = value === null ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
