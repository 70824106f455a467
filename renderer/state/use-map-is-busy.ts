/** Whether values that the map will show are still on their way. */
import { notifyManager, type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useCallback, useSyncExternalStore } from 'react';
import { queryKeys } from './query-keys.ts';

const {
  queryResult,
  layerResult,
  firstLook,
  cells,
  sharpened,
  phraseMap,
  selo,
  compared,
  difference,
  sceneChange,
} = queryKeys;
const FAMILIES = new Set(
  [
    ...[queryResult(null, null, null), layerResult(null, null), firstLook(null), cells(null)],
    ...[sharpened(null), phraseMap(null), selo(null), compared(null), difference(null, 'cosine')],
    ...[sceneChange(null, 'cosine', null, null)],
  ].map(([family]) => family),
);

export function useMapIsBusy(): boolean {
  const client = useQueryClient();
  const subscribe = useCallback((onChange: () => void) => watchMapQueries(client, onChange), [client]);
  return useSyncExternalStore(subscribe, () => isMapBusy(client));
}

/**
 * Calls `onChange` when `isMapBusy` may have changed; returns how to end it. The library's `useIsFetching` would also look again after each
 * of the hundreds of other events of an answer, each time with a timer.
 */
export function watchMapQueries(client: QueryClient, onChange: () => void): () => void {
  return client.getQueryCache().subscribe(({ type, query }) => {
    if ((type === 'updated' || type === 'removed') && isOfMap(query)) notifyManager.schedule(onChange);
  });
}

export function isMapBusy(client: QueryClient): boolean {
  return client.isFetching({ predicate: isOfMap }) > 0;
}

function isOfMap({ queryKey }: { readonly queryKey: readonly unknown[] }): boolean {
  return FAMILIES.has(queryKey[0] as string);
}
