/**
 * Query keys, one family for each thing the core holds, and the families that a revision invalidates. Those of collections and of the team
 * store lie with their panels (`features/collections/use-collections.ts`, `features/team/use-team.ts`), which load when they are opened.
 */
import type { QueryClient } from '@tanstack/react-query';
import type { Revisions } from '../../core/documents/app.ts';
import type { PageEvaluationRequest } from '../../core/documents/evaluation.ts';
import type { ExportSpec } from '../../core/documents/export-spec.ts';
import type {
  DatasetId,
  EvaluationId,
  GrantId,
  JobId,
  ModelId,
  QueryId,
  RunId,
  SceneId,
} from '../../core/documents/ids.ts';
import type { RunRequest } from '../../core/documents/run.ts';
import type { BandRendering, RasterWindow } from '../../core/documents/scene.ts';
import type {
  ComparedQuery,
  DifferenceMeasure,
  Query,
  QueryResult,
  TextSpan,
} from '../../core/documents/search.ts';
import type { PhraseKind, SeloKind } from './map-kind.ts';
import { refetch } from './refetch.ts';
import type { ScenePair } from './view-state.ts';

export const queryKeys = {
  info: ['info'],
  faults: ['faults'],
  device: ['device'],
  selfCheck: ['selfCheck'],
  settings: ['settings'],
  disk: ['disk'],
  scenes: ['scenes'],
  models: ['models'],
  jobs: ['jobs'],
  jobLog: (job: JobId) => ['jobs', 'log', job],
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
  /** Matches the query's results from any index. */
  queryResults: (query: Query | null) => ['result', query],
  /**
   * `sizesPx` of the index that the user chose; `basis` of the one that answers: another model view, content or precision means another
   * result.
   */
  queryResult: (query: Query | null, sizesPx: readonly number[] | null, basis: string | null) => [
    'result',
    query,
    sizesPx,
    basis,
  ],
  layerResult: (query: Query | null, basis: string | null) => ['layerResult', query, basis],
  phrases: (query: QueryId, window: RasterWindow, spans: readonly TextSpan[] | null) => [
    'phrases',
    query,
    window,
    spans,
  ],
  firstLook: (query: Query | null) => ['firstLook', query],
  suggestions: (scene: SceneId, model: ModelId, basis: string | null) => ['suggestions', scene, model, basis],
  selo: (selo: SeloKind | null) => ['selo', selo],
  phraseMap: (phrase: PhraseKind | null) => ['phraseMap', phrase],
  painted: (id: QueryId) => ['painted', id],
  sharpened: (id: QueryId | null) => ['sharpened', id],
  exportPlan: (query: QueryId, spec: ExportSpec) => ['exportPlan', query, spec],
  compared: (query: ComparedQuery | null) => ['compared', query],
  difference: (pair: { readonly a: QueryId; readonly b: QueryId } | null, measure: DifferenceMeasure) => [
    'difference',
    pair,
    measure,
  ],
  sceneChange: (
    pair: ScenePair | null,
    measure: DifferenceMeasure,
    before: string | null,
    after: string | null,
  ) => ['sceneChange', pair, measure, before, after],
  runs: ['runs'],
  run: (id: RunId) => ['run', id],
  runLog: (id: RunId) => ['runLog', id],
  runPlan: (spec: RunRequest | null) => ['runPlan', spec],
  evaluations: ['evaluations'],
  evaluationReport: (id: EvaluationId) => ['evaluation', id],
  evaluationComparison: (a: EvaluationId, b: EvaluationId) => ['evaluation', a, 'compared', b],
  evaluationCheck: (request: PageEvaluationRequest) => ['evaluationCheck', request],
  datasets: ['datasets'],
  dataset: (id: DatasetId | null) => ['dataset', id],
  assistant: ['assistant'],
  captionPreview: (id: DatasetId, method: string) => ['captionPreview', id, method],
  datasetReport: (id: DatasetId, settings: object) => ['datasetReport', id, settings],
  cells: (url: string | null) => ['cells', url],
} as const;

/** Running jobs report progress several times a second; index states are refetched less often. */
const INDEXES_EVERY_MS = 2000;
/** Likewise for runs and their logs. */
const RUNS_EVERY_MS = 1000;

/** Returns a listener that invalidates whatever the core reports as changed. */
export function revisionListener(cache: QueryClient): (now: Revisions) => void {
  let before: Revisions | null = null;
  let indexesFetchedMs = 0;
  let runsFetchedMs = 0;
  const stale = (...families: readonly string[]): void => {
    for (const family of families) refetch(cache, { queryKey: [family] });
  };
  return (now) => {
    const changed = (key: keyof Revisions): boolean => before !== null && before[key] !== now[key];
    if (changed('faults')) stale('faults');
    if (changed('project')) stale('project');
    if (changed('runs')) stale('runs', 'run', 'runLog');
    if (changed('jobs') && performance.now() - runsFetchedMs > RUNS_EVERY_MS) {
      runsFetchedMs = performance.now();
      stale('runs', 'run', 'runLog');
    }
    if (changed('datasets'))
      stale(
        'datasets',
        'dataset',
        'datasetReport',
        'assistant',
        'captionPreview',
        'runPlan',
        'evaluationCheck',
      );
    if (changed('evaluations')) stale('evaluations', 'evaluation');
    if (changed('team')) stale('team');
    if (changed('collections'))
      stale('collections', 'collectionStates', 'collectionPlan', 'collectionAnswer');
    if (changed('models'))
      stale(
        ...['collectionStates', 'collectionPlan'],
        ...['models', 'device', 'indexes', 'plan', 'compared', 'checkpoint'],
        // A run shows the calibrations of its model and its base.
        ...['knownModels', 'downloadSettings', 'leftovers', 'run'],
      );
    if (changed('devices')) stale('device', 'plan');
    if (changed('jobs')) {
      stale('jobs');
      if (performance.now() - indexesFetchedMs > INDEXES_EVERY_MS) {
        indexesFetchedMs = performance.now();
        stale('indexes');
      }
    }
    if (changed('scenes')) {
      // A comparison may have been run before the second model had its whole index.
      stale('scenes', 'indexes', 'plan', 'compared');
      // The patches of the whole scene may have come or gone.
      stale('patchPlan', 'sharpened', 'phraseMap');
      // A complete result stays valid for its basis; a partial one may now cover more windows.
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
