/** What the patches of a whole scene cost, and whether they are there. */
import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import type { ModelId, SceneId } from '../../core/documents/ids.ts';
import type { PatchPlan } from '../../core/documents/search.ts';
import { useApplication } from './application-context.ts';

export function usePatchPlan(scene: SceneId, model: ModelId): UseQueryResult<PatchPlan> {
  const { core } = useApplication();
  return useQuery({
    queryKey: ['patchPlan', scene, model],
    queryFn: ({ signal }) => core.call('index.planPatches', { scene, model }, { signal }),
    retry: false,
  });
}
