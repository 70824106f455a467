import { expect, test } from 'vitest';
import { serialQueue } from '../../core/serial-queue.ts';

test('tasks run one after another, in the order in which they were added', async () => {
  const inOrder = serialQueue();
  const events: string[] = [];
  const task = (name: string, waitMs: number) => async () => {
    events.push(`${name} begins`);
    await new Promise((resolve) => setTimeout(resolve, waitMs));
    events.push(`${name} ends`);
    return name;
  };
  const results = await Promise.all([inOrder(task('first', 20)), inOrder(task('second', 0))]);
  expect(results).toEqual(['first', 'second']);
  expect(events).toEqual(['first begins', 'first ends', 'second begins', 'second ends']);
});

test('each caller gets the error of its own task, and the queue goes on', async () => {
  const inOrder = serialQueue();
  const settled = await Promise.allSettled([
    inOrder(async () => 1),
    inOrder(() => Promise.reject(new Error('the disk is full'))),
    inOrder(() => {
      throw new Error('thrown before the first await');
    }),
    inOrder(async () => 4),
  ]);
  expect(settled).toMatchObject([
    { status: 'fulfilled', value: 1 },
    { status: 'rejected', reason: { message: 'the disk is full' } },
    { status: 'rejected', reason: { message: 'thrown before the first await' } },
    { status: 'fulfilled', value: 4 },
  ]);
});

test('a task added while another runs waits for it', async () => {
  const inOrder = serialQueue();
  const events: string[] = [];
  let inner: Promise<unknown> | null = null;
  await inOrder(async () => {
    inner = inOrder(async () => events.push('inner'));
    await new Promise((resolve) => setTimeout(resolve, 5));
    events.push('outer');
  });
  await inner;
  expect(events).toEqual(['outer', 'inner']);
});
