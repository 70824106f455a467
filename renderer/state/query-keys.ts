/** One key family for each thing the core holds, and which of them a revision makes stale. */
import type { QueryClient } from '@tanstack/react-query';
import type { GrantId, ModelId, QueryResult, Revisions, SceneId } from '../../core/rpc/documents.ts';

import { chosenSizes } from './chosen-sizes.ts';
import type { Asked, IndexChoice } from './view-state.ts';

export const queryKeys = {
  info: ['info'],
  device: ['device'],
  scenes: ['scenes'],
  models: ['models'],
  jobs: ['jobs'],
  checkpoint: (grant: GrantId) => ['checkpoint', grant],
  knownModels: ['knownModels'],
  downloadSettings: ['downloadSettings'],
  leftovers: ['leftovers'],
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
  /** Whatever index answers. */
  result: (asked: Asked | null) => ['result', asked],
  answer: (asked: Asked | null, choice: IndexChoice | null) => ['result', asked, chosenSizes(asked, choice)],
  cells: (url: string) => ['cells', url],
} as const;

/** While a job runs its progress comes several times a second; how far an index has come is asked for less often. */
const INDEXES_EVERY_MS = 2000;

/** Makes stale what each report of the core says has changed. */
export function revisionListener(cache: QueryClient): (now: Revisions) => void {
  let before: Revisions | null = null;
  let indexesAskedMs = 0;
  const stale = (...families: readonly string[]): void => {
    for (const family of families) void cache.invalidateQueries({ queryKey: [family] });
  };
  return (now) => {
    const changed = (key: keyof Revisions): boolean => before !== null && before[key] !== now[key];
    if (changed('project')) stale('project');
    if (changed('models'))
      stale('models', 'device', 'plan', 'checkpoint', 'knownModels', 'downloadSettings', 'leftovers');
    if (changed('devices')) stale('device', 'plan');
    if (changed('jobs')) {
      stale('jobs');
      if (performance.now() - indexesAskedMs > INDEXES_EVERY_MS) {
        indexesAskedMs = performance.now();
        stale('indexes');
      }
    }
    if (changed('scenes')) {
      stale('scenes', 'indexes', 'plan');
      // A complete answer stays true; one over part of the windows may now cover more.
      void cache.invalidateQueries({
        queryKey: ['result'],
        predicate: ({ state }) =>
          isPartial(state.data as QueryResult | undefined) || state.status === 'error',
      });
    }
    before = now;
  };
}

function isPartial(result: QueryResult | undefined): boolean {
  return result !== undefined && result.windows < result.windowsPlanned;
}
