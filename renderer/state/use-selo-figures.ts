/** Metrics of a SeLo map for the regions of its scene. */
import { skipToken, type UseQueryResult, useQuery } from '@tanstack/react-query';
import type { Region, SeloAnswer, SeloFigures } from '../../core/documents/selo.ts';
import { useApplication } from './application-context.ts';
import type { SeloKind } from './map-kind.ts';

/** Disabled until the map is there and the scene has regions. */
export function useSeloFigures(
  selo: SeloKind | null,
  answer: SeloAnswer | undefined,
  regions: readonly Region[],
): UseQueryResult<SeloFigures> {
  const { core } = useApplication();
  const isReady = selo !== null && answer !== undefined && regions.length > 0;
  return useQuery({
    queryKey: ['seloFigures', selo, regions],
    queryFn: isReady
      ? ({ signal }) => {
          const { query, version } = selo;
          return core.call('selo.measure', { query, version, regions }, { signal });
        }
      : skipToken,
    gcTime: 10_000,
    retry: false,
  });
}
