/** The SeLo paper's maps of a question, and the regions of its scene. */
import { skipToken, type UseQueryResult, useQuery } from '@tanstack/react-query';
import type { SceneId } from '../../core/documents/ids.ts';
import type { Region, SeloAnswer } from '../../core/documents/selo.ts';
import { useApplication, useView } from './application-context.ts';
import type { SeloKind } from './map-kind.ts';
import { queryKeys } from './query-keys.ts';

/** Disabled without a kind. The first map of a scene encodes its windows; another map aborts it, and the windows done so far are kept. */
export function useSelo(selo: SeloKind | null): UseQueryResult<SeloAnswer> {
  const { core, view } = useApplication();
  return useQuery({
    queryKey: queryKeys.selo(selo),
    queryFn: selo
      ? ({ signal }) => {
          const { query, version } = selo;
          const onProgress = (seloProgress: { readonly done: number; readonly total: number }): void =>
            view.setState({ seloProgress });
          return core
            .call('selo.map', { query, version }, { signal, onProgress })
            .finally(() => view.setState({ seloProgress: null }));
        }
      : skipToken,
    // The core keeps only the latest maps.
    gcTime: 60_000,
    retry: false,
  });
}

const NONE: readonly Region[] = [];

/** The regions drawn on a scene or loaded for it, in this window. */
export function useRegions(scene: SceneId | null): readonly Region[] {
  return useView((state) => (scene && state.regions[scene]) || NONE);
}
