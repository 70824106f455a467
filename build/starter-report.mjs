/**
 * Makes the starter model's report again: `npm run report:starter`, with the data folder of LONGSIGHT_HOME if it is set. Measures it on the validation splits of ../shared
 * and on mosaics of them, and writes docs/reports/starter.html, .json and .csv. Pictures of AID must not be published: the page shows
 * none of that data set, and mosaics with pictures on the page are made of UC Merced, which is in the public domain.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { resetWeights } from './ablation/reset-weights.mjs';
import { CHIP_PX, mosaic, numbersFrom, records, writeLocalizationSet } from './mosaics.mjs';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const SHARED = join(ROOT, '../shared/data');
const OUT = join(ROOT, 'docs/reports');
/** Chips along an edge of the scenes for presence. */
const SCENES = [3, 4, 6, 8, 12];
const SENTENCES_EACH = 8;

/** Scenes of several sizes with half of the classes each, and sentences about classes that they show and do not show. */
async function presenceSet(folder) {
  mkdirSync(folder, { recursive: true });
  const random = numbersFrom(11);
  const shuffle = (items) =>
    items
      .map((item) => [random(), item])
      .sort(([a], [b]) => a - b)
      .map(([, item]) => item);
  const all = records(SHARED, 'rsicd-150px', 'val');
  const words = classWords(all);
  const rows = ['sentence,scene,present'];
  for (const [number, edge] of SCENES.entries()) {
    const classes = shuffle([...new Set(all.map((record) => record.class))]);
    const shown = classes.slice(0, Math.min(classes.length / 2, edge ** 2));
    const others = all.filter((record) => shown.includes(record.class));
    const chips = shuffle([
      ...shown.map((name) => others.find((record) => record.class === name)),
      ...Array.from({ length: edge ** 2 - shown.length }, () => others[Math.floor(random() * others.length)]),
    ]);
    // As large as the smallest window: a window of several chips shows none of them.
    await mosaic(chips, edge, CHIP_PX, join(folder, `${number}.tif`));
    const absent = classes.filter((name) => !shown.includes(name));
    const ask = (name, present) => rows.push(`a satellite photo of ${words[name]}.,${number}.tif,${present}`);
    for (const name of shown.slice(0, SENTENCES_EACH)) ask(name, true);
    for (const name of absent.slice(0, SENTENCES_EACH)) ask(name, false);
  }
  writeFileSync(join(folder, 'presence.csv'), `${rows.join('\n')}\n`);
}

/** Words for classes, from the pictures' class names: the program's own, which a report prints. */
function classWords(all) {
  const report = reports.find(
    (each) => each.task === 'classification' && each.classes.some(({ folder }) => folder === all[0].class),
  );
  return Object.fromEntries(report.classes.map(({ folder, name }) => [folder, name]));
}

/** The captions of each picture joined to one long text, as in the model card. */
function joinedCaptions(set, folder) {
  mkdirSync(folder, { recursive: true });
  const lines = records(SHARED, set, 'val').map(({ path, captions }) =>
    JSON.stringify({ image: path, long: `${[...new Set(captions)].join('. ')}.` }),
  );
  const file = join(folder, `${set}.jsonl`);
  writeFileSync(file, `${lines.join('\n')}\n`);
  return file;
}

const work = mkdtempSync(join(tmpdir(), 'longsight-report-'));
const reports = [];
const files = [];
const table = ['report,task,group,name,figure,value'];

function longsight(...args) {
  return execFileSync(process.execPath, [join(ROOT, 'electron/cli/bin.mjs'), ...args], {
    encoding: 'utf8',
    maxBuffer: 1 << 30,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { LONGSIGHT_HOME: join(work, 'home'), ...process.env },
  });
}

function evaluate(task, data, ...options) {
  process.stderr.write(`${task} on ${data}\n`);
  const out = join(work, String(files.length));
  longsight('evaluate', task, '--data', data, '--model', 'starter', '--out', out, ...options);
  const text = readFileSync(join(out, `${task}.json`), 'utf8');
  // Paths of this machine are of no use to a reader.
  const plain = text
    .replaceAll(JSON.stringify(work).slice(1, -1), 'made')
    .replaceAll(SHARED, '../shared/data');
  reports.push(JSON.parse(plain));
  files.push(join(out, `${task}.json`));
  const rows = readFileSync(join(out, `${task}.csv`), 'utf8')
    .trim()
    .split('\r\n')
    .slice(1);
  table.push(...rows.map((row) => `${files.length},${task},${row}`));
}

/** Fig. 2: the starter beside itself with random last blocks, which shows how much of a map is the picture's. Returns the report's path. */
function relevanceOf(picture, ...phrases) {
  const weights = join(work, 'random-blocks.safetensors');
  resetWeights(join(ROOT, 'models/starter/model.safetensors'), weights, 1);
  const control = 'starter-random-blocks';
  longsight('models', 'import', weights, '--name', control, '--activation', 'quick_gelu');
  const asked = phrases.flatMap((phrase) => ['--phrase', phrase]);
  const models = ['--model', 'starter', '--beside', control];
  longsight(
    'evaluate',
    'relevance',
    '--data',
    picture,
    ...asked,
    ...models,
    '--out',
    join(work, 'relevance'),
  );
  longsight('models', 'remove', control);
  return join(work, 'relevance/relevance.json');
}

try {
  for (const set of ['ucmerced', 'rsicd-150px']) {
    evaluate('classification', join(SHARED, set, 'val.jsonl'));
    evaluate('retrieval', join(SHARED, set, 'val.jsonl'));
  }
  for (const set of ['ucmerced', 'rsicd-150px']) {
    const joined = joinedCaptions(set, join(work, 'joined'));
    evaluate('retrieval', joined);
    if (set === 'rsicd-150px') evaluate('length', joined);
  }
  const chips = records(SHARED, 'ucmerced', 'val');
  await writeLocalizationSet(join(work, 'ucmerced-mosaics'), chips, classWords(chips));
  for (const map of ['v1', 'shown']) evaluate('localization', join(work, 'ucmerced-mosaics'), '--map', map);
  await presenceSet(join(work, 'rsicd-150px-scenes'));
  evaluate('presence', join(work, 'rsicd-150px-scenes/presence.csv'));
  const relevance = relevanceOf(
    join(SHARED, 'ucmerced/images/beach/beach82.jpg'),
    'the sea',
    'a sandy beach',
  );
  const notes = [
    'The starter model on the validation splits of UC Merced and of AID at 150 px with RSICD captions, which it was never trained on, and on mosaics of them.',
    'UC Merced’s validation split is also the calibration data of the verdicts, so no verdict is judged on it here; presence is judged on scenes of AID pictures.',
    'Pictures of AID may not be published: the page shows pictures of UC Merced only (USGS, public domain; Yang and Newsam 2010).',
    'In the figure of relevance, starter-random-blocks is the starter with the last block of each tower and both projections random: what it shows too is not the starter’s knowledge.',
  ];
  mkdirSync(OUT, { recursive: true });
  longsight(
    ...['evaluate', 'report', ...files, '--out', join(OUT, 'starter.html')],
    ...['--title', 'Longsight: the starter model', '--no-images', 'rsicd-150px'],
    ...['--relevance', relevance],
    ...notes.flatMap((note) => ['--note', note]),
  );
  // Every picture's answer is needed for comparing models, not for reading.
  const figures = reports.map(({ items: _, pictures: __, ...rest }) => rest);
  const found = JSON.parse(readFileSync(relevance, 'utf8').replaceAll(SHARED, '../shared/data'));
  writeFileSync(join(OUT, 'starter.json'), `${JSON.stringify([...figures, found])}\n`);
  writeFileSync(join(OUT, 'starter.csv'), `${table.join('\n')}\n`);
} finally {
  rmSync(work, { recursive: true });
}
