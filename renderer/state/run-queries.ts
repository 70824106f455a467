/** Hooks for training runs. */
import { skipToken, type UseQueryResult, useQuery } from '@tanstack/react-query';
import type { RunId } from '../../core/documents/ids.ts';
import type { RunDetail, RunLog, RunPlan, RunRequest, RunSummary } from '../../core/documents/run.ts';
import { useApplication } from './application-context.ts';
import { queryKeys } from './query-keys.ts';

/** Newest first. */
export function useRuns(): UseQueryResult<readonly RunSummary[]> {
  const { core } = useApplication();
  return useQuery({ queryKey: queryKeys.runs, queryFn: () => core.call('runs.list', null) });
}

export function useRun(run: RunId): RunDetail | undefined {
  const { core } = useApplication();
  return useQuery({ queryKey: queryKeys.run(run), queryFn: () => core.call('runs.detail', { run }) }).data;
}

/** Fetches only entries after the last one. Empty until the core answers. */
export function useRunLog(run: RunId): RunLog {
  const { core, cache } = useApplication();
  const queryKey = queryKeys.runLog(run);
  const { data = EMPTY_LOG } = useQuery({
    queryKey,
    queryFn: async () => {
      const before = cache.getQueryData<RunLog>(queryKey) ?? EMPTY_LOG;
      const more = await core.call('runs.log', { run, from: before.next });
      return { entries: [...before.entries, ...more.entries], next: more.next };
    },
    structuralSharing: false,
  });
  return data;
}

const EMPTY_LOG: RunLog = { entries: [], next: 0 };

/** Measured on this machine, which takes seconds. Disabled if `spec` is null. */
export function useRunPlan(spec: RunRequest | null): UseQueryResult<RunPlan> {
  const { core } = useApplication();
  return useQuery({
    queryKey: queryKeys.runPlan(spec),
    queryFn: spec ? ({ signal }) => core.call('runs.plan', { spec }, { signal }) : skipToken,
  });
}
