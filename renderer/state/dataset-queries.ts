/** The collected data sets, as hooks. */

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type {
  AssistantSettings,
  CaptionMethod,
  CaptionPreview,
  DatasetDetail,
  DatasetReport,
  DatasetSummary,
  ReportSettings,
} from '../../core/documents/dataset.ts';
import type { DatasetId } from '../../core/documents/ids.ts';
import { useApplication, useView } from './application-context.ts';
import { queryKeys } from './query-keys.ts';

const NONE = '' as DatasetId;

export function useDatasets(): readonly DatasetSummary[] | undefined {
  const { core } = useApplication();
  return useQuery({ queryKey: queryKeys.datasets, queryFn: () => core.call('datasets.list', null) }).data;
}

/** The chosen data set, else the first; null where there is none. */
export function useActiveDataset(): DatasetDetail | null | undefined {
  const { core } = useApplication();
  const all = useDatasets();
  const chosen = useView((state) => state.dataset);
  const id = (all?.find((each) => each.id === chosen) ?? all?.[0])?.id;
  const detail = useQuery({
    queryKey: queryKeys.dataset(id ?? NONE),
    queryFn: () => core.call('datasets.detail', { dataset: id! }),
    enabled: id !== undefined,
    placeholderData: (before: DatasetDetail | undefined) => (before?.id === id ? before : undefined),
  }).data;
  return all && id === undefined ? null : detail;
}

export function useDatasetReport(
  id: DatasetId | undefined,
  settings: ReportSettings,
): DatasetReport | undefined {
  const { core } = useApplication();
  return useQuery({
    queryKey: queryKeys.datasetReport(id ?? NONE, settings),
    queryFn: ({ signal }) => core.call('datasets.report', { dataset: id!, ...settings }, { signal }),
    enabled: id !== undefined,
    placeholderData: keepPreviousData,
  }).data;
}

/** Null while it is off. */
export function useAssistant(): AssistantSettings | null | undefined {
  const { core } = useApplication();
  return useQuery({
    queryKey: queryKeys.assistant,
    queryFn: () => core.call('assistant.settings', null),
  }).data;
}

/** Null where no pair needs what the method writes. */
export function useCaptionPreview(id: DatasetId, method: CaptionMethod): CaptionPreview | null | undefined {
  const { core } = useApplication();
  return useQuery({
    queryKey: queryKeys.captionPreview(id, method),
    queryFn: () => core.call('assistant.preview', { dataset: id, method }),
  }).data;
}
