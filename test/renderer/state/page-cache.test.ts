import { QueryObserver } from '@tanstack/react-query';
import { expect, test } from 'vitest';
import { PageCache } from '../../../renderer/state/page-cache.ts';

/** A value in the core, whose answers arrive when they are let go; each is the value of when it was asked. */
function watchedValue() {
  const cache = new PageCache({ defaultOptions: { queries: { retry: false } } });
  const core = { value: 1 };
  const onTheWay: { arrive: () => void; fail: () => void }[] = [];
  const observer = new QueryObserver(cache, {
    queryKey: ['value'],
    queryFn: () => {
      const asked = core.value;
      return new Promise<number>((resolve, reject) => {
        onTheWay.push({ arrive: () => resolve(asked), fail: () => reject(new Error('lost')) });
      });
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
  const unsubscribe = observer.subscribe(() => undefined);
  return { cache, core, onTheWay, shown: () => observer.getCurrentResult(), unsubscribe };
}

const soon = () => new Promise((resolve) => setTimeout(resolve, 10));

test('a first answer from before a change is followed by a second one', async () => {
  const { cache, core, onTheWay, shown, unsubscribe } = watchedValue();
  core.value = 2;
  const fresh = cache.invalidateQueries({ queryKey: ['value'] });
  onTheWay[0].arrive();
  await expect.poll(() => onTheWay.length, { timeout: 5_000 }).toBe(2);
  onTheWay[1].arrive();
  await fresh;
  expect(shown().data).toBe(2);
  unsubscribe();
});

test('several changes before the first answer ask once more', async () => {
  const { cache, core, onTheWay, shown, unsubscribe } = watchedValue();
  for (const value of [2, 3, 4]) {
    core.value = value;
    void cache.invalidateQueries();
  }
  onTheWay[0].arrive();
  await expect.poll(() => onTheWay.length, { timeout: 5_000 }).toBe(2);
  onTheWay[1].arrive();
  await soon();
  expect(onTheWay).toHaveLength(2);
  expect(shown().data).toBe(4);
  unsubscribe();
});

test('a change after a first question that failed is seen', async () => {
  const { cache, core, onTheWay, shown, unsubscribe } = watchedValue();
  core.value = 2;
  const fresh = cache.invalidateQueries({ queryKey: ['value'] });
  onTheWay[0].fail();
  await expect.poll(() => onTheWay.length, { timeout: 5_000 }).toBe(2);
  onTheWay[1].arrive();
  await fresh;
  expect(shown().data).toBe(2);
  unsubscribe();
});

test('a later answer from before a change is never shown', async () => {
  const { cache, core, onTheWay, shown, unsubscribe } = watchedValue();
  onTheWay[0].arrive();
  await soon();
  void cache.invalidateQueries();
  core.value = 2;
  void cache.invalidateQueries();
  onTheWay[2].arrive();
  await soon();
  onTheWay[1].arrive();
  await soon();
  expect(shown().data).toBe(2);
  unsubscribe();
});
