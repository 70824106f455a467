/** The parts of the page that the first answer needs, loaded while it waits for the first question. */

const PARTS = [
  () => import('../map/legend.tsx'),
  () => import('../results/result-view.tsx'),
  () => import('../scenes/result-list.tsx'),
  () => import('../scenes/result-menu.tsx'),
  () => import('../styling/similarity-styling.tsx'),
  () => import('./query-history.tsx'),
  () => import('../../map/cell-tile.ts'),
];

/** Once the page has nothing else to do. A part that cannot be loaded now is asked for again when it is needed, and the fault is told then. */
export function loadAnswerAhead(): void {
  requestIdleCallback(() => {
    for (const part of PARTS) part().catch(() => undefined);
  });
}
