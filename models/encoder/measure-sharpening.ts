/**
 * Measures whether sharpened maps of a model show places better than plain ones, on mosaics of pictures of known classes, at three object
 * sizes. Models differ, so this is never assumed.
 */

import { joinFloats } from '../../core/bytes/join.ts';
import type { RasterWindow } from '../../core/documents/scene.ts';
import type { Hit } from '../../core/documents/search.ts';
import type { PatchEncoder } from '../../core/encoder.ts';
import { InvalidInput } from '../../core/errors.ts';
import { cosines } from '../../core/search/cosines.ts';
import { type Grid, makeGrid, segmentCount, windowAt } from '../../core/search/grid.ts';
import type { Scores } from '../../core/search/open-index.ts';
import type { PatchedWindow } from '../../core/search/patch-field.ts';
import { rankHits } from '../../core/search/rank.ts';
import { sharpenedMap } from '../../core/search/sharpened-map.ts';
import { type SimilarityMap, similarityMap } from '../../core/search/similarity-map.ts';
import { windowKey, windowsToSharpen } from '../../core/search/windows-to-sharpen.ts';
import type { Task } from '../../core/task.ts';
import type { RgbImage } from '../../core/tensor/rgb-image.ts';
import { areaAbove, cutWindow, MOSAIC_PX, makeMosaic, OBJECT_SIZES, type Shown } from './object-mosaic.ts';

/** Pictures of one class and sentences that say what they show. */
export type PicturedClass = {
  readonly name: string;
  readonly pictures: readonly RgbImage[];
  readonly sentences: readonly string[];
};

/** For each of `OBJECT_SIZES`, the mean chance that a place in the object has a higher value than one outside. */
export type SharpeningMeasure = {
  readonly plain: readonly number[];
  readonly sharpened: readonly number[];
  /** Clearly higher on average, and clearly lower at no size. */
  readonly better: boolean;
};

/** Sizes for the resolution of the demo scene: 160, 256 and 480 px have the ground sizes that models were trained on. */
const WINDOW_SIZES = [160, 256, 480];
const SCENES = 8;
/** Fewer than for a real scene, which has many more windows than a mosaic. */
const WINDOWS_SHARPENED = 24;
const HITS = 50;
const AT_ONCE = 16;
/** Smaller differences are noise. */
const CLEARLY = 0.01;

/**
 * Takes some 4,000 passes of the image tower. The same seed gives the same mosaics. Throws `InvalidInput` for fewer than three classes with
 * pictures and sentences.
 */
export async function measureSharpening(
  encoder: PatchEncoder,
  classes: readonly PicturedClass[],
  seed: number,
  task: Task,
): Promise<SharpeningMeasure> {
  const usable = classes.filter(({ pictures, sentences }) => pictures.length > 0 && sentences.length > 0);
  if (usable.length < 3)
    throw new InvalidInput('measuring maps needs pictures and sentences of three classes or more');
  const plain: number[] = [];
  const sharpened: number[] = [];
  for (const [s, objectPx] of OBJECT_SIZES.entries()) {
    const areas: (readonly [number, number])[] = [];
    for (let i = 0; i < SCENES; i++) {
      const done = s * SCENES + i;
      task.report({ phase: 'measuring maps', done, total: OBJECT_SIZES.length * SCENES });
      const mosaic = makeMosaic(usable, objectPx, seed * 1000 + done);
      areas.push(...(await areasOf(encoder, mosaic.image, mosaic.objects, task.signal)));
    }
    plain.push(mean(areas.map(([before]) => before)));
    sharpened.push(mean(areas.map(([, after]) => after)));
  }
  const gains = sharpened.map((area, s) => area - plain[s]);
  return { plain, sharpened, better: mean(gains) > CLEARLY && Math.min(...gains) > -CLEARLY };
}

/** For each sentence about each object, the areas under the curve of the plain and the sharpened map. */
async function areasOf(
  encoder: PatchEncoder,
  image: RgbImage,
  objects: readonly Shown<PicturedClass>[],
  signal: AbortSignal,
): Promise<(readonly [number, number])[]> {
  const sizes = WINDOW_SIZES.map((size) => ({ size, unit: 'px' as const }));
  const grid = makeGrid({ widthPx: MOSAIC_PX, heightPx: MOSAIC_PX }, sizes, null);
  const dim = encoder.model.embeddingDim;
  const embedded: Float32Array[] = [];
  for (const segment of grid.segments) {
    const windows = Array.from({ length: segmentCount(segment) }, (_, i) => windowAt(grid, segment, i));
    embedded.push(await inBatches(windows, image, (cut) => encoder.encodeImages(cut, signal)));
  }
  const patches = new Map<string, { perEdge: number; embeddings: Float32Array }>();
  const areas: (readonly [number, number])[] = [];
  for (const { shown, window } of objects) {
    const vectors = await encoder.encodeTexts(shown.sentences, signal);
    for (let at = 0; at < vectors.length; at += dim) {
      const query = vectors.subarray(at, at + dim);
      const scores = embedded.map((rows) => cosines(rows, query));
      const map = similarityMap(grid, scores);
      const asked = windowsToSharpen(grid, scores, hitsOf(grid, scores), WINDOWS_SHARPENED);
      const missing = asked.map((each) => each.window).filter((win) => !patches.has(windowKey(win)));
      await inBatches(missing, image, async (cut, windows) => {
        const found = await encoder.encodePatches(cut, signal);
        const each = found.patches.length / cut.length;
        windows.forEach((win, i) => {
          const embeddings = found.patches.slice(i * each, (i + 1) * each);
          patches.set(windowKey(win), { perEdge: found.patchesPerEdge, embeddings });
        });
        return found.pictures;
      });
      const patched = asked.map((scored): PatchedWindow => {
        const { perEdge, embeddings } = patches.get(windowKey(scored.window))!;
        return { ...scored, patchesPerEdge: perEdge, patches: cosines(embeddings, query) };
      });
      areas.push([areaIn(map, window), areaIn(sharpenedMap(grid, map, patched), window)]);
    }
  }
  return areas;
}

function areaIn({ cellPx, columns, values }: SimilarityMap, window: RasterWindow): number {
  return areaAbove((x, y) => values[Math.floor(y / cellPx) * columns + Math.floor(x / cellPx)], window);
}

function hitsOf(grid: Grid, scores: Scores): readonly Hit[] {
  return rankHits(grid, scores, HITS).map((hit, i) => ({ ...hit, rank: i + 1, percentile: 0 }));
}

/** The rows that `encode` gives for all windows, one after the other. */
async function inBatches(
  windows: readonly RasterWindow[],
  image: RgbImage,
  encode: (cut: readonly RgbImage[], windows: readonly RasterWindow[]) => Promise<Float32Array>,
): Promise<Float32Array> {
  const parts: Float32Array[] = [];
  for (let done = 0; done < windows.length; done += AT_ONCE) {
    const some = windows.slice(done, done + AT_ONCE);
    parts.push(
      await encode(
        some.map((win) => cutWindow(image, win)),
        some,
      ),
    );
  }
  return joinFloats(parts);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
