/** Makes the page of an ablation report: `node test/bench/run.mjs build/ablation/ablation-page.ts REPORT.json PAGE.html`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { figure, type Markup, markup, table } from '../../core/evaluation/page/markup.ts';
import { pageOf } from '../../core/evaluation/page/page-of.ts';
import { linePlot } from '../../core/evaluation/page/plots.ts';

/** Mean recall with long and with short texts, accuracy in per cent, Rmi; null for what was not measured. */
type Figures = Readonly<Record<'zcrl' | 'zcrs' | 'zic' | 'selo', number | null>>;

type Row = {
  readonly label: string;
  readonly published: Figures | null;
  /** Why the run was not trained; null if it was. */
  readonly why: string | null;
  readonly steps?: number;
  /** When it was; absent in runs of a time when it was not recorded. */
  readonly trained?: string;
  readonly measured?: Figures | null;
};

type AblationReport = {
  readonly settings: object;
  readonly notes: readonly string[];
  readonly provenance: Readonly<Record<string, string>>;
  readonly models: readonly { readonly name: string; readonly measured: Figures }[];
  readonly ablations: readonly { readonly title: string; readonly rows: readonly Row[] }[];
};

const MEASURED = ['long mR', 'short mR', 'accuracy', 'Rmi'];
const PUBLISHED = ['ZCRL', 'ZCRS', 'ZIC', 'SeLo'].map((name) => `${name}, paper`);

const [reportFile, pageFile] = process.argv.slice(2);
const report: AblationReport = JSON.parse(readFileSync(reportFile, 'utf8'));
writeFileSync(pageFile, page());

function page(): string {
  return pageOf(
    'Longsight: the paper’s ablations at the starter’s scale',
    markup`${report.notes.map((note) => markup`<p>${note}</p>`)}
${table(
  'Models that no run trained',
  ['model', ...MEASURED],
  report.models.map(({ name, measured }) => [name, ...cells(measured)]),
)}
${report.ablations.map(section)}
<section class="short"><h2>How it was measured</h2>${table(
      'Provenance',
      ['', ''],
      [
        ...Object.entries(report.provenance),
        ...lastTrained(),
        ['settings of all runs, unless a run says otherwise', JSON.stringify(report.settings)],
      ],
    )}</section>`,
  );
}

/** Runs can be added to a report of an earlier day. */
function lastTrained(): readonly (readonly [string, string])[] {
  const dates = report.ablations.flatMap(({ rows }) => rows.flatMap(({ trained }) => trained ?? []));
  return dates.length === 0 ? [] : [['last run', dates.toSorted().at(-1)!]];
}

function section({ title, rows }: AblationReport['ablations'][number]): Markup {
  const hasPublished = rows.some(({ published }) => published !== null);
  return markup`<section class="short"><h2>${title}</h2>${table(
    'Measured, beside the published values of ViT-B/16 where they are recorded',
    ['run', 'steps', ...MEASURED, ...(hasPublished ? PUBLISHED : [])],
    rows.map(({ label, steps, measured, published, why }) => [
      why === null ? label : `${label} (not run: ${why})`,
      steps ?? '–',
      ...cells(measured ?? null),
      ...(hasPublished ? publishedCells(published) : []),
    ]),
  )}${plot(title, rows)}</section>`;
}

function cells(figures: Figures | null): readonly string[] {
  const { zcrl = null, zcrs = null, zic = null, selo = null } = figures ?? {};
  return [figure(zcrl), figure(zcrs), figure(zic), figure(selo, 4)];
}

function publishedCells(figures: Figures | null): readonly string[] {
  if (figures === null) return PUBLISHED.map(() => 'not recorded');
  return [figure(figures.zcrl, 2), figure(figures.zcrs, 2), figure(figures.zic, 2), figure(figures.selo, 4)];
}

/** Mean recall over the numbers that begin the labels; nothing for a table of the paper. */
function plot(title: string, rows: readonly Row[]): Markup | null {
  if (!title.startsWith('Fig.')) return null;
  const line = (key: 'zcrl' | 'zcrs') =>
    rows.flatMap(({ label, measured }): [number, number][] => {
      const value = measured?.[key] ?? null;
      return value === null ? [] : [[Number.parseFloat(label), value]];
    });
  const lines = [
    { name: 'long texts', points: line('zcrl') },
    { name: 'short texts', points: line('zcrs') },
  ];
  if (lines[0].points.length < 2) return null;
  const most = Math.max(...lines.flatMap(({ points }) => points.map(([, y]) => y)));
  const axes = {
    x: title.slice(title.indexOf(': ') + 2),
    y: 'Mean recall in per cent.',
    mostY: Math.ceil(most / 10) * 10,
  };
  return linePlot(`Mean recall: ${axes.x}`, axes, lines);
}
