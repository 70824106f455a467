/** What indexing a collection would take. */
import { sizesOfScene } from '../../../core/collection/scene-sizes.ts';
import type { CollectionPlan, CollectionScene, CollectionSizes } from '../../../core/documents/collection.ts';
import { defaultSizes, type GroundRange, smallestThingMetres } from '../../../core/search/default-sizes.ts';
import { estimateIndex } from '../../../core/search/estimate-index.ts';
import { windowCount } from '../../../core/search/grid.ts';
import type { IndexScan } from '../../../core/search/index-scan.ts';
import { gridOf, plannedGrid } from '../search/scene-grid.ts';

/** By the paths of their scenes. */
export type CompleteIndexes = ReadonlyMap<string, IndexScan>;

type Wanted = {
  readonly sizes: CollectionSizes;
  readonly trained: GroundRange;
  /** Windows per second. */
  readonly speed: number;
  readonly embeddingDim: number;
};

/** Of scenes that can be read. */
export function planCollection(
  scenes: readonly CollectionScene[],
  complete: CompleteIndexes,
  wanted: Wanted,
): CollectionPlan {
  const plan = { scenes: scenes.length, scenesDone: 0, windows: 0, windowsDone: 0, bytes: 0 };
  for (const scene of scenes) {
    const scan = complete.get(scene.path);
    const planned = scan === undefined ? estimateOf(scene, wanted) : null;
    const windows = scan === undefined ? 0 : windowCount(scan.key.grid);
    plan.scenesDone += scan === undefined ? 0 : 1;
    plan.windowsDone += windows;
    plan.windows += planned?.windows ?? windows;
    plan.bytes += planned?.bytes ?? 0;
  }
  const seconds = (plan.windows - plan.windowsDone) / wanted.speed;
  return { ...plan, seconds, typical: typicalSizes(scenes, wanted) };
}

function estimateOf(scene: CollectionScene, wanted: Wanted) {
  const grid = gridOf(scene, plannedGrid(scene, 'sliding', sizesOf(scene, wanted)));
  return estimateIndex(grid, wanted.embeddingDim, wanted.speed);
}

function sizesOf(scene: CollectionScene, { sizes, trained }: Wanted): readonly number[] {
  const { metresPerPixel } = scene;
  return (
    sizesOfScene(sizes, metresPerPixel) ??
    defaultSizes(metresPerPixel, scene, trained).map(({ size }) => size)
  );
}

function typicalSizes(scenes: readonly CollectionScene[], wanted: Wanted): CollectionPlan['typical'] {
  const ordered = scenes.toSorted((a, b) => (a.metresPerPixel ?? 0) - (b.metresPerPixel ?? 0));
  const scene = ordered[ordered.length >> 1];
  if (scene === undefined) return null;
  const { sizesPx } = plannedGrid(scene, 'sliding', sizesOf(scene, wanted));
  const { metresPerPixel } = scene;
  return { sizesPx, metresPerPixel, smallestThingMetres: smallestThingMetres(sizesPx, metresPerPixel) };
}
