/**
 * Writes docs/reports/ablations.html and .json, the paper's ablations at the starter's scale. `npm run report:ablations` makes them of the results in that JSON and
 * trains nothing. `npm run report:ablations -- FOLDER` trains and measures the runs that have no result yet, with the data folder of LONGSIGHT_HOME if it is set;
 * FOLDER keeps what is done, and a repeated call goes on. `--results FILE|FOLDER` takes the results of another report or of an earlier FOLDER, `--out FOLDER` writes
 * elsewhere.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { resetWeights } from './ablation/reset-weights.mjs';
import { runAblations } from './ablation/run-ablations.mjs';
import { ablationOf, pairsDigest, smallSettings } from './ablation/specs.mjs';
import { writeStarterPairs } from './ablation/starter-pairs.mjs';
import { reportOf, resultsOf, writeReport } from './ablation/stored-report.mjs';
import { Done, longsight } from './ablation/train-and-measure.mjs';
import { records, writeLocalizationSet } from './mosaics.mjs';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const SHARED = join(ROOT, '../shared/data');
const START = 'ablation-start';
const PAIRS = 4000;
const SCALE = { epochs: 3, batch: 128, rate: 1e-3 };
/** In the order in which they are run: those with published values first. */
const FILES = [
  'training/ablations/table-7-texts',
  'training/ablations/table-8-first-sentence',
  'training/ablations/fig-8-share-of-data',
  'training/ablations/fig-7-batch-size',
  'build/ablation/seeds',
  'training/ablations/fig-10-omega',
  'training/ablations/table-6-pcm',
  'training/ablations/table-9-start-weights',
].map((name) => join(ROOT, `${name}.json`));

const NOTES = [
  `The ablations of arXiv 2503.19311 at the starter’s scale: ${PAIRS} pairs of RSICD at 150 px and UC Merced, ${SCALE.epochs} epochs, batches of ${SCALE.batch} unless a run says otherwise. The published values are those of ViT-B/16 after an epoch of 2 million pairs. Only directions can be compared, and differences of a point may be chance: the base with several seeds, where it was run, shows how much.`,
  'The starter has seen these pairs, so every run begins with start weights made from it: the last block of each tower and both projections are random again, and only these are trained. The blocks before know the pictures, which is why all runs end close to each other.',
  'Mean recall is that of RSICD’s validation split (1,027 pictures). The short text of a picture is its last distinct caption, the long text all others; for “first sentence” it is the first caption. Accuracy is the mean of RSICD’s 30 and UC Merced’s 21 classes on their validation splits, Rmi that of ten mosaics of UC Merced.',
];

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    results: { type: 'string', default: join(ROOT, 'docs/reports/ablations.json') },
    out: { type: 'string', default: join(ROOT, 'docs/reports') },
  },
});
const target = resolve(options.out);
mkdirSync(target, { recursive: true });
const stored = resultsOf(resolve(options.results));
const planWith = (content) => ({ settings: smallSettings(SCALE), start: START, bases: {}, content });
if (positionals.length === 0) writeStored(planWith(stored.content));
else await trainMissing(resolve(positionals[0]));

function writeStored(plan) {
  const ablations = FILES.map((file) => ablationOf(file, plan));
  const parts = { ablations, plan, notes: NOTES, results: stored };
  writeReport(reportOf({ ...parts, missing: 'only its spec is here' }), target, 'ablations');
}

async function trainMissing(folder) {
  mkdirSync(folder, { recursive: true });
  process.env.LONGSIGHT_HOME ??= join(folder, 'home');
  const weights = join(folder, `${START}.safetensors`);
  resetWeights(join(ROOT, 'models/starter/model.safetensors'), weights, 1);
  const { pairs, retrieval } = writeStarterPairs(SHARED, join(folder, 'pairs'), PAIRS);
  const plan = planWith({
    pairs: pairsDigest(pairs),
    start: createHash('sha256').update(readFileSync(weights)).digest('hex'),
  });
  const isSame = JSON.stringify(plan.content) === JSON.stringify(stored.content);
  if (!isSame)
    console.error(
      `${options.results}: made from other pairs or start weights, so every run is trained again`,
    );
  const runs = FILES.flatMap((file) => ablationOf(file, plan).runs);
  if (isSame && runs.every(({ why, name }) => why !== null || name in stored.runs)) return writeStored(plan);
  importStart(folder, weights);
  const data = { retrieval, ...(await measuredOn(folder)) };
  const results = isSame ? stored : null;
  const report = runAblations({
    files: FILES,
    plan,
    pairs,
    data,
    notes: NOTES,
    stored: results,
    out: folder,
  });
  writeReport(report, target, 'ablations');
}

function importStart(folder, weights) {
  new Done(folder).once('start weights', () => {
    const options = ['--name', START, '--activation', 'quick_gelu'];
    return longsight('models', 'import', weights, ...options).name;
  });
}

async function measuredOn(folder) {
  const classification = ['rsicd-150px', 'ucmerced'].map((set) => join(SHARED, set, 'val.jsonl'));
  const localization = join(folder, 'ucmerced-mosaics');
  if (!existsSync(join(localization, 'anno.json'))) {
    const asked = ['--data', classification[1], '--model', 'starter'];
    const { classes } = longsight('evaluate', 'classification', ...asked);
    const words = Object.fromEntries(classes.map(({ folder: name, name: word }) => [name, word]));
    await writeLocalizationSet(localization, records(SHARED, 'ucmerced', 'val'), words);
  }
  return { classification, localization };
}
