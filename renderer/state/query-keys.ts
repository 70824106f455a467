/** One key family for each thing the core holds, and which of them a revision makes stale. */
import type { QueryClient } from '@tanstack/react-query';
import type { ModelId, QueryResult, Revisions, SceneId } from '../../core/rpc/documents.ts';

import type { Asked } from './view-state.ts';

export const queryKeys = {
  info: ['info'],
  device: ['device'],
  scenes: ['scenes'],
  models: ['models'],
  jobs: ['jobs'],
  bandRanges: (scene: SceneId) => ['bandRanges', scene],
  project: ['project'],
  indexes: (scene: SceneId) => ['indexes', scene],
  plan: (scene: SceneId, model: ModelId, sizesPx: readonly number[] | null) => [
    'plan',
    scene,
    model,
    sizesPx,
  ],
  tokens: (model: ModelId, text: string) => ['tokens', model, text],
  result: (asked: Asked | null) => ['result', asked],
  cells: (url: string) => ['cells', url],
} as const;

export function invalidateChanged(cache: QueryClient, before: Revisions | null, now: Revisions): void {
  const changed = (key: keyof Revisions): boolean => before !== null && before[key] !== now[key];
  const stale = (...families: readonly string[]): void => {
    for (const family of families) void cache.invalidateQueries({ queryKey: [family] });
  };
  if (changed('project')) stale('project');
  if (changed('jobs')) stale('jobs');
  if (changed('models')) stale('models', 'device', 'plan');
  if (changed('scenes')) {
    stale('scenes', 'indexes', 'plan');
    // A complete answer stays true; one over part of the windows may now cover more.
    void cache.invalidateQueries({
      queryKey: ['result'],
      predicate: ({ state }) => isPartial(state.data as QueryResult | undefined) || state.status === 'error',
    });
  }
}

function isPartial(result: QueryResult | undefined): boolean {
  return result !== undefined && result.windows < result.windowsPlanned;
}
