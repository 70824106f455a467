/** The chosen data set, kept for this browser: what is accepted after a restart goes where it went before. */
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
