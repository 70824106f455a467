/** Hooks for evaluations. */
import { type UseQueryResult, useQueries, useQuery } from '@tanstack/react-query';
import type {
  EvaluationCheck,
  EvaluationSummary,
  PageEvaluationRequest,
} from '../../core/documents/evaluation.ts';
import type { EvaluationComparison, EvaluationReport } from '../../core/documents/evaluation-report.ts';
import type { EvaluationId } from '../../core/documents/ids.ts';
import type { ProgressOf } from '../../core/rpc/contract.ts';
import { useApplication } from './application-context.ts';
import { queryKeys } from './query-keys.ts';

/** Newest first. */
export function useEvaluations(): UseQueryResult<readonly EvaluationSummary[]> {
  const { core } = useApplication();
  return useQuery({
    queryKey: queryKeys.evaluations,
    queryFn: () => core.call('evaluations.list', null),
  });
}

/** Fails until the evaluation is done. */
export function useEvaluationReport(evaluation: EvaluationId): UseQueryResult<EvaluationReport> {
  const { core } = useApplication();
  return useQuery({
    queryKey: queryKeys.evaluationReport(evaluation),
    queryFn: ({ signal }) => core.call('evaluations.report', { evaluation }, { signal }),
    // Comparing thousands of figures with those before would cost more than drawing them.
    structuralSharing: false,
  });
}

export function useEvaluationComparison(
  a: EvaluationId,
  b: EvaluationId,
): UseQueryResult<EvaluationComparison> {
  const { core } = useApplication();
  return useQuery({
    queryKey: queryKeys.evaluationComparison(a, b),
    queryFn: ({ signal }) => core.call('evaluations.compare', { a, b }, { signal }),
  });
}

/** What the data has for each request. Reads all pictures, which takes seconds for thousands of them; `onProgress` must be stable. */
export function useEvaluationChecks(
  requests: readonly PageEvaluationRequest[],
  onProgress: (progress: ProgressOf<'evaluations.check'>) => void,
): readonly UseQueryResult<EvaluationCheck>[] {
  const { core } = useApplication();
  return useQueries({
    queries: requests.map((request) => ({
      queryKey: queryKeys.evaluationCheck(request),
      queryFn: ({ signal }: { readonly signal: AbortSignal }) =>
        core.call('evaluations.check', { request }, { signal, onProgress }),
    })),
  });
}
