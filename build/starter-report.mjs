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
import sharp from 'sharp';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const SHARED = join(ROOT, '../shared/data');
const OUT = join(ROOT, 'docs/reports');
const CHIP_PX = 256;
/** Chips along an edge of a mosaic for localization, and of the block of one class in it. */
const MOSAIC = 6;
const BLOCK = 2;
const MOSAICS = 10;
/** Chips along an edge of the scenes for presence. */
const SCENES = [3, 4, 6, 8, 12];
const SENTENCES_EACH = 8;

function records(set) {
  const folder = join(SHARED, set);
  return readFileSync(join(folder, 'val.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
    .map((record) => ({ ...record, path: join(folder, record.image) }));
}

/** Numbers in [0, 1) (mulberry32), the same on every machine. */
function numbersFrom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

async function mosaic(chips, edge, chipPx, path) {
  const tiles = await Promise.all(
    chips.map(async (chip, i) => ({
      input: await sharp(chip.path).resize(chipPx, chipPx, { fit: 'fill' }).toBuffer(),
      left: (i % edge) * chipPx,
      top: Math.floor(i / edge) * chipPx,
    })),
  );
  const canvas = sharp({
    create: { width: edge * chipPx, height: edge * chipPx, channels: 3, background: '#000' },
  }).composite(tiles);
  await (path.endsWith('.tif') ? canvas.tiff({ compression: 'jpeg', quality: 90 }) : canvas.jpeg()).toFile(
    path,
  );
}

/** Mosaics with a block of one class at a random place, and AIR-SLT's annotation file. */
async function localizationSet(folder) {
  mkdirSync(folder, { recursive: true });
  const random = numbersFrom(7);
  const pick = (items) => items[Math.floor(random() * items.length)];
  const all = records('ucmerced');
  const classes = [...new Set(all.map((record) => record.class))];
  const words = classWords(all);
  const annotations = [];
  for (let number = 0; number < MOSAICS; number++) {
    const shown = pick(classes);
    const [own, others] = [
      all.filter((record) => record.class === shown),
      all.filter((record) => record.class !== shown),
    ];
    const [left, top] = [0, 0].map(() => Math.floor(random() * (MOSAIC - BLOCK + 1)));
    const chips = Array.from({ length: MOSAIC ** 2 }, (_, i) => {
      const [column, row] = [i % MOSAIC, Math.floor(i / MOSAIC)];
      const isIn = column >= left && column < left + BLOCK && row >= top && row < top + BLOCK;
      return pick(isIn ? own : others);
    });
    await mosaic(chips, MOSAIC, CHIP_PX, join(folder, `${number}.jpg`));
    const [x0, y0] = [left * CHIP_PX, top * CHIP_PX];
    const [x1, y1] = [x0 + BLOCK * CHIP_PX - 1, y0 + BLOCK * CHIP_PX - 1];
    annotations.push({
      caption: `a satellite photo of ${words[shown]}.`,
      jpg_name: `${number}.jpg`,
      points: [
        [
          [x0, y0],
          [x1, y0],
          [x1, y1],
          [x0, y1],
        ],
      ],
    });
  }
  writeFileSync(join(folder, 'anno.json'), JSON.stringify(annotations));
}

/** Scenes of several sizes with half of the classes each, and sentences about classes that they show and do not show. */
async function presenceSet(folder) {
  mkdirSync(folder, { recursive: true });
  const random = numbersFrom(11);
  const shuffle = (items) =>
    items
      .map((item) => [random(), item])
      .sort(([a], [b]) => a - b)
      .map(([, item]) => item);
  const all = records('rsicd-150px');
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
  const lines = records(set).map(({ path, captions }) =>
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
  await localizationSet(join(work, 'ucmerced-mosaics'));
  for (const map of ['v1', 'shown']) evaluate('localization', join(work, 'ucmerced-mosaics'), '--map', map);
  await presenceSet(join(work, 'rsicd-150px-scenes'));
  evaluate('presence', join(work, 'rsicd-150px-scenes/presence.csv'));
  const notes = [
    'The starter model on the validation splits of UC Merced and of AID at 150 px with RSICD captions, which it was never trained on, and on mosaics of them.',
    'UC Merced’s validation split is also the calibration data of the verdicts, so no verdict is judged on it here; presence is judged on scenes of AID pictures.',
    'Pictures of AID may not be published: the page shows pictures of UC Merced only (USGS, public domain; Yang and Newsam 2010).',
  ];
  mkdirSync(OUT, { recursive: true });
  longsight(
    ...['evaluate', 'report', ...files, '--out', join(OUT, 'starter.html')],
    ...['--title', 'Longsight: the starter model', '--no-images', 'rsicd-150px'],
    ...notes.flatMap((note) => ['--note', note]),
  );
  // Every picture's answer is needed for comparing models, not for reading.
  const figures = reports.map(({ items: _, pictures: __, ...rest }) => rest);
  writeFileSync(join(OUT, 'starter.json'), `${JSON.stringify(figures)}\n`);
  writeFileSync(join(OUT, 'starter.csv'), `${table.join('\n')}\n`);
} finally {
  rmSync(work, { recursive: true });
}
