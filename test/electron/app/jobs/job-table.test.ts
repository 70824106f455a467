import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { GrantId } from '../../../../core/documents/ids.ts';
import type { JobSpec } from '../../../../core/documents/job.ts';
import { Faults } from '../../../../core/faults.ts';
import type { Task } from '../../../../core/task.ts';
import type { JobKinds } from '../../../../electron/app/jobs/job-kind.ts';
import { JobTable } from '../../../../electron/app/jobs/job-table.ts';
import { NodeStorage } from '../../../../electron/node/node-storage.ts';

type Run = (task: Task) => Promise<unknown>;

async function tableOf(run: Run, path?: string) {
  const file = path ?? join(await mkdtemp(join(tmpdir(), 'longsight-jobs-')), 'jobs.json');
  const kind = {
    title: ({ kind }: JobSpec) => kind,
    canResume: true,
    lane: 'compute' as const,
    run: async (_: JobSpec, task: Task) =>
      (await run(task)) === 'stopped' ? ('stopped' as const) : ('done' as const),
  };
  const kinds: JobKinds = {
    index: kind,
    'index-collection': kind,
    'copy-index': kind,
    'index-patches': kind,
    'import-model': kind,
    'model-precision': kind,
    'calibrate-model': kind,
    'download-model': { ...kind, lane: 'network' },
    evaluate: kind,
    'convert-scene': { ...kind, lane: 'conversions' },
    caption: { ...kind, lane: 'captions' },
    train: { ...kind, lane: 'training' },
  };
  let changes = 0;
  const faults = new Faults();
  const changed = (): void => {
    changes += 1;
  };
  const table = await JobTable.open(kinds, new NodeStorage(), file, changed, faults);
  return { table, file, faults, changes: () => changes };
}

const importing = (name: string): JobSpec => ({
  kind: 'import-model',
  grant: 'g' as GrantId,
  name,
  activation: null,
  knownAs: null,
});
const downloading = (name: string): JobSpec => ({
  kind: 'download-model',
  source: { kind: 'known', model: name },
  name,
  activation: null,
});

/** Work that ends only when it is aborted. */
const endless: Run = ({ signal, report }) =>
  new Promise((_, reject) => {
    report({ phase: 'working', done: 1, total: 10 });
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });

test('a job runs to its end and is then listed as done', async () => {
  const { table, changes } = await tableOf(async ({ report }) =>
    report({ phase: 'working', done: 3, total: 3 }),
  );
  const id = await table.start(importing('a'));
  expect(await table.finished(id)).toBe('done');
  expect(table.list()).toMatchObject([{ state: 'done', done: 3, total: 3, canResume: false, error: null }]);
  expect(changes()).toBeGreaterThan(2);
});

test('a job that throws shows the message of its error and can be resumed', async () => {
  let fails = true;
  const { table } = await tableOf(async () => {
    if (fails) throw new Error('disk is full');
  });
  const id = await table.start(importing('a'));
  expect(await table.finished(id)).toBe('failed');
  expect(table.list()).toMatchObject([{ error: 'disk is full', canResume: true }]);
  fails = false;
  await table.resume(id);
  expect(await table.finished(id)).toBe('done');
});

test('jobs run one at a time, in the order in which they were started', async () => {
  const log: string[] = [];
  const { table } = await tableOf(async () => {
    log.push('start');
    await new Promise((resolve) => setTimeout(resolve, 20));
    log.push('end');
  });
  const ids = [await table.start(importing('a')), await table.start(importing('b'))];
  for (const id of ids) await table.finished(id);
  expect(log).toEqual(['start', 'end', 'start', 'end']);
});

test('a download runs beside other work, and a second download waits for the first', async () => {
  let running = 0;
  let most = 0;
  const { table } = await tableOf(async () => {
    most = Math.max(most, ++running);
    // The first two wait for each other, however slow the machine is.
    do await new Promise((resolve) => setTimeout(resolve, 30));
    while (most < 2);
    running -= 1;
  });
  const ids = [
    await table.start(importing('a')),
    await table.start(downloading('b')),
    await table.start(downloading('c')),
  ];
  for (const id of ids) expect(await table.finished(id)).toBe('done');
  expect(most).toBe(2);
});

test('the time left is that of the current phase', async () => {
  let reported: () => void = () => undefined;
  const second = new Promise<void>((resolve) => {
    reported = resolve;
  });
  const { table } = await tableOf(async ({ signal, report }) => {
    report({ phase: 'downloading', done: 0, total: 1e9 });
    report({ phase: 'downloading', done: 1e9, total: 1e9 });
    report({ phase: 'importing', done: 1, total: 4 });
    await new Promise((resolve) => setTimeout(resolve, 50));
    report({ phase: 'importing', done: 3, total: 4 });
    reported();
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  });
  const id = await table.start(downloading('a'));
  await second;
  const left = table.list()[0]?.secondsLeft ?? Number.NaN;
  expect(left).toBeGreaterThan(0.02);
  expect(left).toBeLessThan(2);
  await table.cancel(id);
});

test('phases that go on counting share the speed from which the time left is estimated', async () => {
  let reported: () => void = () => undefined;
  const last = new Promise<void>((resolve) => {
    reported = resolve;
  });
  const { table } = await tableOf(async ({ signal, report }) => {
    report({ phase: '1 of 2 scenes', done: 0, total: 100 });
    await new Promise((resolve) => setTimeout(resolve, 100));
    report({ phase: '1 of 2 scenes', done: 50, total: 100 });
    report({ phase: '2 of 2 scenes', done: 50, total: 100 });
    reported();
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  });
  const id = await table.start(importing('a'));
  await last;
  expect(table.list()[0]).toMatchObject({ phase: '2 of 2 scenes', secondsLeft: expect.any(Number) });
  await table.cancel(id);
});

test('the memory use of a job is listed while the job runs', async () => {
  const { table } = await tableOf(({ signal, report }) => {
    report({ phase: 'training', done: 1, total: 10, memoryBytes: 5e8 });
    return new Promise((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
  });
  const id = await table.start(importing('a'));
  await expect.poll(() => table.list()[0]?.memoryBytes).toBe(5e8);
  await table.cancel(id);
  expect(table.list()).toMatchObject([{ state: 'cancelled', memoryBytes: null }]);
});

test('a job that stopped with its work saved can be resumed', async () => {
  const { table } = await tableOf(async () => 'stopped');
  const id = await table.start(importing('a'));
  expect(await table.finished(id)).toBe('stopped');
  expect(table.list()).toMatchObject([{ canResume: true, error: null }]);
});

test('starting the same work twice gives one job', async () => {
  const { table } = await tableOf(endless);
  expect(await table.start(importing('a'))).toBe(await table.start(importing('a')));
  expect(table.list()).toHaveLength(1);
  await table.close();
});

test('cancelling resolves when the work has stopped', async () => {
  const { table } = await tableOf(endless);
  const id = await table.start(importing('a'));
  await table.cancel(id);
  expect(table.list()).toMatchObject([{ state: 'cancelled', canResume: true, error: null }]);
});

test('a job that was running when the process ended is interrupted, and continues when resumed', async () => {
  const first = await tableOf(endless);
  const id = await first.table.start(importing('a'));
  const second = await tableOf(async () => undefined, first.file);
  expect(second.table.list()).toMatchObject([{ id, state: 'interrupted', canResume: true }]);
  await second.table.resume(id);
  expect(await second.table.finished(id)).toBe('done');
  await first.table.cancel(id);
});

test('a running job cannot be dismissed, but a cancelled one can', async () => {
  const { table } = await tableOf(endless);
  const id = await table.start(importing('a'));
  await expect(table.dismiss(id)).rejects.toThrow(/cancel it first/);
  await table.cancel(id);
  await table.dismiss(id);
  expect(table.list()).toEqual([]);
});

test('closing the table stops the running job and starts no waiting job', async () => {
  const started: string[] = [];
  const { table, file } = await tableOf((task) => {
    started.push('started');
    return endless(task);
  });
  await table.start(importing('a'));
  await table.start(importing('b'));
  await table.close();
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(started).toHaveLength(1);
  const again = await tableOf(endless, file);
  expect(again.table.list()).toMatchObject([{ state: 'interrupted' }, { state: 'interrupted' }]);
});

test('closing the table leaves a job done that was just ending, and one cancelled that the user cancelled', async () => {
  let end: (() => void) | null = null;
  const ending = await tableOf(
    () =>
      new Promise((resolve) => {
        end = () => resolve(undefined);
      }),
  );
  await ending.table.start(importing('a'));
  await expect.poll(() => end).not.toBeNull();
  const closed = ending.table.close();
  end!();
  await closed;
  expect(ending.table.list()).toMatchObject([{ state: 'done' }]);
  const { table } = await tableOf(endless);
  const id = await table.start(importing('b'));
  await Promise.all([table.cancel(id), table.close()]);
  expect(table.list()).toMatchObject([{ state: 'cancelled' }]);
});

test('a table that could not be saved is saved at the next start of a job', async () => {
  const { table, file } = await tableOf(async () => undefined);
  await mkdir(file);
  await expect(table.start(importing('a'))).rejects.toThrow(/jobs\.json: is a folder/);
  expect(table.list()).toEqual([]);
  await rm(file, { recursive: true });
  const id = await table.start(importing('a'));
  expect(await table.finished(id)).toBe('done');
});

test('a job fails if the table cannot be saved at its end, and the next job runs', async () => {
  let release: (() => void) | null = null;
  const { table, file } = await tableOf(
    () =>
      new Promise((resolve) => {
        release = () => resolve(null);
      }),
  );
  const id = await table.start(importing('a'));
  await expect.poll(() => release).not.toBeNull();
  await rm(file);
  await mkdir(file);
  release!();
  expect(await table.finished(id)).toBe('failed');
  expect(table.list()).toMatchObject([{ error: expect.stringContaining('jobs.json') }]);
  await rm(file, { recursive: true });
  release = null;
  const next = await table.start(importing('b'));
  await expect.poll(() => release).not.toBeNull();
  release!();
  expect(await table.finished(next)).toBe('done');
});

test('the log of a job says what it did and why it failed, with the causes, and outlives the program', async () => {
  const { table, file } = await tableOf(async ({ report }) => {
    report({ phase: 'reading', done: 0, total: 5 });
    report({ phase: 'reading', done: 3, total: 5 });
    throw new Error('block 7 is damaged', { cause: new Error('unexpected end of data') });
  });
  const id = await table.start(importing('a'));
  await table.finished(id);
  const { table: again } = await tableOf(endless, file);
  const lines = await again.log(id);
  for (const line of lines) expect(line).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z /);
  expect(lines.map((line) => line.slice(line.indexOf(' ') + 1))).toEqual([
    'started: import-model',
    'reading: 0 of 5',
    'failed: block 7 is damaged',
    'caused by: unexpected end of data',
    'at: reading 3 of 5',
  ]);
});

test('a log is bounded however often its job is resumed, and goes with the job', async () => {
  const { table, file } = await tableOf(async ({ report }) => {
    for (let i = 0; i < 400; i++) report({ phase: `phase ${i}`, done: 0, total: 1 });
  });
  const id = await table.start(importing('a'));
  await table.finished(id);
  const lines = await table.log(id);
  expect(lines.length).toBe(300);
  expect(lines.at(-1)).toContain('done: 0 of 1');
  await table.dismiss(id);
  await table.close();
  expect(await new NodeStorage().list(join(file, '../jobs'))).toEqual([]);
});

test('a log that cannot be written does not stop its job, and is named', async () => {
  const path = join(await mkdtemp(join(tmpdir(), 'longsight-jobs-')), 'jobs.json');
  await writeFile(join(path, '../jobs'), 'a file where the folder of the logs belongs');
  const { table, faults } = await tableOf(async () => 'done', path);
  const id = await table.start(importing('a'));
  expect(await table.finished(id)).toBe('done');
  expect(faults.list()).toEqual([expect.stringContaining('a job log could not be written')]);
});
