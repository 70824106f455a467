/**
 * How well the outline of a hit fits the thing that a sentence is about, beside another thing that it names: `npm run bench:outlines --
 * [--data rsicd-val|ucmerced-train] [--scenes N] [--seed N] [--model FOLDER/model.safetensors]`. Pairs of pictures of 192, 128 and 96 px
 * lie side by side on pictures of other kinds; each sentence is "a ... next to a ...", asked both ways. Of the best window that holds most of the
 * first thing, prints how far its outline agrees with that thing, for patches scored by the sentence, by its subject, and by what is shown.
 */
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { RasterWindow } from '../../../core/documents/scene.ts';
import type { Outline, ScoredWindow } from '../../../core/documents/search.ts';
import { type Grid, segmentCount, windowAt } from '../../../core/search/grid.ts';
import { hitOutlines } from '../../../core/search/hit-outline.ts';
import type { Scores } from '../../../core/search/open-index.ts';
import type { PatchedWindow } from '../../../core/search/patch-field.ts';
import { subjectVector } from '../../../core/search/subject.ts';
import { contains } from '../../../core/search/within-area.ts';
import { PATCH_ATTENTION } from '../../../models/folder/patch-graph.ts';
import { seededRandom } from '../../core/search/seeded-random.ts';
import { sharedPath } from '../../shared.ts';
import { encodeWindows, scoresOf } from './encoded-scene.ts';
import { gridOfScene, type MeasuredModel, openMeasuredModel, sentencesOfClasses } from './measured-model.ts';
import { makePairScene, SCENE_PX, subjectsOf } from './objects.ts';

const OBJECT_SIZES = [192, 128, 96];
/** Each thing of a pair is asked for. */
const PAIRS = [
  [0, 1],
  [1, 0],
  [2, 3],
  [3, 2],
];
const CELL_PX = 16;
/** Of the thing, in the window that is outlined. */
const LEAST_SHARE = 0.7;
const { values: options } = parseArgs({
  options: {
    data: { type: 'string', default: 'rsicd-val' },
    scenes: { type: 'string', default: '8' },
    seed: { type: 'string', default: '1' },
    sizes: { type: 'string' },
    model: { type: 'string', default: 'models/starter/model.safetensors' },
  },
});

/** Sums over questions. */
type Row = { questions: number; outlined: number; overlap: number; precision: number };

if (!existsSync(sharedPath('data/ucmerced'))) console.log('skipped: there is no ../shared/data');
else {
  const folder = await mkdtemp(join(tmpdir(), 'bench-outlines-'));
  try {
    const measured = await openMeasuredModel(options.model, folder);
    await main(measured);
    await measured.release();
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function main({ model, encodeTexts, withPatches }: MeasuredModel): Promise<void> {
  const classes = await sentencesOfClasses();
  const subjects = subjectsOf(options.data, Object.keys(classes));
  const grid = gridOfScene(model, options.sizes);
  const nameOf = (asked: string) =>
    `a ${classes[asked][0].replace('a satellite photo of ', '').replace('.', '')}`;
  const rows = new Map<string, Row>();
  for (const objectPx of OBJECT_SIZES) {
    const random = seededRandom(Number(options.seed) * 1000 + objectPx);
    for (let i = 0; i < Number(options.scenes); i++) {
      const { image, objects } = await makePairScene(subjects, objectPx, random);
      const encoded = await encodeWindows(withPatches, model, grid, { image });
      for (const [first, second] of PAIRS) {
        const [thing, other] = [first, second].map((at) => nameOf(objects[at].asked));
        const [sentence, subject, rest] = await encodeTexts([`${thing} next to ${other}`, thing, other]);
        const hit = bestHolding(grid, scoresOf(encoded, sentence).windows, objects[first].window);
        if (hit === null) continue;
        const vectors = { sentence, subject, shown: subjectVector(sentence, subject, [rest]) };
        for (const [name, vector] of Object.entries(vectors)) {
          const windows = patchedWindows(grid, scoresOf(encoded, vector).patches.get(PATCH_ATTENTION)!);
          const cells = { cellPx: CELL_PX, columns: SCENE_PX / CELL_PX, rows: SCENE_PX / CELL_PX };
          const [outline] = hitOutlines(
            grid,
            cells,
            { windows, isWhole: true },
            [hit],
            Number.NEGATIVE_INFINITY,
          );
          const row = rows.get(name) ?? { questions: 0, outlined: 0, overlap: 0, precision: 0 };
          rows.set(name, row);
          row.questions++;
          if (outline === null) continue;
          const { overlap, precision } = agreement(outline, objects[first].window, hit.window);
          row.outlined++;
          row.overlap += overlap;
          row.precision += precision;
        }
      }
    }
  }
  console.log(
    `${options.data}, seed ${options.seed}, ${options.scenes} scenes for each size of ${OBJECT_SIZES} px`,
  );
  console.log('patches scored by  questions  outlined  overlap (IoU)  precision');
  for (const [name, { questions, outlined, overlap, precision }] of rows)
    console.log(
      `${name.padEnd(19)}${String(questions).padStart(9)}${String(outlined).padStart(10)}${(overlap / questions).toFixed(3).padStart(15)}${(precision / outlined).toFixed(3).padStart(11)}`,
    );
}

/** The window with the highest score of those that hold most of the thing. */
function bestHolding(grid: Grid, scores: Scores, thing: RasterWindow): ScoredWindow | null {
  let best: ScoredWindow | null = null;
  for (const [s, segment] of grid.segments.entries())
    for (let number = 0; number < segmentCount(segment); number++) {
      const window = windowAt(grid, segment, number);
      if (common(window, thing) < LEAST_SHARE * thing.widthPx * thing.heightPx) continue;
      if (best === null || scores[s][number] > best.score) best = { window, score: scores[s][number] };
    }
  return best;
}

/** Pixels in both. */
function common(a: RasterWindow, b: RasterWindow): number {
  const along = (from: number, size: number, otherFrom: number, otherSize: number) =>
    Math.max(0, Math.min(from + size, otherFrom + otherSize) - Math.max(from, otherFrom));
  return along(a.col, a.widthPx, b.col, b.widthPx) * along(a.row, a.heightPx, b.row, b.heightPx);
}

function patchedWindows(grid: Grid, scores: readonly Float32Array[]): readonly PatchedWindow[] {
  return grid.segments.flatMap((segment, s) => {
    const each = scores[s].length / segmentCount(segment);
    return Array.from({ length: segmentCount(segment) }, (_, number) => ({
      window: windowAt(grid, segment, number),
      patchesPerEdge: Math.sqrt(each),
      patches: scores[s].subarray(number * each, (number + 1) * each),
    }));
  });
}

/** Of the outline with the part of the thing that lies in the window, counted on a fine grid of points. */
function agreement(outline: Outline, thing: RasterWindow, window: RasterWindow) {
  const step = CELL_PX / 4;
  let [inOutline, inThing, inBoth] = [0, 0, 0];
  for (let y = window.row + step / 2; y < window.row + window.heightPx; y += step)
    for (let x = window.col + step / 2; x < window.col + window.widthPx; x += step) {
      const outlined = contains(outline, x, y);
      const shown =
        x >= thing.col && x < thing.col + thing.widthPx && y >= thing.row && y < thing.row + thing.heightPx;
      if (outlined) inOutline++;
      if (shown) inThing++;
      if (outlined && shown) inBoth++;
    }
  return { overlap: inBoth / (inOutline + inThing - inBoth), precision: inBoth / inOutline };
}
