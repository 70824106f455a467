/** What a page can have evaluated: a chosen folder, an uploaded one, and the pairs that a run held out. Over a real core with random weights. */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { EvaluationTask, PageEvaluationRequest } from '../../../../core/documents/evaluation.ts';
import type { EvaluationId, ModelId, RunId } from '../../../../core/documents/ids.ts';
import { unattended } from '../../../../core/task.ts';
import { evaluationWholeUrl } from '../../../../core/urls/evaluation-whole-url.ts';
import { findResources } from '../../../../electron/app/disk/resources.ts';
import type { Core } from '../../../../electron/app/process/core.ts';
import { createCore } from '../../../../electron/app/process/create-core.ts';
import { forkBuiltEngine, serviceOptions } from '../../../../electron/app/process/open-services.ts';
import { NodeStorage } from '../../../../electron/node/node-storage.ts';
import { createRunFolder } from '../../../../training/run/run-folder.ts';
import { parseRunSpec } from '../../../../training/run/run-spec.ts';
import { smallStarterResources } from '../../small-starter.ts';

const CLASSIFICATION: EvaluationTask = {
  ...{ kind: 'classification', split: null, prompts: [], classNames: null },
};
const RETRIEVAL: EvaluationTask = { kind: 'retrieval', split: null, texts: null, protocol: null };

let folder: string;
let resources: string;
let core: Core;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longsight-page-data-'));
  resources = await smallStarterResources();
  core = await open();
});
afterAll(async () => {
  await core.close();
  for (const each of [folder, resources]) await rm(each, { recursive: true });
});

const home = (): string => join(folder, 'home');

function open(): Promise<Core> {
  return createCore({
    ...serviceOptions(forkBuiltEngine),
    dataFolder: home(),
    resources: findResources({ LONGSIGHT_RESOURCES: resources }),
    version: '1',
  });
}

/** Two classes of three pictures, twice as wide as high. */
async function classFolders(target: string): Promise<string> {
  for (const [c, name] of ['river', 'port'].entries()) {
    await mkdir(join(target, name), { recursive: true });
    for (let i = 0; i < 3; i++)
      await sharp({
        create: { width: 60, height: 30, channels: 3, background: { r: 90 * c, g: 60 * i, b: 200 - 90 * c } },
      }).toFile(join(target, name, `${i}.png`));
  }
  return target;
}

async function run(data: PageEvaluationRequest['data'], task: EvaluationTask): Promise<EvaluationId> {
  const { handlers } = core;
  const request = { model: 'starter' as ModelId, data, task };
  const evaluation = await handlers['evaluations.create']({ request }, unattended());
  await handlers['jobs.start']({ spec: { kind: 'evaluate', evaluation } }, unattended());
  await expect
    .poll(() => handlers['evaluations.report']({ evaluation }, unattended()).catch(String))
    .toMatchObject({ format: 'longsight-evaluation' });
  return evaluation;
}

test('a chosen folder is evaluated, and its pictures can be seen whole', async () => {
  const { id: grant, name } = await core.grantFolder(await classFolders(join(folder, 'classes')));
  expect(name).toBe('classes');
  const evaluation = await run({ kind: 'granted', grant }, CLASSIFICATION);
  const { status, body } = await core.handle({
    path: `/${evaluationWholeUrl({ evaluation, picture: 0 })}`,
    signal: new AbortController().signal,
  });
  expect(status).toBe(200);
  expect(await sharp(body).metadata()).toMatchObject({ width: 60, height: 30 });
});

test('a folder is not granted as a file, nor a file as a folder', async () => {
  await expect(core.grantRead(join(folder, 'classes'))).rejects.toThrow(/is a folder, not a file/);
  await expect(core.grantFolder(join(folder, 'classes/river/0.png'))).rejects.toThrow(
    /is a file, not a folder/,
  );
  await expect(core.grantFolder(join(folder, 'none'))).rejects.toThrow(/no such folder/);
});

test('an uploaded folder stays while an evaluation names it', async () => {
  const upload = (name: string): Promise<string> => classFolders(join(home(), 'uploads', name, 'data'));
  const { id: grant } = await core.grantFolder(await upload('evaluated'));
  await upload('forgotten');
  const evaluation = await run({ kind: 'granted', grant }, CLASSIFICATION);
  const left = (): readonly boolean[] =>
    ['evaluated', 'forgotten'].map((name) => existsSync(join(home(), 'uploads', name)));
  await core.close();
  core = await open();
  expect(left()).toEqual([true, false]);
  await core.handlers['evaluations.remove']({ evaluation }, unattended());
  await core.close();
  core = await open();
  expect(left()).toEqual([false, false]);
});

test('the pairs that a run held out are evaluated by the name of the run', async () => {
  const { handlers } = core;
  const dataset = await handlers['datasets.create']({ name: 'Pairs' }, unattended());
  const records = Array.from({ length: 6 }, (_, i) => ({
    image: `classes/${i < 3 ? 'river' : 'port'}/${i % 3}.png`,
    ...{ short: `picture ${i}`, long: `a long text about picture ${i}` },
  }));
  const list = join(folder, 'pairs.json');
  await writeFile(list, JSON.stringify(records));
  const grants = [(await core.grantRead(list)).id];
  expect(await handlers['datasets.importFiles']({ dataset, grants }, unattended())).toMatchObject({
    added: 6,
  });
  const written = {
    ...{ name: 'mine', base: { kind: 'model', model: 'starter' }, data: { kind: 'collected', dataset } },
    ...{ parts: { kind: 'all' }, batch: 2, validation: { kind: 'share', share: 0.34 } },
  };
  await createRunFolder(
    new NodeStorage(),
    join(home(), 'runs/mine'),
    parseRunSpec(JSON.stringify(written), 'spec.json'),
    new Date().toISOString(),
  );
  const evaluation = await run({ kind: 'held-out', run: 'mine' as RunId }, RETRIEVAL);
  const report = await handlers['evaluations.report']({ evaluation }, unattended());
  expect(report.data.images).toBeGreaterThan(0);
  expect(report.data.images).toBeLessThan(6);
  const summaries = await handlers['evaluations.list'](null, unattended());
  expect(summaries.find(({ id }) => id === evaluation)?.data).toBe('held out by mine');
});
