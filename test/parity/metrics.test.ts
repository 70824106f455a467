/** The figures of evaluations equal those of `metrics_reference.py`, an independent implementation in numpy. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { areaUnderCurve } from '../../core/metrics/area-under-curve.ts';
import { classificationFigures } from '../../core/metrics/classification.ts';
import { figuresOfRanks, retrievalCeiling, retrievalRanks } from '../../core/metrics/retrieval.ts';
import { attentionCentres } from '../../core/selo/attention-centres.ts';
import type { Point, Polygon } from '../../core/selo/fill-polygons.ts';
import { seloMetrics } from '../../core/selo/selo-metrics.ts';
import { seededRandom } from '../core/search/seeded-random.ts';

const hasNumpy = spawnSync('python3', ['-c', 'import numpy']).status === 0;
const numpyTest = test.skipIf(!hasNumpy);
const random = seededRandom(3);

function reference(cases: readonly object[]): readonly unknown[] {
  const script = fileURLToPath(new URL('metrics_reference.py', import.meta.url));
  const { stdout, stderr, status } = spawnSync('python3', [script], {
    input: JSON.stringify(cases),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  expect(stderr).toBe('');
  expect(status).toBe(0);
  return JSON.parse(stdout);
}

/** Eighths, whose products and sums are exact in float32 in any order: ties are ties in both implementations. */
const eighths = (count: number, dim: number, levels: number): number[][] =>
  Array.from({ length: count }, () =>
    Array.from({ length: dim }, () => Math.round((random() - 0.5) * levels) / 8),
  );
const pick = (count: number): number => Math.floor(random() * count);

type RetrievalCase = {
  readonly images: readonly number[][];
  readonly texts: readonly number[][];
  readonly imagesOfText: readonly number[][];
};
const oneEach = (count: number, images: number): number[][] =>
  Array.from({ length: count }, () => [pick(images)]);

const retrievals: Readonly<Record<string, RetrievalCase>> = {
  'one picture': { images: eighths(1, 4, 9), texts: eighths(5, 4, 9), imagesOfText: oneEach(5, 1) },
  'one text': { images: eighths(9, 4, 9), texts: eighths(1, 4, 9), imagesOfText: [[4]] },
  'one of each': { images: eighths(1, 4, 9), texts: eighths(1, 4, 9), imagesOfText: [[0]] },
  'pictures without a text': {
    images: eighths(30, 5, 9),
    texts: eighths(40, 5, 9),
    imagesOfText: oneEach(40, 20),
  },
  'all the same': {
    images: Array.from({ length: 12 }, () => [0.5, 0.25]),
    texts: Array.from({ length: 30 }, () => [0.25, 0.5]),
    imagesOfText: oneEach(30, 12),
  },
  'many ties': { images: eighths(60, 2, 3), texts: eighths(140, 2, 3), imagesOfText: oneEach(140, 60) },
  'repeated captions': (() => {
    const sentences = eighths(7, 6, 9);
    const texts = Array.from({ length: 90 }, () => sentences[pick(7)]);
    return { images: eighths(25, 6, 9), texts, imagesOfText: oneEach(90, 25) };
  })(),
  'texts of several pictures': {
    images: eighths(40, 6, 17),
    texts: eighths(50, 6, 17),
    imagesOfText: Array.from({ length: 50 }, () => Array.from({ length: 1 + pick(4) }, () => pick(40))),
  },
  'a length that fills no register': {
    images: eighths(33, 7, 17),
    texts: eighths(70, 7, 17),
    imagesOfText: oneEach(70, 33),
  },
  'more than one block': {
    images: eighths(1100, 32, 33),
    texts: eighths(1300, 32, 33),
    imagesOfText: oneEach(1300, 1100),
  },
};

describe('retrieval', () => {
  numpyTest.each(Object.entries(retrievals))('%s', (_, { images, texts, imagesOfText }) => {
    const [expected] = reference([{ kind: 'retrieval', images, texts, imagesOfText }]);
    const ranks = retrievalRanks({
      images: Float32Array.from(images.flat()),
      texts: Float32Array.from(texts.flat()),
      dim: images[0].length,
      imagesOfText,
    });
    const { textToImage, imageToText, meanRecall } = figuresOfRanks(ranks);
    const { meanRecall: mean, ...ways } = expected as { readonly meanRecall: number };
    expect(rounded({ textToImage, imageToText })).toEqual(rounded(ways));
    expect(meanRecall).toBeCloseTo(mean, 9);
  });

  numpyTest('ceilings of repeated captions', () => {
    const lists = Array.from({ length: 20 }, () => {
      const words = 2 + pick(30);
      return Array.from({ length: 1 + pick(60) }, () =>
        Array.from({ length: pick(6) }, () => `caption ${pick(words)}`),
      );
    }).filter((captions) => captions.flat().length > 0);
    const expected = reference(lists.map((captions) => ({ kind: 'ceiling', captions })));
    lists.forEach((captions, i) => {
      const { meanRecall: _, ...ways } = expected[i] as { readonly meanRecall: number };
      const { textToImage, imageToText } = retrievalCeiling(captions);
      expect(rounded({ textToImage, imageToText })).toEqual(rounded(ways));
    });
  });
});

describe('classification', () => {
  numpyTest.each([
    ['random', eighths(200, 8, 17), eighths(9, 8, 17), 9],
    ['one picture', eighths(1, 8, 17), eighths(9, 8, 17), 9],
    ['one class', eighths(20, 4, 9), eighths(1, 4, 9), 1],
    ['empty classes', eighths(60, 5, 9), eighths(12, 5, 9), 4],
    [
      'two classes with one sentence',
      eighths(50, 3, 5),
      [
        [1, 0, 0],
        [1, 0, 0],
        [0, 1, 0],
      ],
      3,
    ],
    ['many ties', eighths(300, 2, 3), eighths(15, 2, 3), 15],
  ] as const)('%s', (_, images, classes, used) => {
    const truth = images.map(() => pick(used));
    const [expected] = reference([{ kind: 'classification', images, classes, truth }]);
    const { accuracy, byClass } = classificationFigures(
      Float32Array.from(images.flat()),
      Float32Array.from(classes.flat()),
      images[0].length,
      truth,
    );
    const plain = { accuracy, byClass: byClass.map((each) => (Number.isNaN(each) ? null : each)) };
    expect(rounded(plain)).toEqual(rounded(expected));
  });
});

numpyTest('area under the curve, with ties', () => {
  const lists = Array.from({ length: 10 }, () => ({
    present: Array.from({ length: 1 + pick(40) }, () => pick(12)),
    absent: Array.from({ length: 1 + pick(40) }, () => pick(12)),
  }));
  const expected = reference(lists.map((lists) => ({ kind: 'auc', ...lists })));
  lists.forEach(({ present, absent }, i) => {
    expect(areaUnderCurve(present, absent)).toBeCloseTo((expected[i] as { readonly auc: number }).auc, 12);
  });
});

numpyTest('SeLo metrics, with and without attention centres', async () => {
  const [widthPx, heightPx] = [180, 140];
  const maps = [
    (x: number, y: number) => 128 + 120 * Math.sin(x / 23) * Math.cos(y / 31),
    () => 90,
    (x: number, y: number) => (x > 100 && y > 60 ? 255 : 3),
    () => 0,
  ];
  // Level and diagonal edges: their pixels are the same by every rule of filling.
  const polygons: readonly Polygon[] = [
    [
      [20, 20],
      [60, 20],
      [60, 70],
      [20, 70],
    ],
    [
      [110, 50],
      [160, 50],
      [170, 60],
      [170, 110],
      [150, 130],
      [110, 130],
    ],
  ];
  const cases = [];
  for (const level of maps) {
    const values = Uint8Array.from({ length: widthPx * heightPx }, (_, i) =>
      level(i % widthPx, Math.floor(i / widthPx)),
    );
    const map = { widthPx, heightPx, values };
    const found: readonly Point[] = await attentionCentres(map);
    for (const centres of [
      found,
      [
        [40, 40],
        [45, 50],
        [130, 90],
        [131, 95],
        [140, 100],
      ] as const,
    ])
      cases.push({ map, centres });
  }
  const expected = reference(
    cases.map(({ map, centres }) => ({
      kind: 'selo',
      polygons,
      centres,
      map: Array.from({ length: heightPx }, (_, row) => [
        ...map.values.subarray(row * widthPx, (row + 1) * widthPx),
      ]),
    })),
  );
  cases.forEach(({ map, centres }, i) => {
    const metrics = seloMetrics(map, polygons, centres);
    for (const [name, value] of Object.entries(expected[i] as Record<string, number>))
      expect(metrics[name as keyof typeof metrics]).toBeCloseTo(value, 9);
  });
});

/** Numbers to nine decimals: the order of a mean's summands differs. */
function rounded(value: unknown): unknown {
  if (typeof value === 'number') return Math.round(value * 1e9) / 1e9;
  if (Array.isArray(value)) return value.map(rounded);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, rounded(each)]));
}
