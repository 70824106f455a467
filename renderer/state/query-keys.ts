/** One key family for each thing the core holds, and which of them a revision makes stale. */
import type { QueryClient } from '@tanstack/react-query';
import type { Revisions } from '../../core/documents/app.ts';
import type { DatasetId, GrantId, ModelId, QueryId, RunId, SceneId } from '../../core/documents/ids.ts';
import type { RunRequest } from '../../core/documents/run.ts';
import type { BandRendering } from '../../core/documents/scene.ts';
import type { DifferenceMeasure, QueryResult } from '../../core/documents/search.ts';
import { refetch } from './refetch.ts';
import type { Asked, Compared } from './view-state.ts';

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
  bandRanges: (scene: SceneId, content: string) => ['bandRanges', scene, content],
  project: ['project'],
  indexes: (scene: SceneId | null) => ['indexes', scene],
  unreadableIndexes: (scene: SceneId) => ['indexes', scene, 'unreadable'],
  plan: (scene: SceneId, model: ModelId, sizesPx: readonly number[] | null, view: BandRendering | null) => [
    'plan',
    scene,
    model,
    sizesPx,
    view,
  ],
  tokens: (model: ModelId | null, text: string) => ['tokens', model, text],
  /** Whatever index answers. */
  result: (asked: Asked | null) => ['result', asked],
  /**
   * `sizesPx` of the index that was chosen to answer; `basis` of those that can: another model view, content or precision of theirs is
   * another answer.
   */
  answer: (asked: Asked | null, sizesPx: readonly number[] | null, basis: string | null) => [
    'result',
    asked,
    sizesPx,
    basis,
  ],
  compared: (question: Compared | null) => ['compared', question],
  difference: (pair: { readonly a: QueryId; readonly b: QueryId } | null, measure: DifferenceMeasure) => [
    'difference',
    pair,
    measure,
  ],
  runs: ['runs'],
  run: (id: RunId) => ['run', id],
  runLog: (id: RunId) => ['runLog', id],
  runPlan: (spec: RunRequest | null) => ['runPlan', spec],
  datasets: ['datasets'],
  dataset: (id: DatasetId | null) => ['dataset', id],
  assistant: ['assistant'],
  captionPreview: (id: DatasetId, method: string) => ['captionPreview', id, method],
  datasetReport: (id: DatasetId, settings: object) => ['datasetReport', id, settings],
  cells: (url: string | null) => ['cells', url],
} as const;

/** While a job runs its progress comes several times a second; how far an index has come is asked for less often. */
const INDEXES_EVERY_MS = 2000;
/** So is what a run has written. */
const RUNS_EVERY_MS = 1000;

/** Makes stale what each report of the core says has changed. */
export function revisionListener(cache: QueryClient): (now: Revisions) => void {
  let before: Revisions | null = null;
  let indexesAskedMs = 0;
  let runsAskedMs = 0;
  const stale = (...families: readonly string[]): void => {
    for (const family of families) refetch(cache, { queryKey: [family] });
  };
  return (now) => {
    const changed = (key: keyof Revisions): boolean => before !== null && before[key] !== now[key];
    if (changed('project')) stale('project');
    if (changed('runs')) stale('runs', 'run', 'runLog');
    if (changed('jobs') && performance.now() - runsAskedMs > RUNS_EVERY_MS) {
      runsAskedMs = performance.now();
      stale('runs', 'run', 'runLog');
    }
    if (changed('datasets'))
      stale('datasets', 'dataset', 'datasetReport', 'assistant', 'captionPreview', 'runPlan');
    if (changed('models'))
      stale(
        ...['models', 'device', 'indexes', 'plan', 'compared', 'checkpoint'],
        ...['knownModels', 'downloadSettings', 'leftovers'],
      );
    if (changed('devices')) stale('device', 'plan');
    if (changed('jobs')) {
      stale('jobs');
      if (performance.now() - indexesAskedMs > INDEXES_EVERY_MS) {
        indexesAskedMs = performance.now();
        stale('indexes');
      }
    }
    if (changed('scenes')) {
      // A comparison may have been asked for before the second model had its whole index.
      stale('scenes', 'indexes', 'plan', 'compared');
      // A complete answer stays true of its basis; one over part of the windows may now cover more.
      refetch(cache, {
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
