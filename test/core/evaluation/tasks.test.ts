import { describe, expect, test } from 'vitest';
import { captionsOf } from '../../../core/evaluation/captioned-pictures.ts';
import { nameClasses } from '../../../core/evaluation/class-names.ts';
import { lengthsFor, tokenHistogram } from '../../../core/evaluation/length.ts';
import { stretchedMap } from '../../../core/evaluation/localization.ts';
import { type JudgedSentence, presenceReport } from '../../../core/evaluation/presence.ts';
import { classSentences, meanDirections } from '../../../core/evaluation/prompts.ts';
import { readPublishedList } from '../../../core/evaluation/published-list.ts';

describe('class names', () => {
  test('are those shipped for a data set that has all folders', () => {
    const { names, source, dataset } = nameClasses(
      ['mediumresidential', 'agricultural', 'tenniscourt'],
      null,
    );
    expect([source, dataset]).toEqual(['shipped', 'UC Merced']);
    expect(names).toEqual(['medium residential', 'farmland', 'tennis court']);
    expect(nameClasses(['aGrass', 'gParking'], null).names).toEqual(['grassland', 'parking lot']);
    expect(nameClasses(['AnnualCrop', 'SeaLake'], null).dataset).toBe('EuroSAT');
  });

  test('are the folder names in words for data that no shipped list covers', () => {
    const { names, source } = nameClasses(['mediumresidential', 'SolarPanels', 'wind_turbine'], null);
    expect(source).toBe('folders');
    expect(names).toEqual(['mediumresidential', 'solar panels', 'wind turbine']);
  });

  test('can be overridden one by one', () => {
    const { names, source } = nameClasses(['river', 'agricultural'], { agricultural: 'crops' });
    expect(source).toBe('file');
    expect(names).toEqual(['river', 'crops']);
  });
});

describe('prompts', () => {
  test('are filled in for every class, and must say where the class goes', () => {
    expect(classSentences(['river', 'port'], ['a {class}.', 'the {class}, a {class}'])).toEqual([
      'a river.',
      'the river, a river',
      'a port.',
      'the port, a port',
    ]);
    expect(() => classSentences(['river'], ['a river'])).toThrow(/\{class\}/);
  });

  test('are averaged as directions', () => {
    const [half] = [Math.SQRT1_2];
    const means = meanDirections(Float32Array.of(1, 0, 0, 1, 0, 1, 0, 1), 2, 2);
    expect([...means].map((x) => x.toFixed(6))).toEqual([half, half, 0, 1].map((x) => x.toFixed(6)));
    expect(() => meanDirections(Float32Array.of(1, 0, -1, 0), 2, 2)).toThrow(/cancel/);
  });
});

describe('captions', () => {
  const pictures = [
    { name: 'a', short: ['A river.', 'a  river.', 'A bridge.'], long: [] },
    { name: 'b', short: ['a river.'], long: [] },
  ];

  test('are one query each by the published protocol', () => {
    const { sentences, sentenceOfText, imagesOfText } = captionsOf(pictures, 'short', 'published');
    expect(sentences).toEqual(['A river.', 'A bridge.']);
    expect(sentenceOfText).toEqual([0, 0, 1, 0]);
    expect(imagesOfText).toEqual([[0], [0], [0], [1]]);
  });

  test('that are equal are one query for all their pictures by the distinct protocol', () => {
    const { sentenceOfText, imagesOfText } = captionsOf(pictures, 'short', 'distinct');
    expect(sentenceOfText).toEqual([0, 1]);
    expect(imagesOfText).toEqual([[0, 1], [0]]);
  });

  test('of published lists are read with their splits', () => {
    const list = readPublishedList({
      images: [
        { filename: 'a.tif', split: 'test', sentences: [{ raw: ' a river ' }, { raw: '' }, 'a port'] },
        { filename: 'b.tif', filepath: 'sub', split: 'train', sentences: [], long: 'a long text' },
        { filename: 'c.tif', split: 'test', sentences: [] },
      ],
    });
    expect(list).toEqual({
      pictures: [
        { file: 'a.tif', split: 'test', sentences: ['a river', 'a port'], long: null },
        { file: 'sub/b.tif', split: 'train', sentences: [], long: 'a long text' },
      ],
      malformed: 1,
    });
    expect(readPublishedList([])).toBeNull();
  });
});

describe('presence', () => {
  const judged = (isPresent: boolean, score: number, windows = 100): JudgedSentence => ({
    ...{ scene: 's', text: 't', isPresent, score, windows, verdict: null },
  });

  test('of any score has the best threshold of the data', () => {
    const report = presenceReport([
      ...[0.9, 0.7, 0.4].map((score) => judged(true, score)),
      ...[0.5, 0.2, 0.1, 0].map((score) => judged(false, score, 2000)),
    ]);
    expect(report.thresholdFrom).toBe('data');
    expect(report.threshold).toBe(0.4);
    expect(report.auc).toBeCloseTo(11 / 12, 12);
    expect(report.falseAlarms).toBe(25);
    expect(report.missed).toBe(0);
    expect(report.balancedAccuracy).toBe(87.5);
    expect(report.bySize.map(({ windows, falseAlarms, found }) => [windows, falseAlarms, found])).toEqual([
      [[100, 100], null, 100],
      [[2000, 2000], 25, null],
    ]);
    expect(report.reliability).toBeNull();
  });

  test('of verdicts is judged by what they say, and compared with what they promise', () => {
    const verdict = (isPresent: boolean, falseAlarmRate: number): JudgedSentence => ({
      ...judged(isPresent, 1 - falseAlarmRate),
      verdict: { saysPresent: falseAlarmRate <= 0.1, falseAlarmRate },
    });
    const absent = Array.from({ length: 100 }, (_, i) => verdict(false, (i + 0.5) / 100));
    const report = presenceReport([verdict(true, 0.01), verdict(true, 0.3), ...absent]);
    expect(report.thresholdFrom).toBe('verdict');
    expect(report.falseAlarms).toBe(10);
    expect(report.missed).toBe(50);
    for (const { promised, occurred } of report.reliability!) expect(occurred).toBeCloseTo(promised, 12);
  });

  test('needs both kinds of sentences, with scores', () => {
    expect(() => presenceReport([judged(true, 1)])).toThrow(/absent/);
    expect(() => presenceReport([judged(true, Number.NaN), judged(false, 0)])).toThrow(/finite/);
  });
});

test('texts are cut to a ladder of lengths up to the limit of the model', () => {
  expect(lengthsFor([], 77)).toEqual([10, 20, 30, 40, 60, 77]);
  expect(lengthsFor([300, 20], 248)).toEqual([20, 248]);
  const { mean, most, aboveLimit, bins } = tokenHistogram('long', [5, 12, 19, 101], 77);
  expect([mean, most, aboveLimit]).toEqual([34.25, 101, 1]);
  expect(bins).toEqual([1, 2, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
});

test('a map is stretched from its lowest to its highest cell; cells without a value are 0', () => {
  const cells = { columns: 2, rows: 2, values: [0.1, 0.3, Number.NaN, 0.2], cellWidthPx: 2, cellHeightPx: 1 };
  expect([...stretchedMap(cells, 3, 2).values]).toEqual([0, 0, 255, 0, 0, 127]);
});
