/** Maps of a picture for its sentences: SeLo v1, SeLo v2, and the one that the application shows. */
import type { LocalizationMap } from '../../../core/documents/evaluation.ts';
import type { RasterWindow } from '../../../core/documents/scene.ts';
import type { Encoder } from '../../../core/encoder.ts';
import { stretchedMap } from '../../../core/evaluation/localization.ts';
import { defaultSizes, type GroundRange } from '../../../core/search/default-sizes.ts';
import { type Grid, segmentCount, windowAt } from '../../../core/search/grid.ts';
import { similarityMap } from '../../../core/search/similarity-map.ts';
import type { ByteMap } from '../../../core/selo/byte-map.ts';
import { checkProbabilityMap, probabilityMap, probabilityMapV2 } from '../../../core/selo/probability-map.ts';
import { distinctWindows, SELO_SIZES, seloGrid } from '../../../core/selo/selo-grid.ts';
import { seloMap } from '../../../core/selo/selo-map.ts';
import { seloMapV2 } from '../../../core/selo/selo-v2.ts';
import type { Task } from '../../../core/task.ts';
import { gridOf, plannedGrid } from '../search/scene-grid.ts';
import { seloV2Query } from '../search/selo-query.ts';
import type { EmbeddingCache, EmbeddingKey } from './embedding-cache.ts';
import { encodeTexts } from './encode-pictures.ts';
import type { PictureScene } from './picture-scene.ts';
import { cosines, windowVectors } from './window-scores.ts';

export type MapMaker = {
  readonly cache: EmbeddingCache;
  readonly encoder: Encoder;
  readonly trained: GroundRange;
  readonly kind: LocalizationMap;
  /** Null for the published sizes, or the application's own. */
  readonly sizesPx: readonly number[] | null;
};

/** Map of one sentence, and the number of windows that were scored for it. */
export type SentenceMap = { readonly map: ByteMap; readonly windows: number };

/** Returns a function that makes the map of a sentence. Windows that do not depend on the sentence are encoded first. */
export async function sceneMaps(
  maker: MapMaker,
  picture: { readonly scene: PictureScene; readonly content: EmbeddingKey },
  task: Task,
): Promise<(sentence: string) => Promise<SentenceMap>> {
  const { scene } = picture;
  checkProbabilityMap(scene);
  if (maker.kind === 'v2') return (sentence) => mapV2(maker, picture, sentence, task);
  const grid = maker.kind === 'v1' ? seloGrid(scene, maker.sizesPx ?? SELO_SIZES) : shownGrid(maker, scene);
  const windows = windowsOf(grid);
  const vectors = await windowVectors(maker.cache, maker.encoder, picture, windows, task);
  return async (sentence) => {
    const query = await encodeTexts(maker.encoder, [sentence], task);
    const scores = scoresBySegment(grid, cosines(vectors, query));
    if (maker.kind === 'shown') return { map: shownMap(grid, scores), windows: windows.length };
    const distinct = distinctWindows(grid, scores);
    const map = seloMap(scene.widthPx, scene.heightPx, distinct);
    return { map: await probabilityMap(map, task), windows: distinct.length };
  };
}

async function mapV2(
  { cache, encoder }: MapMaker,
  picture: { readonly scene: PictureScene; readonly content: EmbeddingKey },
  sentence: string,
  task: Task,
): Promise<SentenceMap> {
  const query = await seloV2Query(encoder, sentence, task.signal);
  let count = 0;
  const map = await seloMapV2(picture.scene, async (windows) => {
    count += windows.length;
    return cosines(await windowVectors(cache, encoder, picture, windows, task), query);
  });
  return { map: await probabilityMapV2(map, task), windows: count };
}

function shownGrid({ sizesPx, trained }: MapMaker, scene: PictureScene): Grid {
  const { metresPerPixel } = scene;
  const asked = sizesPx ?? defaultSizes(metresPerPixel, scene, trained).map(({ size }) => size);
  return gridOf(scene, plannedGrid(scene, 'sliding', asked));
}

/** The similarity map in bytes: the lowest cell is 0, the highest 255. */
function shownMap(grid: Grid, scores: readonly Float32Array[]): ByteMap {
  const { columns, rows, values, cellPx } = similarityMap(grid, scores);
  const cells = { columns, rows, values, cellWidthPx: cellPx, cellHeightPx: cellPx };
  return stretchedMap(cells, grid.widthPx, grid.heightPx);
}

/** Row by row within each segment, so that neighbours are read together. */
function windowsOf(grid: Grid): RasterWindow[] {
  return grid.segments.flatMap((segment) =>
    Array.from({ length: segmentCount(segment) }, (_, number) => windowAt(grid, segment, number)),
  );
}

function scoresBySegment(grid: Grid, scores: Float32Array): Float32Array[] {
  let at = 0;
  return grid.segments.map((segment) => {
    const count = segmentCount(segment);
    at += count;
    return scores.subarray(at - count, at);
  });
}
