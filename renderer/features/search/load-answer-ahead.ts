/** What the first answer needs, made ready while the page waits for the first question. */
import type { Application } from '../../state/application.ts';

/** The parts of the page that it shows. */
const PARTS = [
  () => import('../map/legend.tsx'),
  () => import('../results/result-view.tsx'),
  () => import('../scenes/result-list.tsx'),
  () => import('../scenes/result-menu.tsx'),
  () => import('../styling/similarity-styling.tsx'),
  () => import('./query-history.tsx'),
  () => import('../../map/cell-tile.ts'),
];

/** Set in the browser's timeline when no part is loading any more. */
const READY_MARK = 'answer ready';

/** Begins once the page has nothing else to do. A part that cannot be loaded now is asked for again when it is needed, and the fault is told then. */
export function loadAnswerAhead({ map }: Pick<Application, 'map'>): void {
  requestIdleCallback(() => {
    void Promise.allSettled(PARTS.map((part) => part())).then(() => performance.mark(READY_MARK));
    map.prepareSimilarity();
  });
}
