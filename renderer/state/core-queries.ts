/** Hooks for what the core holds; `query-keys.ts` says when each is refetched. */
import { keepPreviousData, skipToken, type UseQueryResult, useQuery } from '@tanstack/react-query';
import type { AppDescription, DeviceReport } from '../../core/documents/app.ts';
import type { GrantId, ModelId, QueryId, SceneId } from '../../core/documents/ids.ts';
import type { JobSummary } from '../../core/documents/job.ts';
import type {
  CheckpointSummary,
  DownloadSettings,
  KnownModelSummary,
  Leftover,
  ModelSummary,
} from '../../core/documents/model.ts';
import type { ProjectDocument, ProjectState } from '../../core/documents/project.ts';
import type { BandRanges, BandRendering, RasterWindow, SceneDetail } from '../../core/documents/scene.ts';
import type {
  IndexPlan,
  IndexStatus,
  PhraseShares,
  Query,
  QueryResult,
  SharpenedQuery,
  Suggestions,
  TextSpan,
  TokenCount,
} from '../../core/documents/search.ts';
import { afterPaint } from './after-paint.ts';
import { answeringIndex } from './answering.ts';
import { chosenModel } from './application.ts';
import { useApplication, useView } from './application-context.ts';
import { byId } from './by-id.ts';
import { cellsQuery } from './load-cells.ts';
import { loaded } from './loaded.ts';
import { queryKeys } from './query-keys.ts';
import { sharedProject } from './shared-project.ts';
import { paintedQuery } from './use-is-painted.ts';

/** A list short enough to read through. */
export const HITS_WANTED = 200;

export function useAppDescription(): AppDescription | undefined {
  const { core } = useApplication();
  return useQuery({ queryKey: queryKeys.info, queryFn: () => core.call('app.info', null) }).data;
}

/** A message for each damaged file that the application left out or moved aside. */
export function useFaults(): readonly string[] {
  const { core } = useApplication();
  const { data } = useQuery({ queryKey: queryKeys.faults, queryFn: () => core.call('app.faults', null) });
  return data ?? [];
}

export function useDevice(): DeviceReport | undefined {
  const { core } = useApplication();
  return useQuery({ queryKey: queryKeys.device, queryFn: () => core.call('app.device', null) }).data;
}

/** The queries that the window waits for. */
export function useStartQueries(): readonly UseQueryResult<unknown>[] {
  return [useProjectQuery(), useScenesQuery(), useModelsQuery(), useJobsQuery()];
}

function useProjectQuery(): UseQueryResult<ProjectState> {
  const { core } = useApplication();
  return useQuery({
    queryKey: queryKeys.project,
    queryFn: () => core.call('project.get', null),
    structuralSharing: sharedProject,
  });
}

function useScenesQuery(): UseQueryResult<readonly SceneDetail[]> {
  const { core } = useApplication();
  return useQuery({ queryKey: queryKeys.scenes, queryFn: () => core.call('scenes.list', null) });
}

function useModelsQuery(): UseQueryResult<readonly ModelSummary[]> {
  const { core } = useApplication();
  return useQuery({ queryKey: queryKeys.models, queryFn: () => core.call('models.list', null) });
}

function useJobsQuery(): UseQueryResult<readonly JobSummary[]> {
  const { core } = useApplication();
  return useQuery({ queryKey: queryKeys.jobs, queryFn: () => core.call('jobs.list', null) });
}

export function useProjectState(): ProjectState {
  return loaded(useProjectQuery());
}

export function useProject(): ProjectDocument {
  return useProjectState().document;
}

export function useScenes(): readonly SceneDetail[] {
  return loaded(useScenesQuery());
}

/** Null if there is no such scene, or the core has not sent it yet. */
export function useScene(id: SceneId | null): SceneDetail | null {
  return byId(useScenes(), id);
}

export function useBandRanges({ id, content }: SceneDetail): readonly BandRanges[] | undefined {
  const { core } = useApplication();
  return useQuery({
    queryKey: queryKeys.bandRanges(id, content),
    queryFn: ({ signal }) => core.call('scenes.bandRanges', { scene: id }, { signal }),
  }).data;
}

/** Null if no scene is open. */
export function useActiveScene(): SceneDetail | null {
  return useScene(useProject().activeScene);
}

export function useModels(): readonly ModelSummary[] {
  return loaded(useModelsQuery());
}

/** Summary of a file to import; the error says why it cannot be. */
export function useCheckpoint(grant: GrantId): UseQueryResult<CheckpointSummary> {
  const { core } = useApplication();
  return useQuery({
    queryKey: queryKeys.checkpoint(grant),
    queryFn: ({ signal }) => core.call('models.inspect', { grant }, { signal }),
    gcTime: 0,
  });
}

export function useKnownModels(): readonly KnownModelSummary[] | undefined {
  const { core } = useApplication();
  return useQuery({ queryKey: queryKeys.knownModels, queryFn: () => core.call('models.known', null) }).data;
}

export function useDownloadSettings(): DownloadSettings | undefined {
  const { core } = useApplication();
  return useQuery({
    queryKey: queryKeys.downloadSettings,
    queryFn: () => core.call('models.downloadSettings', null),
  }).data;
}

export function useLeftovers(): readonly Leftover[] | undefined {
  const { core } = useApplication();
  return useQuery({ queryKey: queryKeys.leftovers, queryFn: () => core.call('models.leftovers', null) }).data;
}

/** The project's choice if it still exists, else the first model; null if there is none. */
export function useActiveModel(): ModelSummary | null {
  return chosenModel(useModels(), useProject().activeModel);
}

export function useJobs(): readonly JobSummary[] {
  return loaded(useJobsQuery());
}

/** Disabled without a scene. */
export function useIndexes(scene: SceneId | null): UseQueryResult<readonly IndexStatus[]> {
  const { core } = useApplication();
  return useQuery({
    queryKey: queryKeys.indexes(scene),
    queryFn: scene === null ? skipToken : () => core.call('index.list', { scene }),
  });
}

/** One message for each unreadable index file of the scene, with the cause and the remedy. */
export function useUnreadableIndexes(scene: SceneId): readonly string[] {
  const { core } = useApplication();
  const faults = useQuery({
    queryKey: queryKeys.unreadableIndexes(scene),
    queryFn: () => core.call('index.unreadable', { scene }),
  }).data;
  return faults ?? [];
}

/** With `view` null, for the scene's current model view. */
export function useIndexPlan(
  scene: SceneId,
  model: ModelId,
  sizesPx: readonly number[] | null,
  view: BandRendering | null,
): UseQueryResult<IndexPlan> {
  const { core } = useApplication();
  return useQuery({
    queryKey: queryKeys.plan(scene, model, sizesPx, view),
    queryFn: ({ signal }) => core.call('index.plan', { scene, model, sizesPx, view }, { signal }),
    placeholderData: keepPreviousData,
  });
}

/** Disabled without a model. */
export function useTokenCount(model: ModelId | null, text: string): TokenCount | undefined {
  const { core } = useApplication();
  return useQuery({
    queryKey: queryKeys.tokens(model, text),
    queryFn:
      model === null ? skipToken : ({ signal }) => core.call('query.count', { model, text }, { signal }),
    placeholderData: keepPreviousData,
    gcTime: 10_000,
  }).data;
}

/** Refetched when another index answers, or the basis of the answering one changes. Disabled until an index can answer. */
export function useQueryResult(query: Query | null): UseQueryResult<QueryResult> {
  const { core } = useApplication();
  const choice = useView((state) => state.indexChoice);
  // The scene of a collection's hit shows its map, but nobody has asked that scene.
  const isRecorded = useView((state) => state.collectionQuestion === null);
  const { data: indexes } = useIndexes(query ? query.scene : null);
  const answering = query && answeringIndex(indexes, query, choice);
  const sizesPx = answering ? answering.sizesPx : null;
  return useQuery({
    queryKey: queryKeys.queryResult(query, sizesPx, answering ? answering.index.basis : null),
    queryFn: async ({ client, signal }) => {
      const result = await core.call(
        'query.run',
        { ...query!, sizesPx, isRecorded, hits: HITS_WANTED },
        { signal },
      );
      // The map does not wait until the hits are on the screen. One that fails is reported where it is shown.
      void client.prefetchQuery(cellsQuery(result.map));
      return result;
    },
    // Asking again takes milliseconds, and an answer of 200 hits with their duplicates a third of a megabyte.
    gcTime: 15_000,
    enabled: answering !== null,
  });
}

/** Sentences to begin with; null until the scene has a complete index. */
export function useSuggestions(scene: SceneId, model: ModelId): Suggestions | null {
  const { core } = useApplication();
  const index = (useIndexes(scene).data ?? []).find(
    (each) => each.model === model && each.answers === 'by-default' && each.state === 'complete',
  );
  const { data } = useQuery({
    queryKey: queryKeys.suggestions(scene, model, index ? index.basis : null),
    queryFn: index ? ({ signal }) => core.call('query.suggestions', { scene, model }, { signal }) : skipToken,
  });
  return data ?? null;
}

/** What each phrase of a query's sentence adds to the score of a window; `spans` null takes its noun phrases. */
export function usePhraseShares(
  query: QueryId,
  window: RasterWindow,
  spans: readonly TextSpan[] | null,
): UseQueryResult<PhraseShares> {
  const { core } = useApplication();
  return useQuery({
    queryKey: queryKeys.phrases(query, window, spans),
    queryFn: ({ signal }) => core.call('query.phrases', { query, window, spans }, { signal }),
    placeholderData: keepPreviousData,
    gcTime: 10_000,
  });
}

/** Disabled without a result and while maps are not sharpened. Begins when the plain map is on the screen, because encoding takes all cores. */
export function useSharpened(result: QueryResult | undefined): UseQueryResult<SharpenedQuery> {
  const { core } = useApplication();
  const sharpens = useSharpens(result ? result.model : null);
  const wanted = result && sharpens ? result : null;
  return useQuery({
    queryKey: queryKeys.sharpened(wanted ? wanted.id : null),
    queryFn:
      wanted === null
        ? skipToken
        : async ({ client, signal }) => {
            await client.prefetchQuery(paintedQuery(wanted));
            // The pictures of its hits are asked for first.
            await afterPaint();
            signal.throwIfAborted();
            return core.call('query.sharpen', { query: wanted.id }, { signal });
          },
    // The core keeps only the latest maps.
    gcTime: 15_000,
    retry: false,
  });
}

/** Whether maps of a model are sharpened: the user's choice, otherwise what its calibration measured. */
export function useSharpens(model: ModelId | null): boolean {
  const chosen = useView((state) => state.sharpens);
  const calibration = byId(useModels(), model)?.calibration;
  return chosen ?? calibration?.sharpens === true;
}
