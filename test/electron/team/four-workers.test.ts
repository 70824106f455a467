/** The acceptance test of the team store's engine: workers that are killed, frozen and cut off lose nothing and double nothing. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { closing } from '../../../core/closing.ts';
import { openModelView } from '../../../core/raster/open-model-view.ts';
import { openScene } from '../../../core/raster/open-scene.ts';
import { BankScores } from '../../../core/search/bank-scores.ts';
import { indexScene } from '../../../core/search/index-scene.ts';
import { OpenIndex } from '../../../core/search/open-index.ts';
import { receiveIndex } from '../../../core/search/receive-index.ts';
import { TOP_WINDOWS } from '../../../core/search/standing.ts';
import { unattended } from '../../../core/task.ts';
import { createNodeHost } from '../../../electron/node/node-host.ts';
import { WORKER_ENTRIES } from '../../../electron/node/worker-entries.ts';
import { type Added, addScenes } from '../../../electron/team/add-scenes.ts';
import { indexOfFile } from '../../../electron/team/answering-indexes.ts';
import { readBankTops } from '../../../electron/team/bank-rows.ts';
import { JobQueue } from '../../../electron/team/job-queue.ts';
import { initTeam } from '../../../electron/team/migrate.ts';
import { connectPostgres, whenThere } from '../../../electron/team/postgres.ts';
import { recordsFrom } from '../../../electron/team/publish.ts';
import { listShares, setShare } from '../../../electron/team/shares-table.ts';
import type { TeamDatabase } from '../../../electron/team/sql.ts';
import { teamStatus } from '../../../electron/team/status.ts';
import { buildTiff, dataAt } from '../../core/raster/build-tiff.ts';
import { projectionEncoder, syntheticBank } from '../../core/search/synthetic-scene.ts';
import { type Cluster, startCluster, whyNoCluster } from './own-cluster.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const OUT = join(ROOT, 'dist', `team-${process.pid}`);
const SCENES = ['a.tif', 'b.tif'];
const EDGE = 2400;
const LEASE_SECONDS = 4;
const PAUSE_MS = 6;
const { signal } = new AbortController();
let folder: string;
let cluster: Cluster;
let db: TeamDatabase;
const host = createNodeHost(WORKER_ENTRIES);
const encoder = projectionEncoder();
const running = new Set<ChildProcess>();

function waves(seed: number): Uint8Array {
  const data = new Uint8Array(EDGE * EDGE);
  for (let y = 0; y < EDGE; y++)
    for (let x = 0; x < EDGE; x++)
      data[y * EDGE + x] = 128 + 100 * Math.sin(x / (31 + seed) + y / 77) + ((x * y) & 15);
  return buildTiff({
    ...{ widthPx: EDGE, heightPx: EDGE, bands: 1, bits: 8, photometric: 1, data },
    offsets: [dataAt],
    byteCounts: [data.length],
    fields: [],
  });
}

function startWorker(name: string, pauseMs = PAUSE_MS): ChildProcess {
  const child = spawn(process.execPath, [join(OUT, 'child.mjs'), cluster.url, name, String(pauseMs)], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, PGAPPNAME: name },
  });
  running.add(child);
  return child;
}

async function addAll(): Promise<Added> {
  const files = SCENES.map((name) => ({ path: join(folder, 'share', name), date: null }));
  const trained = { low: 67, high: 2240 };
  const shares = await listShares(db);
  return addScenes(
    {
      ...{ db, host, shares, trained },
      model: encoder.model,
      sizesPx: [32],
      datePattern: null,
      leaseSeconds: LEASE_SECONDS,
    },
    files,
    unattended(),
  );
}

const status = () => whenThere(() => teamStatus(db), signal);
async function until(isThere: (now: Awaited<ReturnType<typeof teamStatus>>) => boolean): Promise<void> {
  while (!isThere(await status())) await wait(100);
}

beforeAll(async () => {
  if (whyNoCluster !== null) return;
  folder = await mkdtemp(join(tmpdir(), 'longsight-workers-'));
  await mkdir(join(folder, 'share'));
  for (const [i, name] of SCENES.entries()) await writeFile(join(folder, 'share', name), waves(i));
  await build({
    configFile: false,
    logLevel: 'error',
    root: ROOT,
    build: {
      ssr: fileURLToPath(new URL('./worker-child.ts', import.meta.url)),
      outDir: OUT,
      rolldownOptions: { output: { entryFileNames: 'child.mjs', chunkFileNames: '[name].mjs' } },
    },
  });
  cluster = await startCluster();
  db = await connectPostgres(cluster.url);
  await initTeam(db);
  await setShare(db, { name: 'archive', prefixes: [join(folder, 'share')] });
});
afterAll(async () => {
  await host.close();
  if (whyNoCluster !== null) return;
  for (const child of running) child.kill('SIGKILL');
  await db.close();
  cluster.stop();
  for (const each of [folder, OUT]) await rm(each, { recursive: true });
});

test.skipIf(whyNoCluster !== null)(
  `four workers, of which one is killed, one frozen past its lease and one cut off, encode every block once (${whyNoCluster ?? 'PostgreSQL 15'})`,
  { timeout: 400_000 },
  async () => {
    const { blocks, windows } = await addAll();
    expect(blocks).toBeGreaterThan(40);
    const workers = ['w0', 'w1', 'w2', 'w3'].map((name) => startWorker(name));
    const ends = workers.map((child) => once(child, 'exit'));
    // All have work when the first ones are stopped.
    await Promise.all(workers.map(({ stdout }) => once(stdout!, 'data')));
    for (const { stdin } of workers) stdin!.end();
    await until(({ blocks: { done } }) => done >= 4);

    workers[0].kill('SIGKILL');
    workers[1].kill('SIGSTOP');
    const frozen = Date.now();
    expect(
      (await db.query("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'w2'"))
        .length,
    ).toBeGreaterThan(0);
    const [{ queue: name, ids }] = await db.query<{ queue: string; ids: string[] }>(
      `select name as queue, array_agg(id::text) as ids from
         (select name, id from longsight_jobs.job where state = 'created' order by created_on desc limit 10) as last group by name`,
    );
    const queue = await JobQueue.open(db, false);
    const cancelled = await queue.cancel(name, ids);
    await queue.close();
    expect(cancelled).toBe(10);
    await until(({ blocks: { done } }) => done >= 10);
    cluster.restart();
    await until(({ blocks: { done } }) => done >= 16);
    await wait(Math.max(0, frozen + 1000 * (LEASE_SECONDS + 3) - Date.now()));
    workers[1].kill('SIGCONT');

    const codes = (await Promise.all(ends)).map(([code]) => code);
    expect(codes).toEqual([null, 0, 0, 0]);
    expect((await status()).blocks).toEqual({
      waiting: 0,
      active: 0,
      done: blocks - cancelled,
      failed: 0,
      cancelled,
    });
    const [{ again }] = await db.query<{ again: number }>(
      'select count(*) as again from longsight_jobs.job where retry_count > 0',
    );
    expect(again).toBeGreaterThanOrEqual(2);

    expect((await addAll()).blocks).toBe(cancelled);
    const last = startWorker('last', 0);
    last.stdin!.end();
    expect((await once(last, 'exit'))[0]).toBe(0);
    const end = await status();
    expect(end.blocks).toMatchObject({ waiting: 0, active: 0, done: blocks, cancelled: 0 });
    expect(end).toMatchObject({ windowsDone: windows, indexesComplete: SCENES.length, failures: [] });
    await expectLocalBytes();
  },
);

/** The windows of the store are those that this machine encodes, bit for bit. */
async function expectLocalBytes(): Promise<void> {
  const { storage } = host;
  for (const name of SCENES) {
    const index = await indexOfFile(db, { share: 'archive', path: name }, encoder.model);
    if (index === null) throw new Error(`${name} has no complete index`);
    const { key, view } = index;
    const [own, received] = [join(folder, `${name}.own`), join(folder, `${name}.received`)];
    await using scene = closing(await openScene(host, join(folder, 'share', name), unattended()));
    await indexScene(
      { reader: openModelView(scene, view), encoder, key, storage, path: own, batchSize: 16 },
      unattended(),
    );
    await receiveIndex(
      { storage, path: received, key },
      (first) => recordsFrom(db, index, first, signal),
      unattended(),
    );
    expect((await readFile(received)).equals(await readFile(own))).toBe(true);
    const bank = syntheticBank();
    const scores = new BankScores(bank, key.grid);
    await scores.catchUp(await OpenIndex.open(storage, own), signal);
    const tops = (await readBankTops(db, [index.id], bank)).get(index.id);
    for (let b = 0; b < bank.count; b++)
      expect(tops?.slice(b * TOP_WINDOWS, (b + 1) * TOP_WINDOWS)).toEqual(scores.topOf(b).values);
  }
}
