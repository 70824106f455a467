/** The data set in use, as loaded now. */
import type { CollectedPair, DatasetDetail, DatasetSummary } from '../../../core/documents/dataset.ts';
import type { DatasetId } from '../../../core/documents/ids.ts';
import type { Application } from '../../state/application.ts';
import { chosenDataset } from '../../state/dataset-queries.ts';
import { queryKeys } from '../../state/query-keys.ts';

/** Empty until loaded. */
export function datasetsNow(app: Application): readonly DatasetSummary[] {
  return app.cache.getQueryData<readonly DatasetSummary[]>(queryKeys.datasets) ?? [];
}

export function datasetNow(app: Application): DatasetId | null {
  return chosenDataset(datasetsNow(app), app.view.getState().dataset);
}

/** Null if there is no data set or it has not loaded yet. */
export function detailNow(app: Application): DatasetDetail | null {
  return app.cache.getQueryData<DatasetDetail>(queryKeys.dataset(datasetNow(app))) ?? null;
}

/** The pairs of the active data set; empty until loaded. */
export function pairsNow(app: Application): readonly CollectedPair[] {
  const detail = detailNow(app);
  return detail ? detail.items : [];
}
