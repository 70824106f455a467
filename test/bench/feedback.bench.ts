/**
 * Questions refined by judged hits: `npm run bench:feedback -- [--model CHECKPOINT] [--data LIST.jsonl] [--sentences SET] [--scenes N]`.
 *
 * Asks mosaics of known content, judges up to three right and three wrong ones of the ten best hits as an analyst would, and asks again
 * with these hits as examples. Prints the mean average precision over the windows that share no ground with a judged hit, by weights.
 * Last line: plain and refined, for prompts and for sentences in other words.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ACCEPTED_WEIGHT, REJECTED_WEIGHT } from '../../core/documents/reviews.ts';
import type { RasterWindow } from '../../core/documents/scene.ts';
import { composeQuery } from '../../core/search/compose-query.ts';
import { segmentCount, windowAt } from '../../core/search/grid.ts';
import type { OpenIndex } from '../../core/search/open-index.ts';
import { rankHits } from '../../core/search/rank.ts';
import { seededRandom } from '../../core/seeded-random.ts';
import { storedEmbedding } from '../../electron/app/search/stored-embedding.ts';
import { sharedPath } from '../shared.ts';
import { benchEncoder, benchIndex } from './bench-index.ts';
import { describeCpu } from './describe-cpu.ts';
import { LARGEST_CELLS, METRES_PER_PIXEL, makeMosaics, PICTURE_PX, picturesOf } from './verdict/mosaics.ts';

const { values: options } = parseArgs({
  options: {
    model: { type: 'string', default: 'models/starter/model.safetensors' },
    data: { type: 'string' },
    sentences: { type: 'string', default: 'aid' },
    scenes: { type: 'string', default: '6' },
    seed: { type: 'string', default: '77' },
  },
});
const WEIGHTS = [
  [0, 0],
  [0.25, 0],
  [0.5, 0],
  [0, -0.25],
  [ACCEPTED_WEIGHT, REJECTED_WEIGHT],
  [0.75, -0.25],
  [0.75, -0.5],
  [1, -0.5],
] as const;
const HITS = 10;
const JUDGED = 3;
/** Share of a window's area that must show the class for a right hit, and below which it is a wrong one. */
const RIGHT = 0.5;
const WRONG = 0.25;
const root = fileURLToPath(new URL('../', import.meta.url));
const folder = await mkdtemp(join(tmpdir(), 'bench-feedback-'));
/** Average precisions [weights], of prompts and of own words. */
const precisions = { prompt: WEIGHTS.map((): number[] => []), own: WEIGHTS.map((): number[] => []) };

try {
  console.log(await describeCpu());
  const encoder = await benchEncoder(options.model, folder);
  const { embeddingDim } = encoder.model;
  const sets = JSON.parse(await readFile(join(root, 'test/fixtures/verdict-sentences.json'), 'utf8'));
  const classes: readonly [string, readonly string[]][] = Object.entries(sets[options.sentences]);
  const questions = classes.flatMap(([name, texts]) => texts.map((text, i) => ({ text, name, i })));
  const vectors = await encoder.encodeTexts(questions.map(({ text }) => text));
  const pictures = picturesOf(options.data ?? sharedPath('data/rsicd-150px/val.jsonl'));
  const random = seededRandom(Number(options.seed));
  for (let scene = 0; scene < Number(options.scenes); scene++) {
    const [mosaic] = await makeMosaics(pictures, [LARGEST_CELLS], random);
    const index = await benchIndex(encoder, mosaic.reader, folder, `mosaic-${scene}`, METRES_PER_PIXEL);
    questions.forEach(({ name, i }, q) => {
      const vector = vectors.subarray(q * embeddingDim, (q + 1) * embeddingDim);
      const share = (win: RasterWindow): number => shareShown(win, mosaic.cells, name);
      const found = askTwice(index, vector, share);
      if (found !== null)
        for (const [w, precision] of found.entries())
          precisions[i === 0 ? 'prompt' : 'own'][w].push(precision);
    });
    console.error(`mosaic ${scene + 1} of ${options.scenes}`);
  }
  WEIGHTS.forEach(([accepted, rejected], w) => {
    console.log(
      `accepted ${accepted.toFixed(2)} rejected ${rejected.toFixed(2)}: ${mean(precisions.prompt[w])} prompt, ${mean(precisions.own[w])} own words`,
    );
  });
  const chosen = WEIGHTS.findIndex(
    ([accepted, rejected]) => accepted === ACCEPTED_WEIGHT && rejected === REJECTED_WEIGHT,
  );
  console.log(
    `plain ${mean(precisions.prompt[0])} prompt ${mean(precisions.own[0])} own words, refined ${mean(precisions.prompt[chosen])} ${mean(precisions.own[chosen])} (${precisions.prompt[0].length} and ${precisions.own[0].length} questions)`,
  );
} finally {
  await rm(folder, { recursive: true });
}

/** Average precision by weights; null if the scene has too little of the class beside the judged hits. */
function askTwice(
  index: OpenIndex,
  vector: Float32Array,
  share: (win: RasterWindow) => number,
): readonly number[] | null {
  const { grid } = index.key;
  const hits = rankHits(grid, index.scores(vector), HITS).map(({ window: win }) => win);
  const accepted = hits.filter((win) => share(win) >= RIGHT).slice(0, JUDGED);
  const rejected = hits.filter((win) => share(win) < WRONG).slice(0, JUDGED);
  const windows = grid.segments.flatMap((segment, s) =>
    Array.from({ length: segmentCount(segment) }, (_, n) => ({ s, n, win: windowAt(grid, segment, n) })),
  );
  const others = windows.filter(
    ({ win }) => ![...accepted, ...rejected].some((hit) => overlap(win, hit) > 0.25),
  );
  const right = others.map(({ win }) => share(win) >= RIGHT);
  if (right.filter(Boolean).length < JUDGED) return null;
  return WEIGHTS.map(([towards, away]) => {
    const term = (weight: number, of: readonly RasterWindow[]) =>
      of.length === 0 || weight === 0
        ? []
        : [
            {
              weight,
              vector: composeQuery(of.map((win) => ({ weight: 1, vector: storedEmbedding(index, win)! }))),
            },
          ];
    const scores = index.scores(
      composeQuery([{ weight: 1, vector }, ...term(towards, accepted), ...term(away, rejected)]),
    );
    return averagePrecision(
      others.map(({ s, n }) => scores[s][n]),
      right,
    );
  });
}

/** Share of the window's area that shows the class. */
function shareShown(win: RasterWindow, cells: readonly string[], name: string): number {
  const side = (start: number, length: number, cell: number): number =>
    Math.max(0, Math.min(start + length, (cell + 1) * PICTURE_PX) - Math.max(start, cell * PICTURE_PX));
  const shown = cells.reduce((sum, each, i) => {
    if (each !== name) return sum;
    const [row, column] = [Math.floor(i / LARGEST_CELLS), i % LARGEST_CELLS];
    return sum + side(win.col, win.widthPx, column) * side(win.row, win.heightPx, row);
  }, 0);
  return shown / (win.widthPx * win.heightPx);
}

/** Share of window `a` that `b` covers. */
function overlap(a: RasterWindow, b: RasterWindow): number {
  const side = (from: number, length: number, other: number, otherLength: number): number =>
    Math.max(0, Math.min(from + length, other + otherLength) - Math.max(from, other));
  return (
    (side(a.col, a.widthPx, b.col, b.widthPx) * side(a.row, a.heightPx, b.row, b.heightPx)) /
    (a.widthPx * a.heightPx)
  );
}

function averagePrecision(scores: readonly number[], right: readonly boolean[]): number {
  const order = scores.map((score, i) => ({ score, isRight: right[i] })).sort((a, b) => b.score - a.score);
  let [found, sum] = [0, 0];
  order.forEach(({ isRight }, i) => {
    if (!isRight) return;
    found++;
    sum += found / (i + 1);
  });
  return sum / found;
}

function mean(values: readonly number[]): string {
  return (values.reduce((sum, value) => sum + value, 0) / values.length).toFixed(3);
}
