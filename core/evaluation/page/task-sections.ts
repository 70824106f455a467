/** What a report shows of each task: tables, plots, and failures worth looking at. */
import type {
  ClassificationReport,
  LengthReport,
  LocalizationReport,
  PresenceReport,
  RetrievalReport,
  TaskReport,
} from '../../documents/evaluation-report.ts';
import type { RetrievalFigures } from '../../documents/run.ts';
import { figure, interval, type Markup, markup, table } from './markup.ts';
import { barPlot, confusionPlot, histogram, linePlot } from './plots.ts';

/** Failures with pictures in a page. */
const SHOWN = 12;
/** Rows of a table of queries. */
const MOST_ROWS = 200;

/** Address of a picture of the report, a data URI; null for one that is not shown. */
export type PictureOf = (picture: number) => string | null;

/** Pictures that the sections of a report would show, by index. */
export function picturesToShow(report: TaskReport): readonly number[] {
  switch (report.task) {
    case 'classification':
      return report.failures.slice(0, SHOWN).map(({ picture }) => picture);
    case 'retrieval':
      return shownMisses(report).flatMap(({ picture, first }) =>
        'picture' in first && first.picture >= 0 ? [picture, first.picture] : [picture],
      );
    case 'localization':
      return worstQueries(report).map(({ picture }) => picture);
    default:
      return [];
  }
}

export function taskSection(report: TaskReport, pictureOf: PictureOf): Markup {
  switch (report.task) {
    case 'classification':
      return classification(report, pictureOf);
    case 'retrieval':
      return retrieval(report, pictureOf);
    case 'localization':
      return localization(report, pictureOf);
    case 'length':
      return length(report);
    case 'presence':
      return presence(report);
  }
}

function classification(report: ClassificationReport, pictureOf: PictureOf): Markup {
  const { accuracy, meanClassAccuracy, classes, confusion, prompts, failures } = report;
  return markup`<p class="main">Accuracy <strong>${figure(accuracy)} %</strong> (95 %: ${interval(report.interval)}); mean of the classes ${figure(meanClassAccuracy)} %. Prompts: ${prompts.map((prompt) => `“${prompt}”`).join(' ')}</p>
${table(
  'Classes: the interval contains the true accuracy with 95 % probability; with few pictures it is wide.',
  ['class', 'in the data', 'pictures', 'right', 'accuracy %', '95 %'],
  classes.map((each) => [
    each.name,
    each.folder,
    each.images,
    each.right,
    figure(each.accuracy),
    interval(each.interval),
  ]),
)}
${barPlot(
  'Accuracy by class, with 95 % intervals',
  classes.map(({ name, accuracy, interval, images, right }) => ({
    name,
    value: accuracy,
    interval,
    note: `${right} of ${images}`,
  })),
)}
${
  classes.length <= 60
    ? confusionPlot(
        'Confusions: true class by row, predicted class by column',
        classes.map(({ name }) => name),
        confusion,
      )
    : null
}
${gallery(
  'Failures worth looking at: the most confident mistakes',
  failures.slice(0, SHOWN).map(({ picture, truth, predicted }) => ({
    address: pictureOf(picture),
    text: `${classes[truth].name}, taken for ${classes[predicted].name}`,
  })),
)}`;
}

function retrieval(report: RetrievalReport, pictureOf: PictureOf): Markup {
  const row = (name: string, { textToImage: t, imageToText: i, meanRecall }: RetrievalFigures) =>
    [name, ...[t.r1, t.r5, t.r10, i.r1, i.r5, i.r10, meanRecall].map((value) => figure(value))] as const;
  return markup`<p class="main">Mean recall <strong>${figure(report.meanRecall)} %</strong> (95 %: ${interval(report.interval)}), ${report.texts} captions, ${report.protocol} protocol.</p>
${table(
  'Recall in per cent, and the most that repeated captions allow',
  ['captions', 'text → image R@1', 'R@5', 'R@10', 'image → text R@1', 'R@5', 'R@10', 'mean'],
  report.sets.flatMap((set) => [
    row(`${set.texts}, ${set.protocol}`, set),
    row(`at most (${set.distinctCaptions} distinct of ${set.captions})`, set.ceiling),
  ]),
)}
${table(
  'Failures worth looking at',
  ['asked', 'right answer at place', 'first instead'],
  shownMisses(report).map(({ way, text, picture, rank, first }) => [
    way === 'textToImage' ? text : (thumbnail(pictureOf(picture), text) ?? text),
    rank,
    'text' in first ? first.text : (thumbnail(pictureOf(first.picture), 'first picture') ?? 'a picture'),
  ]),
)}`;
}

function shownMisses({ failures }: RetrievalReport) {
  const ofWay = (way: string) => failures.filter((each) => each.way === way).slice(0, SHOWN / 2);
  return [...ofWay('textToImage'), ...ofWay('imageToText')];
}

function localization(report: LocalizationReport, pictureOf: PictureOf): Markup {
  const { mean, queries } = report;
  const worst = worstQueries(report);
  return markup`<p class="main">Rmi <strong>${figure(mean.rmi, 4)}</strong> (95 %: ${interval(report.interval, 4)}); Rsu ${figure(mean.rsu, 4)}, Ras ${figure(mean.ras, 4)} (lower is better), Rda ${figure(mean.rda, 4)}; ${queries.length === 1 ? 'one query' : `${queries.length} queries`}, map: ${report.map}.</p>
${table(
  queries.length > MOST_ROWS ? `The first ${MOST_ROWS} of ${queries.length} queries` : 'Queries',
  ['sentence', 'scene', 'Rsu', 'Ras', 'Rda', 'Rmi', 'polygons', 'centres', 'windows'],
  queries
    .slice(0, MOST_ROWS)
    .map((query) => [
      query.text,
      query.image,
      ...[query.rsu, query.ras, query.rda, query.rmi].map((value) => figure(value, 4)),
      query.polygons,
      query.centres,
      query.windows,
    ]),
)}
<h3>The queries with the lowest Rmi</h3><p>Annotated outlines in white, attention centres as crosses, probability in red.</p>
<div class="gallery">${worst.map((query) => sketch(query, pictureOf(query.picture)))}</div>`;
}

function worstQueries({ queries }: LocalizationReport) {
  return queries.toSorted((a, b) => a.rmi - b.rmi).slice(0, SHOWN / 2);
}

function sketch({ text, rmi, shown }: LocalizationReport['queries'][number], address: string | null): Markup {
  const { widthPx, heightPx, outlines, centres, columns, rows, map } = shown;
  const bytes = Uint8Array.from(atob(map), (char) => char.charCodeAt(0));
  const [cellX, cellY] = [widthPx / columns, heightPx / rows];
  const stroke = Math.max(widthPx, heightPx) / 120;
  return markup`<figure><svg role="img" aria-label="${text}" viewBox="0 0 ${widthPx} ${heightPx}">${
    address === null
      ? markup`<rect width="${widthPx}" height="${heightPx}" fill="#5b6670"/>`
      : markup`<image href="${address}" width="${widthPx}" height="${heightPx}" preserveAspectRatio="none"/>`
  }${heatRuns(bytes, columns).map(
    ({ column, row, cells, level }) =>
      markup`<rect x="${(column * cellX).toFixed(0)}" y="${(row * cellY).toFixed(0)}" width="${(cells * cellX).toFixed(0)}" height="${cellY.toFixed(0)}" fill="#d0321e" fill-opacity="${(level / 12).toFixed(2)}"/>`,
  )}${outlines.map((ring) => markup`<polygon points="${ring.map(([x, y]) => `${Math.round(x)},${Math.round(y)}`).join(' ')}" fill="none" stroke="#ffffff" stroke-width="${stroke.toFixed(0)}"/>`)}${centres.map(
    ([x, y]) =>
      markup`<path d="M${x - 3 * stroke} ${y}H${x + 3 * stroke}M${x} ${y - 3 * stroke}V${y + 3 * stroke}" stroke="#ffe14d" stroke-width="${stroke.toFixed(0)}"/>`,
  )}</svg><figcaption>${text} (Rmi ${figure(rmi, 3)})</figcaption></figure>`;
}

type HeatRun = {
  readonly column: number;
  readonly row: number;
  readonly cells: number;
  readonly level: number;
};

/** Cells side by side of the same eighth of the scale, without the lowest two eighths: a rectangle for each cell would make a large page. */
function heatRuns(bytes: Uint8Array, columns: number): readonly HeatRun[] {
  const runs: HeatRun[] = [];
  for (let start = 0; start < bytes.length; ) {
    const level = bytes[start] >> 5;
    const rowEnd = (Math.floor(start / columns) + 1) * columns;
    let end = start + 1;
    while (end < rowEnd && bytes[end] >> 5 === level) end++;
    if (level >= 2)
      runs.push({ column: start % columns, row: Math.floor(start / columns), cells: end - start, level });
    start = end;
  }
  return runs;
}

function length({ curve, tokens, images }: LengthReport): Markup {
  return markup`<p class="main">${images} pictures; long texts cut to so many tokens, start and end included.</p>
${linePlot(
  'R@1 against the length that the text is cut to (the papers’ Fig. 3)',
  {
    x: 'tokens',
    y: 'R@1 in per cent',
    mostY: Math.max(
      10,
      ...curve.map((point) => point.textToImage.r1),
      ...curve.map((point) => point.imageToText.r1),
    ),
  },
  [
    { name: 'text to image', points: curve.map((point) => [point.tokens, point.textToImage.r1]) },
    { name: 'image to text', points: curve.map((point) => [point.tokens, point.imageToText.r1]) },
  ],
)}
${table(
  'Recall by length',
  ['tokens', 'text → image R@1', 'R@5', 'R@10', 'image → text R@1', 'R@5', 'R@10', 'mean'],
  curve.map(({ tokens, textToImage: t, imageToText: i, meanRecall }) => [
    tokens,
    ...[t.r1, t.r5, t.r10, i.r1, i.r5, i.r10, meanRecall].map((value) => figure(value)),
  ]),
)}
${tokens.map(({ texts, mean, most, aboveLimit, binTokens, bins }) =>
  histogram(
    `Tokens of the ${texts} captions (Fig. 6): mean ${figure(mean)}, at most ${most}, ${aboveLimit} above the model's limit`,
    'tokens',
    binTokens,
    bins,
  ),
)}`;
}

function presence(report: PresenceReport): Markup {
  const { auc, balancedAccuracy, falseAlarms, missed, present, absent, threshold, bySize, reliability } =
    report;
  const from =
    report.thresholdFrom === 'verdict'
      ? "the verdict's own threshold"
      : 'the best threshold for these sentences';
  return markup`<p class="main">AUC <strong>${figure(auc, 3)}</strong>; at ${from} (${figure(threshold, 3)}): balanced accuracy ${figure(balancedAccuracy)} %, false alarms ${figure(falseAlarms)} % of ${absent} absent sentences, missed ${figure(missed)} % of ${present} present ones.</p>
${table(
  'By the size of the scene',
  ['windows', 'absent sentences', 'false alarms %', 'present sentences', 'found %'],
  bySize.map((group) => [
    `${group.windows[0]} to ${group.windows[1]}`,
    group.absent,
    figure(group.falseAlarms),
    group.present,
    figure(group.found),
  ]),
)}
${
  reliability === null
    ? null
    : linePlot(
        'Reliability: false alarms that occurred against those that the verdict promised',
        { x: 'promised share of false alarms', y: 'share that occurred', mostY: 1 },
        [
          { name: 'this model', points: reliability.map((point) => [point.promised, point.occurred]) },
          {
            name: 'as promised',
            points: [
              [0, 0],
              [1, 1],
            ],
          },
        ],
      )
}`;
}

function gallery(
  title: string,
  entries: readonly { readonly address: string | null; readonly text: string }[],
): Markup | null {
  if (entries.length === 0) return null;
  return markup`<h3>${title}</h3><div class="gallery">${entries.map(
    ({ address, text }) =>
      markup`<figure>${address === null ? markup`<p class="none">not shown</p>` : markup`<img src="${address}" alt="${text}">`}<figcaption>${text}</figcaption></figure>`,
  )}</div>`;
}

function thumbnail(address: string | null, text: string): Markup | null {
  return address === null ? null : markup`<img src="${address}" alt="${text}" title="${text}">`;
}
