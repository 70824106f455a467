/** The change between two scenes, each asked the same question first. */
import { skipToken, type UseQueryResult, useQuery } from '@tanstack/react-query';
import type { Pictured, SceneChange } from '../../core/documents/change.ts';
import type { SceneId } from '../../core/documents/ids.ts';
import type { QueryResult } from '../../core/documents/search.ts';
import { answeringIndex } from './answering.ts';
import { useApplication, useView } from './application-context.ts';
import type { CoreLink } from './core-link.ts';
import { useIndexes } from './core-queries.ts';
import { queryKeys } from './query-keys.ts';
import type { ScenePair } from './view-state.ts';

export type AnsweredChange = {
  readonly before: QueryResult;
  readonly after: QueryResult;
  readonly change: Pictured<SceneChange>;
};

/** Lists short enough to read through. */
export const PLACES_WANTED = 100;

/** Disabled without a pair, and until both scenes have an index that can answer. */
export function useSceneChange(pair: ScenePair | null): UseQueryResult<AnsweredChange> {
  const { core } = useApplication();
  const measure = useView((state) => state.differenceMeasure);
  const before = useBasis(pair, pair ? pair.before : null);
  const after = useBasis(pair, pair ? pair.after : null);
  return useQuery({
    queryKey: queryKeys.sceneChange(pair, measure, before, after),
    queryFn:
      pair && before !== null && after !== null
        ? ({ signal }) => askBoth(core, pair, measure, signal)
        : skipToken,
    // The core keeps only the latest maps.
    gcTime: 15_000,
  });
}

/** Changes with the answers of the scene's index; null while none can answer. */
function useBasis(pair: ScenePair | null, scene: SceneId | null): string | null {
  const { data: indexes } = useIndexes(scene);
  const answering = pair && scene && answeringIndex(indexes, { scene, model: pair.model }, null);
  return answering ? answering.index.basis : null;
}

async function askBoth(
  core: CoreLink,
  { model, terms, area, ...scenes }: ScenePair,
  measure: Pictured<SceneChange>['measure'],
  signal: AbortSignal,
): Promise<AnsweredChange> {
  const ask = (scene: SceneId): Promise<QueryResult> =>
    core.call(
      'query.run',
      { scene, model, terms, area: null, hits: 1, sizesPx: null, isRecorded: false },
      { signal },
    );
  const before = await ask(scenes.before);
  const after = await ask(scenes.after);
  const change = await core.call(
    'change.scenes',
    { before: before.id, after: after.id, measure, area, places: PLACES_WANTED },
    { signal },
  );
  return { before, after, change };
}
