/** Whether values that the map will show are still on their way. */
import { useIsFetching } from '@tanstack/react-query';
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
  return useIsFetching({ predicate: ({ queryKey }) => FAMILIES.has(queryKey[0] as string) }) > 0;
}
