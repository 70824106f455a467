import { expect, test } from 'vitest';
import { SharedWork } from '../../core/shared-work.ts';

type Seen = { starts: number; aborts: number; finish: (result: string) => void };

/** Work that ends when told to, or on an abort. */
function slowWork() {
  const seen: Seen = { starts: 0, aborts: 0, finish: () => undefined };
  const work = (signal: AbortSignal) =>
    new Promise<string>((resolve, reject) => {
      seen.starts += 1;
      seen.finish = resolve;
      signal.addEventListener('abort', () => {
        seen.aborts += 1;
        reject(signal.reason);
      });
    });
  return { seen, work };
}

test('callers of one key share the work, and an abort ends the wait of one caller only', async () => {
  const shared = new SharedWork<string>();
  const { seen, work } = slowWork();
  const leaving = new AbortController();
  const first = shared.run('a', work, leaving.signal);
  const second = shared.run('a', work);
  leaving.abort(new Error('not wanted'));
  await expect(first).rejects.toThrow('not wanted');
  expect(seen.aborts).toBe(0);
  seen.finish('done');
  expect(await second).toBe('done');
  expect(seen.starts).toBe(1);
});

test('the work is aborted when the last caller has gone, and the next caller starts it anew', async () => {
  const shared = new SharedWork<string>();
  const { seen, work } = slowWork();
  const leaving = [new AbortController(), new AbortController()];
  const waits = leaving.map(({ signal }) => shared.run('a', work, signal));
  for (const each of leaving) each.abort();
  for (const wait of waits) await expect(wait).rejects.toThrow(/abort/);
  expect(seen).toMatchObject({ starts: 1, aborts: 1 });
  const again = shared.run('a', work);
  seen.finish('done');
  expect(await again).toBe('done');
  expect(seen.starts).toBe(2);
});

test('keys do not share, a failure reaches all callers, and an aborted caller starts nothing', async () => {
  const shared = new SharedWork<string>();
  const fail = () => Promise.reject(new Error('no answer'));
  const [a, b, other] = await Promise.allSettled([
    shared.run('a', fail),
    shared.run('a', fail),
    shared.run('b', async () => 'fine'),
  ]);
  for (const each of [a, b]) expect(each).toMatchObject({ reason: { message: 'no answer' } });
  expect(other).toMatchObject({ value: 'fine' });
  const { seen, work } = slowWork();
  await expect(shared.run('c', work, AbortSignal.abort())).rejects.toThrow(/abort/);
  expect(seen.starts).toBe(0);
});
