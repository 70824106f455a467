import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { RunId } from '../../../../core/documents/ids.ts';
import type { RunSpec } from '../../../../core/documents/run.ts';
import { outcomeWords } from '../../../../core/documents/run-outcome.ts';
import { BANK_SENTENCES } from '../../../../core/search/bank-sentences.ts';
import { unattended } from '../../../../core/task.ts';
import { findResources } from '../../../../electron/app/disk/resources.ts';
import { createServices, type Services } from '../../../../electron/app/process/create-services.ts';
import { forkBuiltEngine, serviceOptions } from '../../../../electron/app/process/open-services.ts';
import type { EngineConnection } from '../../../../electron/engine/engine-messages.ts';
import { parseRunSpec, parseWrittenSpec } from '../../../../training/run/run-spec.ts';
import { fixture } from '../../../models/oracle.ts';
import { ownTime } from '../../../own-time.ts';
import { smallStarterResources } from '../../small-starter.ts';

// Each run starts processes and flushes files to disk.
vi.setConfig({ testTimeout: 240_000 });

let home: string;
let resources: string;
let services: Services;
const engines: EngineConnection[] = [];

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'longsight-runs-'));
  resources = await smallStarterResources();
  const startEngine = () => {
    const engine = forkBuiltEngine();
    engines.push(engine);
    return engine;
  };
  services = await createServices({
    ...serviceOptions(startEngine),
    dataFolder: join(home, 'data'),
    resources: findResources({ LONGSIGHT_RESOURCES: resources }),
  });
  const records = Array.from({ length: 12 }, (_, i) => ({
    image: fixture(`images/image${i % 6}.png`),
    long: `a long text about picture ${i}, with houses and trees`,
    short: `picture ${i}`,
  }));
  await writeFile(join(home, 'pairs.json'), JSON.stringify(records));
});

afterAll(async () => {
  await services.close();
  for (const folder of [home, resources]) await rm(folder, { recursive: true });
});

function specOf(name: string, changes: object = {}): RunSpec {
  const written = {
    name,
    base: { kind: 'model', model: 'starter' },
    data: { kind: 'files', paths: ['pairs.json'] },
    parts: { kind: 'all' },
    batch: 4,
    threads: 1,
    ...changes,
  };
  return parseRunSpec(JSON.stringify(written), join(home, 'spec.json'));
}

/** The small starter has random weights: it needs a high rate to learn anything in a few steps. */
const LEARNING = {
  learningRate: { kind: 'constant', rate: 3e-3 },
  length: { kind: 'steps', steps: 60 },
};

/** Long enough to be stopped in the middle. */
const ENDLESS = { length: { kind: 'steps', steps: 100_000 }, validation: { kind: 'none' } };

/** Resolves when the run has done its first step. */
async function trained(run: RunId): Promise<void> {
  await expect
    .poll(async () => (await services.runs.detail(run)).step, { timeout: 120_000 })
    .toBeGreaterThan(0);
}

test('a run makes a model that is ready to search and names its origin', async () => {
  const samples = {
    scene: { kind: 'file', path: findResources().demoScene },
    texts: ['a bridge', 'a forest'],
    sizePx: 512,
  };
  const run = await services.runs.create(specOf('tuned', { ...LEARNING, samples }));
  expect(await services.runs.run(run, unattended())).toBe('done');
  expect(await services.runs.detail(run)).toMatchObject({
    state: 'done',
    model: 'tuned',
    step: 60,
    steps: 60,
  });
  const { outcome, modelStep } = await services.runs.detail(run);
  expect(outcome!.comparison!.pictures).toBe(1);
  expect(modelStep).toBeGreaterThan(0);
  const { entries } = await services.runs.log(run, 0);
  const answers = entries.flatMap((entry) => (entry.kind === 'samples' ? [entry.answers] : []));
  // Of the base, and after every third of thirty epochs.
  expect(answers).toHaveLength(11);
  expect(answers[0].map(({ text, hits }) => [text, hits.length])).toEqual([
    ['a bridge', 5],
    ['a forest', 5],
  ]);
  const model = (await services.models.list()).find(({ id }) => id === 'tuned')!;
  expect(model.source).toMatch(new RegExp(`fine-tuned from starter \\(run ${run}, step-`));
  const encoder = await services.models.encoder(model.id);
  expect(await encoder.encodeTexts(['a bridge'])).toHaveLength(16);
  await expect(services.runs.create(specOf('tuned'))).rejects.toThrow('a model named tuned already exists');

  // As a kill leaves it between the model and the line that names it.
  const log = join(home, 'data/runs', run, 'log.jsonl');
  const lines = (await readFile(log, 'utf8')).trimEnd().split('\n');
  expect(lines.at(-1)).toContain('"kind":"model"');
  await writeFile(log, `${lines.slice(0, -1).join('\n')}\n`);
  expect(await services.runs.run(run, unattended())).toBe('done');
  expect(await services.runs.detail(run)).toMatchObject({ state: 'done', model: 'tuned' });
  expect((await services.models.list()).map(({ id }) => id)).toEqual(['starter', 'tuned']);
});

test('runs of one name that are created at the same moment are several, each with its spec', async () => {
  const seeds = [1, 2, 3];
  const runs = await Promise.all(seeds.map((seed) => services.runs.create(specOf('twin', { seed }))));
  expect(new Set(runs).size).toBe(3);
  const details = await Promise.all(runs.map((run) => services.runs.detail(run)));
  expect(details.map(({ spec }) => spec.seed)).toEqual(seeds);
  for (const run of runs) await services.runs.remove(run);
});

test('cancelling ends a run within a second, and the run resumes from its last checkpoint', async () => {
  const run = await services.runs.create(specOf('cancelled', { ...ENDLESS, checkpointMinutes: 0 }));
  const abort = new AbortController();
  const running = services.runs.run(run, { ...unattended(), signal: abort.signal });
  await trained(run);
  expect((await services.runs.detail(run)).state).toBe('running');
  // From the first checkpoint on, a cancelled run can resume.
  await expect.poll(async () => (await services.runs.detail(run)).checkpointStep).not.toBeNull();
  await expect(services.runs.run(run, unattended())).rejects.toMatchObject({ code: 'BUSY' });
  await expect(services.runs.remove(run)).rejects.toThrow('is running: stop it first');
  abort.abort();
  const { totalMs } = await ownTime(() => expect(running).rejects.toMatchObject({ name: 'AbortError' }));
  expect(totalMs).toBeLessThan(1000);
  const { state, checkpointStep } = await services.runs.detail(run);
  expect(state).toBe('cut-off');
  const again = services.runs.run(run, unattended());
  await expect
    .poll(async () => (await services.runs.detail(run)).step, { timeout: 120_000 })
    .toBeGreaterThan(checkpointStep!);
  await services.runs.stop(run);
  expect(await again).toBe('stopped');
  expect((await services.runs.detail(run)).state).toBe('stopped');
  await services.runs.remove(run);
});

test('a crash of the training process ends the run with ENGINE_CRASHED and affects no query', async () => {
  const encoder = await services.models.encoder(await services.models.find(null));
  const run = await services.runs.create(specOf('crashed', ENDLESS));
  const running = services.runs.run(run, unattended());
  await trained(run);
  const during = await encoder.encodeTexts(['a bridge']);
  const query = encoder.encodeTexts(['a bridge']);
  engines.at(-1)!.kill();
  await expect(running).rejects.toMatchObject({ code: 'ENGINE_CRASHED' });
  expect(await query).toEqual(during);
  expect((await services.runs.detail(run)).state).toBe('cut-off');
});

test('a plan gives the data, and memory and time for each choice of trained parts', async () => {
  const plan = await services.runs.plan(specOf('planned'), unattended());
  expect(plan).toMatchObject({ pairs: 10, validationPairs: 2, stepsPerEpoch: 2, steps: 10, errors: 0 });
  expect(plan.choices.map(({ parts }) => parts.kind)).toEqual(['all', 'projections']);
  const [all, projections] = plan.choices;
  expect(all.trainedParameters).toBeGreaterThan(projections.trainedParameters);
  expect(all.memoryBytes).toBeGreaterThan(projections.memoryBytes);
  for (const { secondsPerStep, seconds, chunkRows } of plan.choices) {
    expect(secondsPerStep).toBeGreaterThan(0);
    expect(seconds).toBeGreaterThan(secondsPerStep);
    expect(chunkRows).toBe(4);
  }
});

test('a run that makes the model worse keeps the base and says so', async () => {
  const rate10 = { learningRate: { kind: 'constant', rate: 10 }, largestGradientNorm: null };
  const changes = { ...rate10, validation: { kind: 'none' }, length: { kind: 'steps', steps: 12 } };
  const run = await services.runs.create(specOf('worse', changes));
  const ended = await services.runs.run(run, unattended()).catch((error: Error) => error.message);
  const { state, model, outcome, reason } = await services.runs.detail(run);
  expect(model).toBeNull();
  if (ended === 'done') expect(outcomeWords(outcome!)).toContain('the base is kept');
  else expect([state, reason]).toEqual(['failed', expect.stringMatching(/lower the learning rate/)]);
  expect((await services.models.list()).map(({ id }) => id)).not.toContain('worse');
});

test('a run that is refused before it starts is removed', async () => {
  const before = (await services.runs.list()).length;
  const run = await services.runs.create({ ...specOf('refused'), batch: 11 });
  await expect(services.runs.run(run, unattended())).rejects.toThrow(
    /^a batch of 11 pairs does not fit a data set of 10: make the batch smaller, or add pairs$/,
  );
  expect(await services.runs.list()).toHaveLength(before);
});

test('a spec without batch, length and rate gets those that fit the pairs', async () => {
  const text = JSON.stringify({
    name: 'open',
    base: { kind: 'model', model: 'starter' },
    data: { kind: 'files', paths: ['pairs.json'] },
  });
  const spec = await services.runs.complete(parseWrittenSpec(text, join(home, 'spec.json')));
  expect(spec).toMatchObject({
    batch: 10,
    length: { kind: 'epochs', epochs: 60 },
    learningRate: { kind: 'cosine', rate: 1e-4, warmUpSteps: 6 },
    otherSentences: 'everyday',
    keptShare: 0.5,
  });
  const run = await services.runs.create(spec);
  const { spec: stored } = await services.runs.detail(run);
  expect(stored).toEqual({ ...spec, otherSentences: BANK_SENTENCES });
  await services.runs.remove(run);
});

test('a run that keeps a share of its base imports the mean of both', async () => {
  const kept = { otherSentences: ['a pier', 'a solar farm'], keptShare: 0.1 };
  const run = await services.runs.create(specOf('blended', { ...LEARNING, ...kept }));
  expect(await services.runs.run(run, unattended())).toBe('done');
  const { model, modelStep } = await services.runs.detail(run);
  expect(model).toBe('blended');
  expect(modelStep).toBeGreaterThan(0);
  const { source, training } = (await services.models.list()).find(({ id }) => id === 'blended')!;
  expect(source).toMatch(new RegExp(`fine-tuned from starter \\(run ${run}, blend-0`));
  expect(training).toMatchObject({ base: 'starter', run, step: modelStep });
  expect(Math.abs(Date.now() - Date.parse(training!.createdAt!))).toBeLessThan(600_000);
  const [plain, planned] = await Promise.all(
    [specOf('planned'), specOf('planned', kept)].map((spec) => services.runs.plan(spec, unattended())),
  );
  for (const [i, { diskBytes, memoryBytes }] of planned.choices.entries()) {
    expect(diskBytes).toBeGreaterThan(plain.choices[i].diskBytes);
    expect(memoryBytes).toBeGreaterThan(plain.choices[i].memoryBytes);
  }
});

test('a plan refuses a batch larger than the training set', async () => {
  const large = { ...specOf('large'), batch: 11 };
  await expect(services.runs.plan(large, unattended())).rejects.toThrow(
    /a batch of 11 pairs does not fit a data set of 10/,
  );
});
