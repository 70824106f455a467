/** Fine-tunings, as hooks. */
import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import type { RunId } from '../../core/documents/ids.ts';
import type { RunDetail, RunLog, RunPlan, RunRequest, RunSummary } from '../../core/documents/run.ts';
import { useApplication } from './application-context.ts';
import { queryKeys } from './query-keys.ts';

/** Newest first. */
export function useRuns(): readonly RunSummary[] | undefined {
  const { core } = useApplication();
  return useQuery({ queryKey: queryKeys.runs, queryFn: () => core.call('runs.list', null) }).data;
}

export function useRun(run: RunId): RunDetail | undefined {
  const { core } = useApplication();
  return useQuery({ queryKey: queryKeys.run(run), queryFn: () => core.call('runs.detail', { run }) }).data;
}

/** Grows: only what came after the last entry is asked for. */
export function useRunLog(run: RunId): RunLog | undefined {
  const { core, cache } = useApplication();
  const queryKey = queryKeys.runLog(run);
  return useQuery({
    queryKey,
    queryFn: async () => {
      const before = cache.getQueryData<RunLog>(queryKey) ?? { entries: [], next: 0 };
      const more = await core.call('runs.log', { run, from: before.next });
      return { entries: [...before.entries, ...more.entries], next: more.next };
    },
    structuralSharing: false,
  }).data;
}

/** Measured on this machine: takes seconds. Null asks nothing. */
export function useRunPlan(spec: RunRequest | null): UseQueryResult<RunPlan> {
  const { core } = useApplication();
  return useQuery({
    queryKey: queryKeys.runPlan(spec),
    queryFn: ({ signal }) => core.call('runs.plan', { spec: spec! }, { signal }),
    enabled: spec !== null,
  });
}
