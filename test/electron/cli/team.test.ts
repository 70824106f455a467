/** The team commands of the built program over a real PostgreSQL, with a starter of random weights. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { scene } from '../app/collections/block-scene.ts';
import { smallStarterResources } from '../small-starter.ts';
import { type Cluster, startCluster, whyNoCluster } from '../team/own-cluster.ts';
import { QUICK_NODE } from './quick-node.ts';

const program = fileURLToPath(new URL('../../../out/cli/index.js', import.meta.url));
const NASTY = "x'); drop table longsight.scene; --";
const SECRET = 'not to be seen';
let folder: string;
let resources: string;
let cluster: Cluster;

type Outcome = { readonly code: number; readonly stdout: string; readonly stderr: string };

function longsight(args: readonly string[], store = cluster.url): Promise<Outcome> {
  const env = {
    ...process.env,
    LONGSIGHT_HOME: join(folder, 'home'),
    LONGSIGHT_RESOURCES: resources,
    LONGSIGHT_TEAM: store,
    PGPASSWORD: SECRET,
  };
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [...QUICK_NODE, program, ...args],
      { cwd: folder, env },
      (error, stdout, stderr) => {
        expect(stdout + stderr).not.toContain(SECRET);
        resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, stdout, stderr });
      },
    );
  });
}

async function resultOf(...args: readonly string[]) {
  const { code, stdout, stderr } = await longsight([...args, '--json']);
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout);
}

describe.skipIf(whyNoCluster !== null)(`longsight team (${whyNoCluster ?? 'PostgreSQL 15'})`, () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'longsight-cli-team-'));
    resources = await smallStarterResources();
    await mkdir(join(folder, 'share'));
    for (const [i, name] of ['a_20240131.tif', `${NASTY}.tif`].entries())
      await writeFile(join(folder, 'share', name), scene(i + 1, 500_000 + 48 * i));
    cluster = await startCluster();
  });
  afterAll(async () => {
    cluster.stop();
    for (const each of [folder, resources]) await rm(each, { recursive: true });
  });

  test('makes a store, adds a share, encodes it on the device that was named, and answers with a verdict', async () => {
    expect(await longsight(['team', 'status'])).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/team init/),
    });
    expect(await resultOf('team', 'init')).toMatchObject({ version: 2 });
    expect(await resultOf('team', 'share', 'archive', join(folder, 'share'))).toHaveLength(1);
    const added = await resultOf(
      'team',
      'add',
      join(folder, 'share'),
      '--sizes',
      '32',
      '--date-pattern',
      '_YYYYMMDD',
    );
    expect(added).toMatchObject({ scenes: 2, failed: [] });
    const refused = await longsight(['worker', '--drain', '--device', 'dml']);
    expect(refused).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/--device dml: .*(name another|leave)/),
    });
    expect(await longsight(['worker', '--device', 'gpu'])).toMatchObject({ code: 2 });
    expect(await resultOf('worker', '--drain', '--device', 'cpu')).toMatchObject({ blocks: added.blocks });
    const { workers } = await resultOf('team', 'status');
    expect(workers.at(-1)).toMatchObject({ device: 'CPU', blocks: added.blocks });
    const query = ['team', 'query', '--text', 'a steel bridge', '--top', '3', '--scene-name', "X'); DROP"];
    expect(await resultOf(...query)).toMatchObject({
      scenesAsked: 1,
      ranking: { kind: 'exact' },
      question: 1,
    });
    const told = await longsight([...query, '--out', 'hits.csv']);
    expect(told.stdout).toMatch(/^\d+ windows of 1 scene, exact\n(Likely|Uncertain|Not calibrated)/);
    expect(await readFile(join(folder, 'hits.csv'), 'utf8')).toContain(NASTY);
  });

  test('says who asked what, and shares reviews', async () => {
    const questions = await longsight(['team', 'questions']);
    expect(questions.stdout).toMatch(/postgres {2}"a steel bridge" {2}3 hits in 1 scene with starter, exact/);
    const review = [
      'team',
      'review',
      join('share', `${NASTY}.tif`),
      '--window',
      '0,0,32',
      '--text',
      'a steel bridge',
    ];
    expect(await longsight([...review, '--judgement', 'perhaps'])).toMatchObject({ code: 2 });
    await resultOf(...review, '--judgement', 'rejected', '--note', NASTY);
    const [found, ...others] = await resultOf('team', 'reviews', '--text', 'a steel bridge');
    expect(others).toEqual([]);
    expect(found).toMatchObject({ judgement: 'rejected', note: NASTY, by: 'postgres', path: `${NASTY}.tif` });
    await resultOf(...review, '--judgement', 'none');
    expect((await longsight(['team', 'reviews'])).stdout).toBe('no reviews yet\n');
    const outside = await longsight([
      'team',
      'review',
      'hits.csv',
      ...review.slice(3),
      '--judgement',
      'accepted',
    ]);
    expect(outside).toMatchObject({ code: 1, stderr: expect.stringMatching(/in no share/) });
  });

  test('a collection whose name is SQL is published, and copied back', async () => {
    await resultOf('collection', 'create', NASTY, 'share');
    await resultOf('collection', 'index', NASTY, '--sizes', '48');
    const published = await resultOf('team', 'publish', '--collection', NASTY);
    expect(published.scenes).toHaveLength(2);
    expect(await resultOf('team', 'pull', '--collection', NASTY)).toMatchObject({ failed: [] });
    expect(await resultOf('team', 'status')).toMatchObject({ scenes: 2, indexes: 4, indexesComplete: 4 });
  });

  test('measures both approximate indexes, and one method replaces the other', async () => {
    for (const method of ['hnsw', 'ivfflat']) {
      const tuned = await longsight([
        'team',
        'tune',
        '--method',
        method,
        '--questions',
        '3',
        '--memory',
        '64',
      ]);
      // Too few windows for a hundred best ones: nothing to measure.
      if (tuned.code !== 0) expect(tuned.stderr).toMatch(/nothing to measure yet/);
      else
        expect((await resultOf('team', 'status')).rankings).toMatchObject([{ kind: 'approximate', method }]);
    }
  });

  test('a password in the address is refused, and not repeated', async () => {
    const refused = await longsight(
      ['team', 'status'],
      cluster.url.replace('@', `:${encodeURIComponent(SECRET)}@`),
    );
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringMatching(/PGPASSWORD/) });
    expect(refused.stderr).not.toContain(encodeURIComponent(SECRET));
  });
});
