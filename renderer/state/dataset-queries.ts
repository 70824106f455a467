/** Hooks for data sets and the caption assistant. */

import { keepPreviousData, skipToken, type UseQueryResult, useQuery } from '@tanstack/react-query';
import type {
  AssistantSettings,
  CaptionMethod,
  CaptionPreview,
  CollectedPair,
  DatasetDetail,
  DatasetReport,
  DatasetSummary,
  ReportSettings,
} from '../../core/documents/dataset.ts';
import type { DatasetId } from '../../core/documents/ids.ts';
import { useApplication, useView } from './application-context.ts';
import { byId } from './by-id.ts';
import { queryKeys } from './query-keys.ts';

export function useDatasets(): UseQueryResult<readonly DatasetSummary[]> {
  const { core } = useApplication();
  return useQuery({ queryKey: queryKeys.datasets, queryFn: () => core.call('datasets.list', null) });
}

/** The chosen data set if it still exists, else the first; null if there is none. */
export function chosenDataset(all: readonly DatasetSummary[], chosen: DatasetId | null): DatasetId | null {
  const dataset = byId(all, chosen) ?? all[0];
  return dataset ? dataset.id : null;
}

/** Null if there is no data set, undefined while loading. */
export function useActiveDataset(): DatasetDetail | null | undefined {
  const { core } = useApplication();
  const { data: all } = useDatasets();
  const chosen = useView((state) => state.dataset);
  const id = all ? chosenDataset(all, chosen) : null;
  const detail = useQuery({
    queryKey: queryKeys.dataset(id),
    queryFn: id === null ? skipToken : () => core.call('datasets.detail', { dataset: id }),
    placeholderData: (before: DatasetDetail | undefined) => (before && before.id === id ? before : undefined),
  }).data;
  return all && id === null ? null : detail;
}

/** The pairs of the active data set; empty until loaded. */
export function useActivePairs(): readonly CollectedPair[] {
  const dataset = useActiveDataset();
  return dataset ? dataset.items : NO_PAIRS;
}

const NO_PAIRS: readonly CollectedPair[] = [];

export function useDatasetReport(id: DatasetId, settings: ReportSettings): DatasetReport | undefined {
  const { core } = useApplication();
  return useQuery({
    queryKey: queryKeys.datasetReport(id, settings),
    queryFn: ({ signal }) => core.call('datasets.report', { dataset: id, ...settings }, { signal }),
    placeholderData: keepPreviousData,
  }).data;
}

/** Null while the assistant is off. */
export function useAssistant(): AssistantSettings | null | undefined {
  const { core } = useApplication();
  return useQuery({
    queryKey: queryKeys.assistant,
    queryFn: () => core.call('assistant.settings', null),
  }).data;
}

/** Null if no pair needs what the method writes. */
export function useCaptionPreview(id: DatasetId, method: CaptionMethod): CaptionPreview | null | undefined {
  const { core } = useApplication();
  return useQuery({
    queryKey: queryKeys.captionPreview(id, method),
    queryFn: () => core.call('assistant.preview', { dataset: id, method }),
  }).data;
}
