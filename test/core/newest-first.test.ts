import { expect, test } from 'vitest';
import { NewestFirst } from '../../core/newest-first.ts';

const alive = () => new AbortController().signal;

/** Work that ends when it is told to. */
function work(name: string, started: string[]) {
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const run = async () => {
    started.push(name);
    await ended;
    return name;
  };
  return { run, end: () => end() };
}

test('no more runs than allowed, and the newest that waits is next', async () => {
  const queue = new NewestFirst(2);
  const started: string[] = [];
  const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((name) => work(name, started));
  const all = [a, b, c, d].map(({ run }) => queue.run(run, alive()));
  expect(started).toEqual(['a', 'b']);
  a.end();
  await all[0];
  await Promise.resolve();
  expect(started).toEqual(['a', 'b', 'd']);
  for (const each of [b, c, d]) each.end();
  expect(await Promise.all(all)).toEqual(['a', 'b', 'c', 'd']);
  expect(started).toEqual(['a', 'b', 'd', 'c']);
});

test('work whose caller has gone is dropped, and the rest goes on', async () => {
  const queue = new NewestFirst(1);
  const started: string[] = [];
  const [a, b, c] = ['a', 'b', 'c'].map((name) => work(name, started));
  const gone = new AbortController();
  const first = queue.run(a.run, alive());
  const second = queue.run(b.run, alive());
  const third = queue.run(c.run, gone.signal);
  gone.abort(new Error('gone'));
  await expect(third).rejects.toThrow('gone');
  await expect(queue.run(c.run, gone.signal)).rejects.toThrow('gone');
  a.end();
  b.end();
  expect(await Promise.all([first, second])).toEqual(['a', 'b']);
  expect(started).toEqual(['a', 'b']);
});

test('work that fails makes room too', async () => {
  const queue = new NewestFirst(1);
  const failing = queue.run(() => Promise.reject(new Error('damaged')), alive());
  const next = queue.run(async () => 'next', alive());
  await expect(failing).rejects.toThrow('damaged');
  expect(await next).toBe('next');
});
