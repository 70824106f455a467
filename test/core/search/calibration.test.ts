import { describe, expect, test } from 'vitest';
import { toHalves } from '../../../core/bytes/float16.ts';
import { InvalidInput, Unsupported } from '../../../core/errors.ts';
import { bankOf } from '../../../core/search/bank.ts';
import { measureStandings } from '../../../core/search/calibrate.ts';
import {
  type Calibration,
  falseAlarmRateAt,
  newCalibration,
  parseCalibration,
  positionOf,
  QUANTILES,
  quantilesOf,
  thresholdsOf,
} from '../../../core/search/calibration.ts';
import { refinedBy, unrefined } from '../../../core/search/judged-calibration.ts';
import { judgePresence } from '../../../core/search/presence.ts';
import { seededRandom } from '../../../core/seeded-random.ts';

const model = {
  id: 'm',
  weightsSha256: 'ab'.repeat(32),
  precision: 'fp32' as const,
  embeddingDim: 32,
  imageSizePx: 32,
  contextLength: 77,
};
const BANK = 'ef'.repeat(32);
/** Absent ones spread evenly over -1 to 1, present ones over 0 to 2. */
const calibration = newCalibration({
  model: { weightsSha256: model.weightsSha256, precision: model.precision },
  bank: BANK,
  pictures: 210,
  pictureMetres: 78,
  sentences: 63,
  auc: 0.875,
  absent: quantilesOf(spread(-1, 1)),
  present: quantilesOf(spread(0, 2)),
  falseAlarmRate: 0.1,
  sharpens: null,
  drift: null,
});
const MANY_SENTENCES = { ...calibration, sentences: 1e9 };

describe('the thresholds of a calibration', () => {
  test('let through the false-alarm rate of absent sentences, and lose as many present ones', () => {
    const { present, absent } = thresholdsOf(MANY_SENTENCES);
    expect(present).toBeCloseTo(0.8, 6);
    expect(absent).toBeCloseTo(0.2, 6);
  });

  test('count a new sentence as one of those that were asked', () => {
    // 5.4 of 63 sentences and the new one are a tenth of 64.
    const { present, absent } = thresholdsOf(calibration);
    expect(present).toBeCloseTo(1 - (2 * 5.4) / 63, 6);
    expect(absent).toBeCloseTo((2 * 5.4) / 63, 6);
  });

  test('are the ends of the distributions for a rate that so few sentences cannot show', () => {
    expect(thresholdsOf({ ...calibration, falseAlarmRate: 0.01 })).toEqual({ present: 1, absent: 0 });
  });

  test('meet in the middle where the distributions lie apart', () => {
    const apart = { ...MANY_SENTENCES, present: quantilesOf(spread(5, 6)) };
    const { present, absent } = thresholdsOf(apart);
    expect(present).toBe(absent);
    expect(present).toBeCloseTo((0.8 + 5.1) / 2, 6);
  });

  test('rise with a smaller rate', () => {
    const strict = thresholdsOf({ ...calibration, falseAlarmRate: 0.01 });
    expect(strict.present).toBeGreaterThan(thresholdsOf(calibration).present);
  });
});

test('the false-alarm rate at a standing is the share of absent sentences that stand as high, and of a new one among them', () => {
  for (const [z, rate] of [
    [-2, 1],
    [-1, 1],
    [0, 0.5],
    [0.8, 0.1],
    [1, 0],
    [3, 0],
  ] as const) {
    expect(falseAlarmRateAt(MANY_SENTENCES, z)).toBeCloseTo(rate, 6);
    expect(falseAlarmRateAt(calibration, z)).toBeCloseTo((63 * rate + 1) / 64, 6);
  }
});

test('a sentence at the threshold has the rate that was chosen', () => {
  expect(falseAlarmRateAt(calibration, thresholdsOf(calibration).present)).toBeCloseTo(0.1, 6);
});

test('the position runs from the median of absent to that of present sentences', () => {
  expect([-1, 0, 0.5, 1, 4].map((z) => positionOf(calibration, z))).toEqual([0, 0, 0.5, 1, 1]);
});

describe('a verdict', () => {
  const standing = (z: number) => ({ z, reached: 0.1 + z * 0.02, bankMiddle: 0.1, bankUnit: 0.02 });
  const judge = (z: number, metres: readonly number[] = [78], of: Calibration = calibration) =>
    judgePresence(of, standing(z), 0.15, metres);

  test('is present from one threshold on, absent below the other, uncertain between', () => {
    expect([0.9, 0.5, 0.1].map((z) => judge(z).kind)).toEqual(['present', 'unsure', 'absent']);
    expect(judge(0.9)).toMatchObject({
      falseAlarmRate: expect.closeTo(0.0648, 4),
      position: expect.closeTo(0.9, 6),
    });
    expect(judge(0.9).reason).toBe('6 % of sentences about absent content reach as much.');
    expect(judge(3).reason).toMatch(/^2 %/);
  });

  test('places the sentence on a scale of cosines in this scene', () => {
    const { scale } = judge(0.9);
    expect(scale).toEqual({
      absent: expect.closeTo(0.25, 6),
      present: expect.closeTo(0.27, 6),
      absentBelow: expect.closeTo(0.253_429, 6),
      presentFrom: expect.closeTo(0.266_571, 6),
      reached: expect.closeTo(0.268, 6),
    });
  });

  test('says where windows are of another scale than the calibration pictures', () => {
    expect(judge(0.9, [50, 300]).reason).not.toMatch(/less certain/);
    expect(judge(0.9, [640, 2400]).reason).toMatch(/windows of about 78 m; .* 640 to 2400 m.*less certain/);
    expect(judge(0.9, []).reason).not.toMatch(/less certain/);
  });

  test('is not given by a model that cannot tell', () => {
    const verdict = judge(5, [78], { ...calibration, auc: 0.6 });
    expect(verdict).toMatchObject({ kind: 'not-judged', falseAlarmRate: null, position: null, scale: null });
    expect(verdict.reason).toMatch(/right in 60 % of comparisons/);
  });
});

describe('a calibration file', () => {
  const parse = (change: object, of: object = model) =>
    parseCalibration(
      JSON.stringify({ ...calibration, ...change }),
      { ...model, ...of },
      BANK,
      'm/calibration.json',
    );

  test('comes back as it was written', () => {
    expect(parse({})).toEqual(calibration);
  });

  test('of other weights, another precision, activation or bank is none', () => {
    expect(parse({}, { weightsSha256: 'cd'.repeat(32) })).toBeNull();
    expect(parse({}, { precision: 'int8' })).toBeNull();
    expect(parse({}, { departures: 'activation="gelu"' })).toBeNull();
    expect(parse({ bank: 'aa'.repeat(32) })).toBeNull();
  });

  test.each([1, 2, 3])('of version %d, which had another statistic, is none', (version) => {
    expect(parse({ version })).toBeNull();
  });

  test('of a later version is refused', () => {
    expect(() => parse({ version: 5 })).toThrow(Unsupported);
  });

  test.each([
    ['quantiles that are missing', { absent: [] }],
    ['quantiles that fall', { present: [...calibration.present].reverse() }],
    ['a rate out of range', { falseAlarmRate: 0 }],
    ['no model', { model: null }],
    ['another format', { format: 'x' }],
  ])('with %s is refused by name', (_, change) => {
    expect(() => parse(change)).toThrow(InvalidInput);
    expect(() => parse(change)).toThrow(/m\/calibration\.json.*calibrate the model again/);
  });

  test('that is no JSON is refused by name', () => {
    expect(() => parseCalibration('{', model, BANK, 'm/calibration.json')).toThrow(/is not JSON/);
  });
});

describe('measured standings', () => {
  const DIM = 32;
  const random = seededRandom(4);
  const names = Array.from({ length: 12 }, (_, i) => `class ${i}`);
  const axes = names.map(() => unit());
  const bank = bankOf(BANK, halvesOf(Array.from({ length: 60 }, unit)), DIM);
  const sentences = { vectors: joined(axes), classes: names };
  const pictures = (noise: number) => {
    const classes = names.flatMap((name) => Array.from({ length: 8 }, () => name));
    const near = (name: string) => normal(axes[names.indexOf(name)].map((x, i) => x + noise * unit()[i]));
    return { vectors: joined(classes.map(near)), classes };
  };

  test('tell present from absent content where pictures lie near their sentences', () => {
    const { auc, absent, present } = measureStandings(bank, pictures(0.5), sentences, 1);
    expect(auc).toBeGreaterThan(0.97);
    expect(median(present)).toBeGreaterThan(median(absent) + 1);
  });

  test('tell nothing where pictures and sentences have nothing in common', () => {
    const unrelated = { ...pictures(0), vectors: joined(pictures(0).classes.map(unit)) };
    expect(Math.abs(measureStandings(bank, unrelated, sentences, 1).auc - 0.5)).toBeLessThan(0.08);
  });

  test('are the same for the same seed', () => {
    const shown = pictures(0.5);
    expect(measureStandings(bank, shown, sentences, 7)).toEqual(measureStandings(bank, shown, sentences, 7));
    expect(measureStandings(bank, shown, sentences, 7)).not.toEqual(
      measureStandings(bank, shown, sentences, 8),
    );
  });

  test('need pictures of more than four classes, and sentences about them', () => {
    const few = { vectors: joined(axes.slice(0, 4)), classes: names.slice(0, 4) };
    expect(() => measureStandings(bank, few, sentences, 1)).toThrow(/more than 4 classes, found 4/);
    const others = { ...sentences, classes: names.map((name) => `no ${name}`) };
    expect(() => measureStandings(bank, pictures(0), others, 1)).toThrow(/sentences about classes/);
  });

  function unit(): Float32Array {
    return normal(Float32Array.from({ length: DIM }, () => random() - 0.5));
  }
});

function normal(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  return vector.map((x) => x / length);
}

function joined(vectors: readonly Float32Array[]): Float32Array {
  return Float32Array.from(vectors.flatMap((vector) => [...vector]));
}

function halvesOf(vectors: readonly Float32Array[]): Uint16Array {
  const flat = joined(vectors);
  const halves = new Uint16Array(flat.length);
  toHalves(flat, halves);
  return halves;
}

function spread(from: number, to: number): number[] {
  return Array.from({ length: QUANTILES }, (_, i) => from + ((to - from) * i) / (QUANTILES - 1));
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}

describe('judged questions', () => {
  const judged = { absent: Array.from({ length: 80 }, () => 3), present: [] };

  test('move the threshold towards their standings, and taking them back restores the calibration', () => {
    const refined = refinedBy(calibration, judged);
    expect(thresholdsOf(refined).present).toBeGreaterThan(thresholdsOf(calibration).present);
    expect(falseAlarmRateAt(refined, 2.9)).toBeCloseTo(0.8, 1);
    expect(refined.refinement).toMatchObject({ absentQuestions: 80, presentQuestions: 0 });
    expect(unrefined(refined)).toEqual(calibration);
    expect(refinedBy(refined, { absent: [], present: [] })).toEqual(calibration);
  });

  test('replace those of an earlier refinement', () => {
    const once = refinedBy(calibration, { absent: [1], present: [2] });
    expect(refinedBy(refinedBy(calibration, judged), { absent: [1], present: [2] })).toEqual(once);
  });

  test('leave a distribution that they agree with where it is', () => {
    const { absent } = refinedBy(calibration, { absent: quantilesOf(spread(-1, 1)), present: [] });
    for (const [i, value] of absent.entries()) expect(value).toBeCloseTo(calibration.absent[i]!, 1);
    expect([...absent].sort((a, b) => a - b)).toEqual([...absent]);
  });

  test('survive the file; a file of before has none, and a damaged one is named', () => {
    const refined = refinedBy(calibration, judged);
    expect(parseCalibration(JSON.stringify(refined), model, BANK, 'c.json')).toEqual(refined);
    const { refinement: _, ...before } = calibration;
    expect(parseCalibration(JSON.stringify(before), model, BANK, 'c.json')).toEqual(calibration);
    const damaged = { ...refined, refinement: { ...refined.refinement, picturesAbsent: [1] } };
    expect(() => parseCalibration(JSON.stringify(damaged), model, BANK, 'c.json')).toThrow(
      /c\.json.*damaged/,
    );
  });
});
