/** The memory budget of a process. */
import { expect, test } from 'vitest';
import { MemoryBudget } from '../../core/memory-budget.ts';

const turn = () => new Promise((resolve) => setTimeout(resolve, 1));

test('what is held together never exceeds the total, and all get their turn', async () => {
  const budget = new MemoryBudget(100);
  let [held, most, done] = [0, 0, 0];
  const sizes = Array.from({ length: 200 }, (_, i) => (i * 37) % 90);
  await Promise.all(
    sizes.map((bytes) =>
      budget.hold(bytes, async () => {
        held += bytes;
        most = Math.max(most, held);
        await turn();
        held -= bytes;
        done += 1;
      }),
    ),
  );
  expect(done).toBe(200);
  expect(most).toBeLessThanOrEqual(100);
  expect(most).toBeGreaterThan(50);
});

test('more than the total runs alone, in its turn', async () => {
  const budget = new MemoryBudget(100);
  const order: string[] = [];
  const work = (name: string) => async () => {
    order.push(`${name} starts`);
    await turn();
    order.push(`${name} ends`);
  };
  await Promise.all([
    budget.hold(60, work('first')),
    budget.hold(1000, work('large')),
    budget.hold(1, work('small')),
  ]);
  expect(order).toEqual([
    ...['first starts', 'first ends'],
    ...['large starts', 'large ends'],
    ...['small starts', 'small ends'],
  ]);
});

test('failed work gives its share back', async () => {
  const budget = new MemoryBudget(100);
  const broken = budget.hold(100, async () => {
    throw new Error('broken');
  });
  await expect(broken).rejects.toThrow('broken');
  expect(await budget.hold(100, async () => 7)).toBe(7);
});
