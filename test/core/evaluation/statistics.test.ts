import { describe, expect, test } from 'vitest';
import type { EvaluationReport } from '../../../core/documents/evaluation-report.ts';
import { bootstrapInterval, meanInterval } from '../../../core/evaluation/bootstrap.ts';
import { compareReports } from '../../../core/evaluation/compare.ts';
import { measuredRows, PAPER_ROWS } from '../../../core/evaluation/paper-values.ts';
import { parseReport } from '../../../core/evaluation/parse-report.ts';
import { mcnemarP, wilsonInterval } from '../../../core/evaluation/shares.ts';
import { seededRandom } from '../search/seeded-random.ts';

test('the interval of a share is that of Wilson', () => {
  // Values of scipy.stats.binomtest(k, n).proportion_ci(method="wilson").
  const [low, high] = wilsonInterval(8, 10)!;
  expect(low).toBeCloseTo(49.0162, 3);
  expect(high).toBeCloseTo(94.3318, 3);
  expect(wilsonInterval(10, 10)![1]).toBeCloseTo(100, 9);
  expect(wilsonInterval(0, 0)).toBeNull();
});

test("McNemar's test is the exact binomial one", () => {
  // scipy.stats.binomtest(3, 15).pvalue, and (0, 5): 2 / 2^5.
  expect(mcnemarP(3, 12)).toBeCloseTo(0.03515625, 8);
  expect(mcnemarP(5, 0)).toBeCloseTo(0.0625, 12);
  expect(mcnemarP(7, 7)).toBe(1);
  expect(mcnemarP(0, 0)).toBe(1);
  expect(mcnemarP(900, 1100)).toBeLessThan(1e-4);
});

test('the bootstrap interval of a mean is about two standard errors wide on each side', () => {
  const random = seededRandom(2);
  const values = Array.from({ length: 400 }, () => random());
  const [low, high] = meanInterval(values);
  const error = Math.sqrt(1 / 12 / 400);
  expect((high - low) / (2 * 1.96 * error)).toBeCloseTo(1, 0.9);
  expect(meanInterval([3, 3, 3])).toEqual([3, 3]);
});

test('samples without a figure are left out of an interval', () => {
  // One of two pictures has a caption: a quarter of the samples draw only the other one.
  const shareRight = (drawn: Int32Array) => {
    const own = drawn.filter((picture) => picture === 0).length;
    return own / own;
  };
  expect(bootstrapInterval(2, shareRight)).toEqual([1, 1]);
});

const head = {
  format: 'longsight-evaluation',
  version: 1,
  data: { name: 'val', path: '/d', root: '/d', sha256: 'aa', form: '', split: null, images: 4 },
  settings: { kind: 'classification', split: null, prompts: [], classNames: null },
  program: { longsight: '0', node: '20', runtime: '1' },
  machine: 'm',
  date: '2026-01-01T00:00:00.000Z',
  seconds: { encoding: 1, scoring: 1 },
  notes: [],
} as const;

function classified(name: string, predicted: readonly number[]): EvaluationReport {
  const truth = predicted.map((_, i) => i % 2);
  const share = (c: number) =>
    (100 * truth.filter((each, i) => each === c && predicted[i] === c).length) /
    truth.filter((each) => each === c).length;
  const classes = ['river', 'port'].map((folder, c) => ({
    ...{ name: folder, folder, images: 1, right: 1, accuracy: share(c), interval: null },
  }));
  const report: unknown = {
    ...head,
    task: 'classification',
    model: { name, sha256: name, precision: 'fp32', imageSizePx: 32, contextLength: 77 },
    pictures: predicted.map((_, i) => `${i}.png`),
    accuracy: (share(0) + share(1)) / 2,
    ...{ interval: [0, 100], meanClassAccuracy: 50, byClass: {}, prompts: [], failures: [] },
    classes,
    confusion: classes.map(() => classes.map(() => 0)),
    items: { truth, predicted },
  };
  return parseReport(JSON.stringify(report), 'report.json');
}

describe('two reports of classification', () => {
  const truth = Array.from({ length: 200 }, (_, i) => i % 2);
  const wrongAt = (every: number) => truth.map((c, i) => (i % every === 0 ? 1 - c : c));

  test('are compared picture by picture', () => {
    const { figures, mcnemar, details, notes } = compareReports(
      classified('a', wrongAt(4)),
      classified('b', wrongAt(20)),
    );
    expect(figures[0]).toMatchObject({ name: 'accuracy', a: 75, b: 95, difference: 20 });
    const [low, high] = figures[0].interval!;
    expect(low).toBeGreaterThan(10);
    expect(high).toBeLessThan(30);
    expect(mcnemar).toMatchObject({ onlyA: 0, onlyB: 40 });
    expect(mcnemar!.p).toBeLessThan(1e-9);
    expect(details.map(({ name }) => name)).toEqual(['river', 'port']);
    expect(notes).toEqual([]);
  });

  test('that are the same differ by nothing', () => {
    const { figures, mcnemar } = compareReports(classified('a', wrongAt(4)), classified('a', wrongAt(4)));
    expect(figures[0]).toMatchObject({ difference: 0, interval: [0, 0] });
    expect(mcnemar).toEqual({ onlyA: 0, onlyB: 0, p: 1 });
    const again = compareReports(classified('a', [0, 1]), classified('a', [0, 1]));
    expect(again.notes).toEqual(['Both reports are of the same weights in the same precision.']);
  });

  test('of one model in two precisions are told apart', () => {
    const whole = classified('a', [0, 1]);
    const coarse = { ...whole, model: { ...whole.model, precision: 'int8' } };
    const { a, b, notes } = compareReports(whole, coarse);
    expect([a, b, notes]).toEqual(['a (fp32)', 'a (int8)', []]);
  });
});

test('another file is no report, and says what to give', () => {
  expect(() => parseReport('{}', 'x.json')).toThrow(/x\.json is not a report.*--json/);
  expect(() => parseReport('[', 'x.json')).toThrow(/not JSON/);
  const later = JSON.stringify({ ...head, version: 2 });
  expect(() => parseReport(later, 'x.json')).toThrow(/version 2/);
  expect(() => parseReport(JSON.stringify({ ...head, task: 'classification' }), 'x.json')).toThrow(/x\.json/);
});

test.each([
  [
    'a class that is not there',
    { items: { truth: [2], predicted: [0] } },
    /items: names a class that is not one of the 2 classes/,
  ],
  ['a matrix of another size', { confusion: [[1]] }, /confusion: expected 2 rows and columns/],
  ['fewer predictions than pictures', { items: { truth: [0, 1], predicted: [0] } }, /2 true and 1 predicted/],
  ['fewer pictures than classes of them', { pictures: ['a.png'] }, /2 classes of 1 pictures/],
  ['no picture at all', { pictures: [] }, /pictures: expected at least one entry/],
  ['a head without a machine', { machine: 5 }, /machine: expected a string/],
] as const)('a report with %s is refused by name', (_, change, message) => {
  const damaged = JSON.stringify({ ...classified('a', [0, 1]), ...change });
  expect(() => parseReport(damaged, 'x.json')).toThrow(/^x\.json/);
  expect(() => parseReport(damaged, 'x.json')).toThrow(message);
});

test("the paper's rows stand beside measured values, and what is not recorded has no difference", () => {
  const report = { task: 'classification', accuracy: 70 } as unknown as EvaluationReport;
  const recall = { task: 'retrieval', texts: 'short', meanRecall: 30 } as unknown as EvaluationReport;
  const rows = measuredRows(
    [
      { data: 'EuroSAT', report },
      { data: 'RSICD', report: recall },
    ],
    'ViT-B/16',
  );
  const row = (data: string) => rows.find((each) => each.data === data)!;
  expect(row('EuroSAT')).toMatchObject({ measured: 70, difference: null });
  expect(row('RSICD').difference).toBeCloseTo(30 - 26.47, 9);
  expect(row('RSICD-L').measured).toBeNull();
  expect(row('mean of six').measured).toBeNull();
  const all = PAPER_ROWS.filter(({ task }) => task === 'ZIC').map(({ data }) => ({ data, report }));
  expect(measuredRows(all, 'ViT-L/14').find(({ data }) => data === 'mean of six')!.difference).toBeCloseTo(
    70 - 75.75,
    9,
  );
});
