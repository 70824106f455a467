/**
 * Verdicts on questions that are limited to an area: `npm run bench:area-verdict -- [--model CHECKPOINT] [--data LIST.jsonl] [--sentences SET]
 * [--scenes N] [--areas N] [--seed N]`.
 *
 * Areas are rectangles at random places of mosaics of known content. They cut pictures, so that an area may hold whole things, a part of
 * one, or nothing. Prints how often the verdict is present and absent, by how much of the pictures of the class lies in the area: by the
 * best window in the area and by the mean of the best three, each also with the windows that reach over the edge.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Outline } from '../../../core/documents/search.ts';
import { areaUnderCurve } from '../../../core/metrics/area-under-curve.ts';
import type { Bank } from '../../../core/search/bank.ts';
import { BankScores } from '../../../core/search/bank-scores.ts';
import { type Calibration, thresholdsOf } from '../../../core/search/calibration.ts';
import type { OpenIndex, Scores } from '../../../core/search/open-index.ts';
import { TOP_WINDOWS } from '../../../core/search/standing.ts';
import { reachingScores, withinArea } from '../../../core/search/within-area.ts';
import { seededRandom } from '../../../core/seeded-random.ts';
import { unattended } from '../../../core/task.ts';
import { ModelCalibrations } from '../../../electron/app/models/model-calibrations.ts';
import { PictureService } from '../../../electron/app/scenes/picture-service.ts';
import { createNodeHost } from '../../../electron/node/node-host.ts';
import { NodeStorage } from '../../../electron/node/node-storage.ts';
import { sharedPath } from '../../shared.ts';
import { benchEncoder, benchIndex } from '../bench-index.ts';
import { describeCpu } from '../describe-cpu.ts';
import { METRES_PER_PIXEL, makeMosaics, PICTURE_PX, picturesOf } from './mosaics.ts';

const { values: options } = parseArgs({
  options: {
    model: { type: 'string', default: 'models/starter/model.safetensors' },
    data: { type: 'string' },
    sentences: { type: 'string', default: 'aid' },
    scenes: { type: 'string', default: '6' },
    areas: { type: 'string', default: '40' },
    seed: { type: 'string', default: '31' },
  },
});
/** Of a mosaic, and limits of those of an area, in pictures. */
const EDGE = 8;
const [LEAST_EDGE, MOST_EDGE] = [1.2, 4];
const LEAST_WINDOWS = 30;
/** Upper limits of the groups, in pictures of the class that lie in the area. */
const GROUPS = [
  ['nothing of it', 0],
  ['up to a quarter', 0.25],
  ['up to 0.6', 0.6],
  ['up to one picture', 1],
  ['more', Number.POSITIVE_INFINITY],
] as const;

const root = fileURLToPath(new URL('../', import.meta.url));
const host = createNodeHost({
  gdal: new URL(`file://${root}electron/node/gdal-worker.mjs`),
  codec: new URL(`file://${root}electron/node/codec-worker.mjs`),
  parquet: new URL(`file://${root}electron/node/parquet-worker.mjs`),
  jp2: new URL(`file://${root}electron/node/jp2-worker.mjs`),
});
const folder = await mkdtemp(join(tmpdir(), 'bench-area-verdict-'));

/** In pictures. */
type Rectangle = {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
};
type Question = {
  readonly className: string;
  readonly isPrompt: boolean;
  readonly vector: Float32Array;
  readonly scores: Scores;
};
/** Standings in the area and over the windows that reach into it, by the best window and by the best three. */
type Answer = {
  readonly isPrompt: boolean;
  readonly part: number;
  readonly inside: readonly [number, number];
  readonly reaching: readonly [number, number];
};

try {
  console.log(await describeCpu());
  const encoder = await benchEncoder(options.model, folder);
  const calibrations = new ModelCalibrations(
    new NodeStorage(),
    new PictureService(host),
    { models: folder, calibrationSet: join(root, 'models/calibration') },
    () => null,
  );
  const calibration = await calibrations.calibrate(encoder, null, null, unattended());
  const bank = await calibrations.bank(encoder);
  const texts = await readTexts();
  const vectors = await encoder.encodeTexts(texts.map(({ text }) => text));
  const random = seededRandom(Number(options.seed));
  const pictures = picturesOf(options.data ?? sharedPath('data/rsicd-150px/val.jsonl'));
  const answers: Answer[] = [];
  for (let scene = 0; scene < Number(options.scenes); scene++) {
    const [{ reader, cells }] = await makeMosaics(pictures, [EDGE], random);
    const index = await benchIndex(encoder, reader, folder, `mosaic-${scene}`, METRES_PER_PIXEL);
    const questions = texts.map(({ className, isPrompt }, i): Question => {
      const vector = vectors.subarray(i * bank.dim, (i + 1) * bank.dim);
      return { className, isPrompt, vector, scores: index.scores(vector) };
    });
    for (let i = 0; i < Number(options.areas); i++)
      answers.push(...(await ask(index, bank, questions, cells, drawArea(random))));
    console.error(`mosaic ${scene + 1} of ${options.scenes}`);
  }
  tell(answers, calibration);
} finally {
  await host.close();
  await rm(folder, { recursive: true });
}

async function readTexts() {
  const sets = JSON.parse(await readFile(join(root, 'test/fixtures/verdict-sentences.json'), 'utf8'));
  const classes: Readonly<Record<string, readonly string[]>> = sets[options.sentences];
  return Object.entries(classes).flatMap(([className, texts]) =>
    texts.map((text, i) => ({ text, className, isPrompt: i === 0 })),
  );
}

function drawArea(random: () => number): Rectangle {
  const [width, height] = [0, 0].map(() => LEAST_EDGE + random() * (MOST_EDGE - LEAST_EDGE));
  const [left, top] = [width, height].map((edge) => random() * (EDGE - edge));
  return { left, top, right: left + width, bottom: top + height };
}

/** None if the area has too few windows for a verdict. */
async function ask(
  index: OpenIndex,
  bank: Bank,
  questions: readonly Question[],
  cells: readonly string[],
  area: Rectangle,
): Promise<Answer[]> {
  const { grid } = index.key;
  const { left, top, right, bottom } = area;
  const corners = [
    [left, top],
    [right, top],
    [right, bottom],
    [left, bottom],
  ];
  const outline: Outline = corners.map(([x, y]) => [x * PICTURE_PX, y * PICTURE_PX]);
  const cuts = [withinArea, reachingScores].map((cut) => (scores: Scores) => cut(grid, scores, outline));
  const windows = cuts[0](questions[0].scores).reduce(
    (sum, list) => sum + list.filter((score) => !Number.isNaN(score)).length,
    0,
  );
  if (windows < LEAST_WINDOWS) return [];
  const banks = await Promise.all(cuts.map((cut) => scored(bank, index, cut(questions[0].scores))));
  return questions.map(({ className, isPrompt, vector, scores }) => {
    const [inside, reaching] = cuts.map((cut, i) => {
      const centred = banks[i].centred(cut(scores));
      const z = (best: number) => banks[i].standing(vector, centred, best)?.z ?? Number.NaN;
      return [z(1), z(TOP_WINDOWS)] as const;
    });
    return { isPrompt, part: partOf(cells, className, area), inside, reaching };
  });
}

async function scored(bank: Bank, index: OpenIndex, within: Scores): Promise<BankScores> {
  const scores = new BankScores(bank, index.key.grid, within);
  await scores.catchUp(index);
  return scores;
}

/** How much of the pictures of the class lies in the area, in pictures. */
function partOf(
  cells: readonly string[],
  className: string,
  { left, top, right, bottom }: Rectangle,
): number {
  return cells.reduce((sum, name, cell) => {
    if (name !== className) return sum;
    const [row, column] = [Math.floor(cell / EDGE), cell % EDGE];
    const width = Math.min(right, column + 1) - Math.max(left, column);
    const height = Math.min(bottom, row + 1) - Math.max(top, row);
    return sum + Math.max(0, width) * Math.max(0, height);
  }, 0);
}

function tell(answers: readonly Answer[], calibration: Calibration): void {
  const { present, absent } = thresholdsOf(calibration);
  /** An absent sentence is uncertain if it is not absent in the windows that reach into the area. */
  const heeded = (inside: number, reaching: number) =>
    inside < absent && reaching >= absent ? absent : inside;
  const rules = [
    ['best window, edge heeded (ours)', (a: Answer) => heeded(a.inside[0], a.reaching[0])],
    ['best window', (a: Answer) => a.inside[0]],
    ['best three, edge heeded', (a: Answer) => heeded(a.inside[1], a.reaching[1])],
    ['best three', (a: Answer) => a.inside[1]],
  ] as const;
  console.log(
    `${answers.length} answers, present from z ${present.toFixed(2)}, absent below ${absent.toFixed(2)}`,
  );
  for (const isPrompt of [true, false])
    for (const [name, rule] of rules) {
      console.log(`${isPrompt ? 'prompt' : 'own words'}, ${name}`);
      const own = answers.filter((answer) => answer.isPrompt === isPrompt);
      const groups = GROUPS.map(([group, most], g) => {
        const least = g === 0 ? -1 : GROUPS[g - 1][1];
        return { group, values: own.filter(({ part }) => part > least && part <= most).map(rule) };
      });
      for (const { group, values } of groups) {
        const share = (count: number) => `${((100 * count) / values.length).toFixed(0).padStart(3)} %`;
        console.log(
          `  ${group.padEnd(18)} ${String(values.length).padStart(5)}: present ${share(values.filter((z) => z >= present).length)}, absent ${share(values.filter((z) => z < absent).length)}, AUC ${areaUnderCurve(values, groups[0].values).toFixed(3)}`,
        );
      }
    }
}
