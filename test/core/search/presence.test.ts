import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { toHalves } from '../../../core/bytes/float16.ts';
import { InvalidInput, Unsupported } from '../../../core/errors.ts';
import { comparisonBank, newCalibration, parseCalibration } from '../../../core/search/calibration.ts';
import { makeGrid, segmentCount } from '../../../core/search/grid.ts';
import { indexScene } from '../../../core/search/index-scene.ts';
import { OpenIndex } from '../../../core/search/open-index.ts';
import { judgePresence } from '../../../core/search/presence.ts';
import { type ComparisonBank, EVIDENCE, presenceEvidence } from '../../../core/search/presence-evidence.ts';
import { unattended } from '../../../core/task.ts';
import { NodeStorage } from '../../../electron/node/node-storage.ts';
import {
  areaUnderCurve,
  balancedAccuracy,
  bestThreshold,
  decisions,
  fitPresence,
  thresholdForFalseAlarms,
} from '../../bench/calibrate/fit-presence.ts';
import { seededRandom } from './seeded-random.ts';
import { DIM, projectionEncoder, syntheticKey, syntheticScene } from './synthetic-scene.ts';

const random = seededRandom(9);
const unit = () => {
  const vector = Float32Array.from({ length: DIM }, () => random() - 0.5);
  const length = Math.hypot(...vector);
  return vector.map((x) => x / length);
};
const bank: ComparisonBank = {
  sentences: Array.from({ length: 12 }, unit),
  pictures: Array.from({ length: 50 }, unit),
  sharpness: 20,
};
const encoder = projectionEncoder();
let folder = '';
let index: OpenIndex;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'presence-'));
  const scene = syntheticScene(600, 400);
  const grid = makeGrid(scene, [{ size: 96, unit: 'px' }], null);
  const path = join(folder, 'index');
  const key = syntheticKey(encoder, grid);
  const storage = new NodeStorage();
  await indexScene({ reader: scene, encoder, key, storage, path, batchSize: 8 }, unattended());
  index = await OpenIndex.open(storage, path);
});
afterAll(() => rm(folder, { recursive: true }));

const halves = new Uint16Array(50 * DIM);
bank.pictures.forEach((picture, i) => {
  toHalves(picture, halves, i * DIM);
});
const calibration = newCalibration({
  model: encoder.model,
  sharpness: 20,
  sentences: ['a road', 'a field'],
  pictures: Buffer.from(halves.buffer).toString('base64'),
  weights: [{ name: 'best', mean: 0.5, deviation: 0.1, weight: 2 }],
  bias: 0.25,
  thresholds: { weak: 0, convincing: 4 },
  typicalBest: { absent: 0.2, present: 0.6 },
  report: {},
});

describe('evidence of presence', () => {
  test('equals its definition', () => {
    const query = unit();
    const scores = index.scores(query);
    const windows = Array.from({ length: segmentCount(index.key.grid.segments[0]) }, (_, i) =>
      index.embedding(0, i),
    );
    const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, x, i) => sum + x * b[i], 0);
    const cosines = windows.map((window) => dot(window, query)).sort((a, b) => b - a);
    const mean = (values: number[]) => values.reduce((a, b) => a + b) / values.length;
    const deviation = (values: number[]) => Math.sqrt(mean(values.map((v) => (v - mean(values)) ** 2)));
    const pictures = bank.pictures.map((picture) => dot(picture, query)).sort((a, b) => a - b);
    const highest = (values: number[]) => mean(values.toSorted((a, b) => b - a).slice(0, 10));
    const others = bank.sentences.filter((sentence) => dot(sentence, query) < 0.85);
    const best = windows.toSorted((a, b) => dot(b, query) - dot(a, query)).slice(0, 10);
    const expected = {
      best: cosines[0],
      top: mean(cosines.slice(0, 10)),
      margin: Math.max(...windows.map((w) => dot(w, query) - mean(bank.sentences.map((s) => dot(s, w))))),
      contrast: Math.max(
        ...best.map((w) => {
          const logits = [query, ...others].map((s) => 20 * dot(s, w));
          return logits[0] - Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit), 0));
        }),
      ),
      spread: (cosines[0] - mean(cosines)) / deviation(cosines),
      rarity: (cosines[0] - mean(pictures)) / deviation(pictures),
      gap: cosines[0] - pictures[Math.floor(0.95 * 49)],
      csls: Math.max(
        ...best.map(
          (w) => 2 * dot(w, query) - highest(bank.sentences.map((s) => dot(s, w))) - highest(pictures),
        ),
      ),
    };
    const evidence = presenceEvidence(index, query, scores, bank);
    for (const name of EVIDENCE) expect(evidence?.[name]).toBeCloseTo(expected[name], 2);
  });

  test('is null when no window has an embedding, and the verdict is none', () => {
    const scores = index.scores(unit()).map((list) => list.fill(Number.NaN));
    expect(presenceEvidence(index, unit(), scores, bank)).toBeNull();
    expect(judgePresence(calibration, bank, index, unit(), scores)).toMatchObject({
      verdict: 'none',
      best: null,
    });
  });
});

describe('a verdict', () => {
  test('follows the log-odds across both thresholds', () => {
    const seen = new Set<string>();
    for (let i = 0; i < 200; i++) {
      const query = i === 0 ? index.embedding(0, 3) : unit();
      const presence = judgePresence(calibration, bank, index, query, index.scores(query));
      const decision = 0.25 + (2 * ((presence.best ?? 0) - 0.5)) / 0.1;
      expect(presence.decision).toBeCloseTo(decision, 6);
      expect(presence.verdict).toBe(decision >= 4 ? 'convincing' : decision >= 0 ? 'weak' : 'none');
      seen.add(presence.verdict);
    }
    expect(seen.has('convincing') && seen.has('none')).toBe(true);
  });
});

describe('a calibration file', () => {
  const text = JSON.stringify(calibration);

  test('survives a round trip, with its pictures', async () => {
    const parsed = parseCalibration(text, encoder.model, 'c.json');
    expect(parsed).toEqual(JSON.parse(text));
    if (parsed === null) throw new Error('no calibration although the weights are the same');
    const { pictures, sharpness } = await comparisonBank(parsed, {
      ...encoder,
      encodeTexts: async (texts) => new Float32Array(texts.length * DIM),
    });
    expect([pictures.length, sharpness]).toEqual([50, 20]);
    pictures[7].forEach((x, i) => {
      expect(Math.abs(x - bank.pictures[7][i])).toBeLessThan(3e-4);
    });
  });

  test('of other weights is ignored; a damaged one or one of another version is refused', () => {
    const other = { ...encoder.model, weightsSha256: 'f'.repeat(64) };
    expect(parseCalibration(text, other, 'c.json')).toBeNull();
    expect(() =>
      parseCalibration(text.replace('"version":1', '"version":2'), encoder.model, 'c.json'),
    ).toThrow(Unsupported);
    expect(() => parseCalibration('{}', encoder.model, 'c.json')).toThrow(InvalidInput);
    expect(() => parseCalibration('no', encoder.model, 'c.json')).toThrow(InvalidInput);
    expect(() =>
      parseCalibration(text.replace('"bias":0.25', '"bias":null'), encoder.model, 'c.json'),
    ).toThrow(InvalidInput);
  });
});

describe('the fit', () => {
  test('separates separable samples, whatever the share of present ones', () => {
    const samples = Array.from({ length: 400 }, (_, i) => {
      const isPresent = i % 5 === 0;
      const evidence = Object.fromEntries(EVIDENCE.map((name) => [name, random()])) as Record<
        (typeof EVIDENCE)[number],
        number
      >;
      return { isPresent, evidence: { ...evidence, margin: random() + (isPresent ? 1.2 : 0) } };
    });
    const fit = fitPresence(samples, ['best', 'margin']);
    const values = decisions(fit, samples);
    expect(areaUnderCurve(values)).toBe(1);
    expect(balancedAccuracy(values, bestThreshold(values))).toBe(1);
    expect(Math.abs(fit.weights[0].weight)).toBeLessThan(fit.weights[1].weight / 5);
  });

  test('has an area under the curve that counts ties as half', () => {
    const values = [
      { value: 1, isPresent: false },
      { value: 2, isPresent: true },
      { value: 2, isPresent: false },
      { value: 0, isPresent: true },
    ];
    expect(areaUnderCurve(values)).toBe((1 + 0.5) / 4);
    expect(thresholdForFalseAlarms(values, 0.5)).toBe(1);
  });
});
