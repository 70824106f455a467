/** Verdicts, calibration and shares of phrases over a real core with a starter of random weights. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ModelId, SceneId } from '../../../../core/documents/ids.ts';
import type { JobSpec } from '../../../../core/documents/job.ts';
import type { HitReview } from '../../../../core/documents/reviews.ts';
import type { QueryTerm } from '../../../../core/documents/search.ts';
import { unattended } from '../../../../core/task.ts';
import { findResources } from '../../../../electron/app/disk/resources.ts';
import { thenCalibrated } from '../../../../electron/app/models/calibrate-job.ts';
import { createServices, type Services } from '../../../../electron/app/process/create-services.ts';
import { forkBuiltEngine, serviceOptions } from '../../../../electron/app/process/open-services.ts';
import { smallStarterResources } from '../../small-starter.ts';

const { signal } = new AbortController();
const SENTENCE = 'a steel bridge over a brown river';
let folder: string;
let resources: string;
let services: Services;
let scene: SceneId;
let model: ModelId;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longsight-verdicts-'));
  resources = await smallStarterResources();
  services = await createServices({
    ...serviceOptions(forkBuiltEngine),
    dataFolder: join(folder, 'home'),
    resources: findResources({ LONGSIGHT_RESOURCES: resources }),
  });
  scene = await services.scenes.openPath(findResources().demoScene);
  model = await services.models.find(null);
  const { grid } = await services.indexes.plan(scene, model, [512]);
  await services.indexes.build(scene, model, grid, unattended());
});
afterAll(async () => {
  await services.close();
  await rm(folder, { recursive: true });
  await rm(resources, { recursive: true });
});

const text = (words: string, weight = 1): QueryTerm => ({ kind: 'text', text: words, weight });
const ask = (...terms: readonly QueryTerm[]) =>
  services.queries.run({ scene, model, terms, hits: 3 }, signal);

test('a model without a calibration gives no verdict, and a job calibrates it after the next change of models', async () => {
  expect((await ask(text(SENTENCE))).verdict).toMatchObject({
    kind: 'not-calibrated',
    reason: expect.stringContaining(`longsight models calibrate ${model}`),
  });
  const started: JobSpec[] = [];
  const kind = {
    title: () => '',
    canResume: false,
    lane: 'compute',
    run: async () => 'done' as const,
  } as const;
  const start = async (spec: JobSpec) => started.push(spec);
  await thenCalibrated(kind, services.models, start).run({ kind: 'train', run: 'r' as never }, unattended());
  expect(started).toEqual([{ kind: 'calibrate-model', model, falseAlarmRate: null }]);
});

test('random weights are measured, found unable to tell, and give no verdict', async () => {
  const { auc, isTrusted, pictures, falseAlarmRate } = await services.models.calibrations.calibrate(
    model,
    null,
    unattended(),
  );
  expect(auc).toBeLessThan(0.65);
  expect({ isTrusted, pictures, falseAlarmRate }).toEqual({
    isTrusted: false,
    pictures: 210,
    falseAlarmRate: 0.1,
  });
  const { verdict } = await ask(text(SENTENCE));
  expect(verdict).toMatchObject({ kind: 'not-judged', reason: expect.stringMatching(/does not tell/) });
});

test('another false-alarm rate moves the threshold and is kept by the next calibration', async () => {
  const strict = await services.models.calibrations.setRate(model, 0.01);
  const { threshold, falseAlarmRate } = await services.models.calibrations.calibrate(
    model,
    null,
    unattended(),
  );
  expect({ threshold, falseAlarmRate }).toEqual({ threshold: strict.threshold, falseAlarmRate: 0.01 });
  expect((await services.models.calibrations.setRate(model, 0.2)).threshold).toBeLessThan(threshold);
});

test.each([
  [
    'an example window',
    /example window/,
    { kind: 'window', window: { col: 0, row: 512, widthPx: 512, heightPx: 512 }, weight: 1 },
  ],
  [
    'judged hits',
    /example windows/,
    { kind: 'windows', windows: [{ col: 0, row: 512, widthPx: 512, heightPx: 512 }], weight: 0.5 },
  ],
  ['something to avoid', /something to avoid/, text('trees', -1)],
  ['a second sentence', /has several/, text('trees')],
] as const)('a query with %s is not judged', async (_, reason, term) => {
  const { verdict } = await ask(text(SENTENCE), term);
  expect(verdict).toMatchObject({ kind: 'not-judged', reason: expect.stringMatching(reason), scale: null });
});

test.each([
  ['a bridge without cars', /does not read/],
  ['three bridges over a river', /does not count/],
  ['un puente con los coches', /English sentences/],
])('"%s" is not judged', async (sentence, reason) => {
  const { verdict } = await ask(text(sentence));
  expect(verdict).toMatchObject({ kind: 'not-judged', reason: expect.stringMatching(reason), scale: null });
});

test('the share of a phrase is the score without it taken from the score with it', async () => {
  const { id, hits } = await ask(text(SENTENCE));
  const { window, score } = hits[0]!;
  const shares = await services.phrases.shares(id, window, null, signal);
  expect(shares.score).toBeCloseTo(score, 3);
  expect(shares.phrases.map((phrase) => phrase.text)).toEqual(['a steel bridge', 'a brown river']);
  const rest = await (await services.models.encoder(model)).encodeTexts(['a steel bridge']);
  const whole = await (await services.models.encoder(model)).encodeTexts([SENTENCE]);
  const picture = await services.scenes.modelViewPixels(scene, window, signal);
  const seen = await (await services.models.encoder(model)).encodeImages([picture]);
  const cosine = (vector: Float32Array) => vector.reduce((sum, x, i) => sum + x * seen[i]!, 0);
  expect(shares.phrases[1]!.adds).toBeCloseTo(cosine(whole) - cosine(rest), 3);
  const own = await services.phrases.shares(id, window, [{ start: 2, end: 7 }], signal);
  expect(own.phrases.map((phrase) => phrase.text)).toEqual(['steel']);
  await expect(services.phrases.shares(id, window, [{ start: 5, end: 99 }], signal)).rejects.toThrow(
    /outside/,
  );
});

test('a term of several windows scores as the mean of their embeddings', async () => {
  const { hits } = await ask(text(SENTENCE));
  const windows = hits.slice(0, 2).map(({ window }) => window);
  const both = await ask({ kind: 'windows', windows, weight: 1 });
  const alone = await Promise.all(
    windows.map((window) =>
      services.queries.run(
        { scene, model, terms: [{ kind: 'window', window, weight: 1 }], hits: 9999 },
        signal,
      ),
    ),
  );
  const of = (answer: (typeof alone)[number], window: (typeof windows)[number]) =>
    answer.hits
      .flatMap((hit) => [hit, ...hit.merged])
      .find((hit) => hit.window.col === window.col && hit.window.row === window.row)!.score;
  const cosine = of(alone[0]!, windows[1]!);
  // |u + v| = sqrt(2 + 2 u·v) for unit vectors.
  for (const hit of both.hits) {
    const mean = (of(alone[0]!, hit.window) + of(alone[1]!, hit.window)) / Math.sqrt(2 + 2 * cosine);
    expect(hit.score).toBeCloseTo(mean, 2);
  }
  await expect(ask({ kind: 'windows', windows: [], weight: 1 })).rejects.toThrow(/no windows/);
});

test('judged questions refine the calibration; those of scenes without an index are left out; forgetting restores it', async () => {
  const { hits } = await ask(text(SENTENCE));
  const [hit] = hits;
  const review = (of: SceneId, words: string): HitReview => ({
    ...{ scene: of, terms: [text(words)], window: hit!.window, judgement: 'accepted' },
    note: '',
    at: '',
  });
  await expect(services.judged.refine(model, [], signal)).rejects.toThrow(/no question is judged yet/);
  const before = await services.models.calibrations.read(model);
  const reviews = [review(scene, SENTENCE), review('unknown' as SceneId, SENTENCE)];
  const { calibration, leftOut } = await services.judged.refine(model, reviews, signal);
  expect({ judged: calibration.judged, leftOut }).toEqual({ judged: { absent: 0, present: 1 }, leftOut: 1 });
  expect((await services.models.calibrations.read(model))?.refinement).toMatchObject({ presentQuestions: 1 });
  await services.judged.forget(model);
  expect(await services.models.calibrations.read(model)).toEqual(before);
});
