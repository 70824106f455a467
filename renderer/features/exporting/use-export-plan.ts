/** What an export would give, asked for while the dialog is open. */
import { keepPreviousData, type UseQueryResult, useQuery } from '@tanstack/react-query';
import type { ExportPlan, ExportSpec } from '../../../core/documents/export-spec.ts';
import type { QueryId } from '../../../core/documents/ids.ts';
import { useApplication } from '../../state/application-context.ts';
import { queryKeys } from '../../state/query-keys.ts';

export function useExportPlan(query: QueryId, spec: ExportSpec): UseQueryResult<ExportPlan> {
  const { core } = useApplication();
  return useQuery({
    queryKey: queryKeys.exportPlan(query, spec),
    queryFn: ({ signal }) => core.call('export.plan', { query, spec }, { signal }),
    placeholderData: keepPreviousData,
    retry: false,
    gcTime: 10_000,
  });
}
