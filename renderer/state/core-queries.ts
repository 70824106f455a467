/** What the core holds, as hooks; see `query-keys.ts` for when each is asked for again. */
import { keepPreviousData, type UseQueryResult, useQuery } from '@tanstack/react-query';
import type { AppDescription, DeviceReport } from '../../core/documents/app.ts';
import type { GrantId, ModelId, SceneId } from '../../core/documents/ids.ts';
import type { JobSummary } from '../../core/documents/job.ts';
import type {
  CheckpointSummary,
  DownloadSettings,
  KnownModelSummary,
  Leftover,
  ModelSummary,
} from '../../core/documents/model.ts';
import type { ProjectDocument, ProjectState } from '../../core/documents/project.ts';
import type { BandRanges, BandRendering, SceneDetail } from '../../core/documents/scene.ts';
import type { IndexPlan, IndexStatus, Query, QueryResult, TokenCount } from '../../core/documents/search.ts';
import { answeringIndex } from './answering.ts';
import { useApplication, useView } from './application-context.ts';
import { queryKeys } from './query-keys.ts';

/** A list the analyst can read through. */
const HITS_WANTED = 200;

export function useAppDescription(): AppDescription | undefined {
  const { core } = useApplication();
  return useQuery({ queryKey: queryKeys.info, queryFn: () => core.call('app.info', null) }).data;
}

export function useDevice(): DeviceReport | undefined {
  const { core } = useApplication();
  return useQuery({ queryKey: queryKeys.device, queryFn: () => core.call('app.device', null) }).data;
}

export function useProjectState(): ProjectState | undefined {
  const { core } = useApplication();
  return useQuery({ queryKey: queryKeys.project, queryFn: () => core.call('project.get', null) }).data;
}

export function useProject(): ProjectDocument | undefined {
  return useProjectState()?.document;
}

export function useScenes(): readonly SceneDetail[] | undefined {
  const { core } = useApplication();
  return useQuery({ queryKey: queryKeys.scenes, queryFn: () => core.call('scenes.list', null) }).data;
}

export function useScene(id: SceneId | null | undefined): SceneDetail | undefined {
  return useScenes()?.find((scene) => scene.id === id);
}

export function useBandRanges({ id, content }: SceneDetail): readonly BandRanges[] | undefined {
  const { core } = useApplication();
  return useQuery({
    queryKey: queryKeys.bandRanges(id, content),
    queryFn: ({ signal }) => core.call('scenes.bandRanges', { scene: id }, { signal }),
  }).data;
}

export function useActiveScene(): SceneDetail | undefined {
  return useScene(useProject()?.activeScene);
}

export function useModels(): readonly ModelSummary[] | undefined {
  const { core } = useApplication();
  return useQuery({ queryKey: queryKeys.models, queryFn: () => core.call('models.list', null) }).data;
}

/** What a file is that may be imported; the error says what is wrong with it. */
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

/** The project's choice where it still exists, else the first model there is. */
export function useActiveModel(): ModelSummary | undefined {
  const models = useModels();
  const chosen = useProject()?.activeModel;
  return models?.find((model) => model.id === chosen) ?? models?.[0];
}

export function useJobs(): readonly JobSummary[] {
  const { core } = useApplication();
  const jobs = useQuery({ queryKey: queryKeys.jobs, queryFn: () => core.call('jobs.list', null) }).data;
  return jobs ?? [];
}

export function useIndexes(scene: SceneId | undefined): UseQueryResult<readonly IndexStatus[]> {
  const { core } = useApplication();
  return useQuery({
    queryKey: queryKeys.indexes(scene ?? ('' as SceneId)),
    queryFn: () => core.call('index.list', { scene: scene! }),
    enabled: scene !== undefined,
  });
}

/** Of each index file of the scene that cannot be read: what is wrong and what to do. */
export function useUnreadableIndexes(scene: SceneId): readonly string[] {
  const { core } = useApplication();
  const faults = useQuery({
    queryKey: queryKeys.unreadableIndexes(scene),
    queryFn: () => core.call('index.unreadable', { scene }),
  }).data;
  return faults ?? [];
}

/** `view` null: as the model sees the scene now. */
export function useIndexPlan(
  scene: SceneId | undefined,
  model: ModelId | undefined,
  sizesPx: readonly number[] | null,
  view: BandRendering | null,
): UseQueryResult<IndexPlan> {
  const { core } = useApplication();
  return useQuery({
    queryKey: queryKeys.plan(scene ?? ('' as SceneId), model ?? ('' as ModelId), sizesPx, view),
    queryFn: ({ signal }) =>
      core.call('index.plan', { scene: scene!, model: model!, sizesPx, view }, { signal }),
    enabled: scene !== undefined && model !== undefined,
    placeholderData: keepPreviousData,
  });
}

export function useTokenCount(model: ModelId | undefined, text: string): TokenCount | undefined {
  const { core } = useApplication();
  return useQuery({
    queryKey: queryKeys.tokens(model ?? ('' as ModelId), text),
    queryFn: ({ signal }) => core.call('query.count', { model: model!, text }, { signal }),
    enabled: model !== undefined,
    placeholderData: keepPreviousData,
    gcTime: 10_000,
  }).data;
}

/** Run anew when the basis of the index that answers is another one. */
export function useQueryResult(query: Query | null): UseQueryResult<QueryResult> {
  const { core } = useApplication();
  const choice = useView((state) => state.indexChoice);
  const { data: indexes } = useIndexes(query?.scene);
  const answering = query && answeringIndex(indexes, query, choice);
  const sizesPx = answering ? answering.sizesPx : null;
  return useQuery({
    queryKey: queryKeys.queryResult(query, sizesPx, answering ? answering.index.basis : null),
    queryFn: ({ signal }) => core.call('query.run', { ...query!, sizesPx, hits: HITS_WANTED }, { signal }),
    enabled: answering !== null,
  });
}
