import { QueryClient } from '@tanstack/react-query';
import { expect, test } from 'vitest';
import { queryKeys } from '../../../renderer/state/query-keys.ts';
import { isMapBusy, watchMapQueries } from '../../../renderer/state/use-map-is-busy.ts';

/** Whether the map is busy at each call, while the query is answered. */
async function seenDuring(queryKey: readonly unknown[]): Promise<readonly boolean[]> {
  const client = new QueryClient();
  const seen: boolean[] = [];
  const end = watchMapQueries(client, () => seen.push(isMapBusy(client)));
  let answer = (_: string): void => undefined;
  const answered = client.prefetchQuery({
    queryKey,
    queryFn: () =>
      new Promise<string>((resolve) => {
        answer = resolve;
      }),
  });
  await afterNotices();
  answer('values');
  await answered;
  await afterNotices();
  end();
  client.clear();
  return seen;
}

function afterNotices(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 20);
  });
}

test('values of the map make it busy until they are here', async () => {
  const seen = await seenDuring(queryKeys.cells('data/map/1'));
  expect([seen[0], seen.at(-1)]).toEqual([true, false]);
});

test('other queries do not concern it', async () => {
  expect(await seenDuring(['project'])).toEqual([]);
});
