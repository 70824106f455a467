/** The chosen data set, stored per browser, so that hits accepted after a restart go to the same one. */
import type { DatasetId } from '../../core/documents/ids.ts';
import type { ViewStore } from './view-state.ts';

const STORAGE_KEY = 'longsight.dataset';

export function rememberDataset(view: ViewStore): void {
  const stored = localStorage.getItem(STORAGE_KEY);
  if (stored !== null) view.setState({ dataset: stored as DatasetId });
  view.subscribe(({ dataset }, before) => {
    if (dataset === before.dataset) return;
    if (dataset === null) localStorage.removeItem(STORAGE_KEY);
    else localStorage.setItem(STORAGE_KEY, dataset);
  });
}
