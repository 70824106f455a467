/**
 * `npm run docs:pictures`: makes every picture of docs/ from the running application, over a fresh data folder, with the demo scene and the
 * starter model. `npm run docs:pictures -- NAME…` writes only the pictures named, `-- --png FOLDER` also PNGs to look at.
 * Needs Chromium (`LONGSIGHT_CHROMIUM` names one that is not in its usual place).
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import sharp from 'sharp';

/** Accessible names of the controls used here. A renamed control is renamed here and on the pages, nowhere else. */
const NAMES = {
  question: 'What are you looking for?',
  hits: 'Hits, best first',
  pairs: 'Pairs',
  rail: 'Panels',
  panel: (title) => `${title} panel`,
  answer: 'Answer',
  results: 'Results',
  tabs: { layers: 'Layers', ask: 'Ask', dataset: 'Data set', training: 'Training', models: 'Models' },
  commands: {
    index: 'Index scene…',
    zoomFull: 'Zoom full',
    showHits: 'Show hits on the map',
    collect: 'Draw windows for the data set',
    closeComparison: 'Close comparison',
    light: 'Light theme',
  },
  rate: /windows\/s/,
  answersFrom: /Search index/,
  noMatch: 'Likely absent',
  sharpening: 'Sharpening…',
  split: 'Training and validation',
  size: /^Size \d/,
  removeSize: (n) => `Remove size ${n}`,
  startIndexing: 'Start indexing',
  indexed: 'Indexed',
  idle: 'No jobs running',
  export: 'Export',
  exportFile: /-hits\.gpkg$/,
  ramp: /Colour ramp/,
  hideBelow: 'Hide cells below',
  threshold: 'Threshold',
  shortCaption: 'Short caption',
  longCaption: 'Long caption',
  check: 'Check',
  preset: /Preset/,
  quick: 'Quick',
  captions: /Captions/,
  shortOnly: 'Short only',
  newModel: 'Name of new model',
  epochs: 'Epochs',
  batch: 'Batch size',
  validation: 'Validation',
  checkAndEstimate: 'Check and estimate',
  cost: /^About .* of memory/,
  startTraining: 'Start training',
  modelReady: (model) => `Model ${model} is ready`,
  compareBoth: 'Compare before and after',
  sameWindows: 'Index with the same windows',
  swipe: 'Position of the line between model A and model B',
  difference: 'Difference',
  differenceLegend: /^Blue: B is higher/,
  download: 'Download model weights…',
  device: /^Device: /,
  deviceDialog: 'Compute device',
};

const QUESTION = 'a steel bridge over a brown river';
const ABSENT = 'a baseball field with a brown dirt infield';
const CARS = 'a parking lot full of cars';
const MODEL = 'my-car-parks';
const WAIT_MS = 60_000;
const SIZE = { width: 1280, height: 800 };
/** For whole panels. */
const TALL = { width: 1280, height: 1300 };
const STILL = { animations: 'disabled', caret: 'hide' };
const WEBP = { quality: 80, effort: 6, smartSubsample: true };
/** Windows drawn on the map at full extent, in screen pixels: left, top, edge. */
const DRAWN = [
  {
    at: [445, 114, 150],
    short: 'a parking lot full of cars',
    long: 'Rows of white, red and black cars on a bare parking lot, with a road along its lower right edge and roofs above it.',
  },
  {
    at: [395, 179, 130],
    short: 'a parking lot beside a river',
    long: 'A parking lot with rows of cars in the upper right, behind a pale wall, and a brown river in the lower left.',
  },
  {
    at: [260, 409, 160],
    short: 'a steel bridge over a brown river',
    long: 'A pale steel truss bridge with cars on it crosses a brown river from the lower left to the upper right.',
  },
  {
    at: [395, 319, 150],
    short: 'the end of a steel bridge on the bank',
    long: 'A steel truss bridge reaches the bank of a brown river, where a road with cars goes on to the upper right.',
  },
  {
    at: [135, 219, 130],
    short: 'brown water with ripples',
    long: 'Brown water without boats, with bright ripples that lie close together in the middle.',
  },
  {
    at: [355, 489, 120],
    short: 'brown water below a bridge',
    long: 'Smooth brown water, with the edge of a steel bridge in the upper left.',
  },
  {
    at: [145, 379, 110],
    short: 'houses among trees',
    long: 'Houses with brown and grey roofs among dark green trees, beside a heap of scrap.',
  },
  { at: [5, 409, 110], short: 'a bare yard with red lorries', long: '' },
];

/** Width of the scene in the coordinates of `DRAWN`, and the margin that the map leaves around a whole scene. */
const SCENE_PX = 614;
const FIT_PADDING_PX = 24;

const root = fileURLToPath(new URL('../', import.meta.url));
const { values, positionals: wanted } = parseArgs({
  options: { png: { type: 'string' } },
  allowPositionals: true,
});

/** In the order in which a user gets to them: each step goes on from the state that the last one left. */
const SCENARIO = [
  async function firstStart(app) {
    await found(row(app), 'the layer of the demo scene', 120_000);
    await command(app, NAMES.commands.light);
    await shoot(app, 'first-start');
  },
  async function indexDialog(app) {
    const dialog = await openIndexDialog(app);
    await found(dialog.getByText(NAMES.rate), 'the time that indexing takes');
    await shoot(app, 'index-dialog', dialog);
    await startIndexing(app, dialog, [512, 800, 1024]);
  },
  async function firstAnswer(app) {
    await ask(app, QUESTION);
    await found(hits(app).first(), NAMES.hits);
    await hits(app).first().click();
    await command(app, NAMES.commands.zoomFull);
    await shoot(app, 'first-answer');
  },
  async function coarseAndFineWindows(app) {
    await command(app, NAMES.commands.showHits);
    const pictures = [];
    for (const sizePx of [1024, 512]) {
      await startIndexing(app, await openIndexDialog(app), [sizePx]);
      await choose(app, NAMES.answersFrom, new RegExp(`^${sizePx} px`));
      await command(app, NAMES.commands.zoomFull);
      pictures.push(await mapPicture(app));
    }
    await sideBySide('window-sizes', ...pictures);
  },
  async function restyle(app) {
    await startIndexing(app, await openIndexDialog(app), [640]);
    await choose(app, NAMES.answersFrom, /^640 px/);
    await command(app, NAMES.commands.zoomFull);
    const frames = [await styledMap(app)];
    for (const ramp of ['magma', 'turbo']) {
      await choose(app, NAMES.ramp, ramp);
      frames.push(await styledMap(app));
    }
    await app.getByText(NAMES.hideBelow, { exact: true }).click();
    await found(app.getByRole('slider', { name: NAMES.threshold }), NAMES.threshold);
    for (const threshold of ['0.2', '0.25', '0.3', '0.35', '0.4']) {
      await setThreshold(app, threshold);
      frames.push(await styledMap(app));
    }
    await animate('restyle', frames);
    await choose(app, NAMES.ramp, 'magma');
    await setThreshold(app, '0.3');
    await command(app, NAMES.commands.showHits);
    await hits(app).first().click();
    await command(app, NAMES.commands.zoomFull);
    await shoot(app, 'threshold');
  },
  async function exports(app) {
    await (await button(app, NAMES.export)).click();
    const dialog = app.getByRole('dialog');
    await found(dialog.getByText(NAMES.exportFile), 'the export dialog');
    await shootArea(app, 'export-dialog', await dialog.boundingBox());
    await app.keyboard.press('Escape');
    await app.getByText(NAMES.hideBelow, { exact: true }).click();
    await choose(app, NAMES.ramp, 'viridis');
  },
  async function absent(app) {
    await ask(app, ABSENT);
    await found(app.getByText(NAMES.noMatch), NAMES.noMatch);
    await command(app, NAMES.commands.showHits);
    await shoot(app, 'no-match');
    await command(app, NAMES.commands.showHits);
  },
  async function dataset(app) {
    await tab(app, NAMES.tabs.dataset);
    await command(app, NAMES.commands.zoomFull);
    await command(app, NAMES.commands.showHits);
    await toggleMap(app);
    await tab(app, NAMES.tabs.dataset);
    await command(app, NAMES.commands.collect);
    await settle(app);
    const pairs = app.getByRole('listbox', { name: NAMES.pairs }).getByRole('option');
    for (const [i, { at, short, long }] of DRAWN.entries()) {
      await drag(app, at);
      await found(pairs.nth(i), NAMES.pairs);
      await fill(app, NAMES.shortCaption, short);
      await fill(app, NAMES.longCaption, long);
    }
    await pairs.first().click();
    await settle(app);
    await command(app, NAMES.commands.zoomFull);
    await shoot(app, 'dataset');
    await app.setViewportSize(TALL);
    await app.getByText(NAMES.check, { exact: true }).click();
    await found(app.getByText(NAMES.split), NAMES.split);
    await shoot(app, 'dataset-check', panel(app, NAMES.tabs.dataset));
    await app.keyboard.press('Escape');
    await toggleMap(app);
  },
  async function training(app) {
    await tab(app, NAMES.tabs.training);
    await choose(app, NAMES.preset, NAMES.quick);
    await choose(app, NAMES.captions, NAMES.shortOnly);
    await fill(app, NAMES.newModel, MODEL);
    await fill(app, NAMES.epochs, '10');
    await fill(app, NAMES.batch, '4');
    await fill(app, NAMES.validation, '0');
    await (await button(app, NAMES.checkAndEstimate)).click();
    await found(app.getByText(NAMES.cost), 'the estimate of the run', 120_000);
    await shoot(app, 'training-plan', panel(app, NAMES.tabs.training));
    await (await button(app, NAMES.startTraining)).click();
    await found(app.getByText(NAMES.modelReady(MODEL)), 'the trained model', 240_000);
    await shoot(app, 'training-done', panel(app, NAMES.tabs.training));
    await app.setViewportSize(SIZE);
  },
  async function compare(app) {
    await ask(app, CARS);
    await found(app.getByRole('region', { name: NAMES.answer }).getByText(CARS), 'the answer');
    await tab(app, NAMES.tabs.training);
    await (await button(app, NAMES.compareBoth)).click();
    await (await button(app, NAMES.sameWindows)).click();
    const line = app.getByRole('slider', { name: NAMES.swipe });
    await found(line, NAMES.swipe, 120_000);
    await command(app, NAMES.commands.zoomFull);
    await shoot(app, 'compare-swipe');
    await app.getByText(NAMES.difference, { exact: true }).click();
    await found(app.getByRole('img', { name: NAMES.differenceLegend }), 'the legend of the difference');
    await shoot(app, 'compare-difference');
    await command(app, NAMES.commands.closeComparison);
  },
  async function models(app) {
    await app.setViewportSize(TALL);
    await tab(app, NAMES.tabs.models);
    await shoot(app, 'models', panel(app, NAMES.tabs.models));
    await app.setViewportSize(SIZE);
    await command(app, NAMES.download);
    await shoot(app, 'download', app.getByRole('dialog'));
    await app.keyboard.press('Escape');
  },
  async function device(app) {
    await (await button(app, NAMES.device)).click();
    await shoot(app, 'device', app.getByRole('dialog', { name: NAMES.deviceDialog }));
  },
];

async function openIndexDialog(app) {
  await tab(app, NAMES.tabs.layers);
  await command(app, NAMES.commands.index);
  const dialog = app.getByRole('dialog');
  await found(dialog.getByRole('textbox', { name: NAMES.size }).first(), 'the field for a window size');
  return dialog;
}

async function startIndexing(app, dialog, sizesPx) {
  const fields = dialog.getByRole('textbox', { name: NAMES.size });
  for (let count = await fields.count(); count > sizesPx.length; count--)
    await (await button(dialog, NAMES.removeSize(count))).click();
  for (const [i, sizePx] of sizesPx.entries()) {
    await fields.nth(i).fill(String(sizePx));
    await fields.nth(i).press('Enter');
  }
  await (await button(dialog, NAMES.startIndexing)).click();
  await dialog.waitFor({ state: 'detached' });
  await app.waitForTimeout(1500);
  await found(app.getByText(NAMES.idle), NAMES.idle, 120_000);
  await found(row(app).getByText(NAMES.indexed, { exact: true }), NAMES.indexed);
}

/** A square in pixels of a picture of the whole scene that is `SCENE_PX` wide. */
async function drag(app, [left, top, edge]) {
  const { x, y, width, height } = await app.getByRole('application').boundingBox();
  const scale = (Math.min(width, height) - 2 * FIT_PADDING_PX) / SCENE_PX;
  const at = (value, from, length) => from + length / 2 + scale * (value - SCENE_PX / 2);
  await app.mouse.move(at(left, x, width), at(top, y, height));
  await app.mouse.down();
  await app.mouse.move(at(left + edge, x, width), at(top + edge, y, height), { steps: 4 });
  await app.mouse.up();
}

/** An entry of a drop-down list, by the label of its field. */
async function choose(app, field, option) {
  await (await button(app, field)).click();
  const entry = app.getByRole('option', { name: option }).first();
  await found(entry, `the choice ${option} of ${field}`);
  await entry.click();
}

/** Shows or hides the map of the last question. */
async function toggleMap(app) {
  await tab(app, NAMES.tabs.layers);
  const box = app.getByRole('list', { name: NAMES.results, exact: true }).getByRole('checkbox').first();
  await found(box, NAMES.results);
  await box.click({ force: true });
}

async function fill(app, name, value) {
  const field = app.getByRole('textbox', { name, exact: true });
  await found(field, `the field ${name}`);
  await field.fill(value);
  await app.keyboard.press('Tab');
}

async function setThreshold(app, value) {
  const field = app.getByRole('textbox', { name: NAMES.threshold });
  await found(field, `the field ${NAMES.threshold}`);
  await field.fill(value);
  await field.press('Enter');
}

function panel(app, name) {
  return app.getByRole('tabpanel', { name });
}

function row(app) {
  return app.getByRole('row', { name: /manila_bridge/ });
}

function hits(app) {
  return app.getByRole('listbox', { name: NAMES.hits }).getByRole('option');
}

async function button(within, name) {
  const control = within.getByRole('button', { name, exact: typeof name === 'string' }).first();
  await found(control, `the button ${name}`);
  return control;
}

async function tab(app, name) {
  const rail = app.getByRole('toolbar', { name: NAMES.rail });
  const control = rail.getByRole('button', { name: NAMES.panel(name) });
  await found(control, `the panel ${name}`);
  if ((await control.getAttribute('aria-pressed')) === 'false') await control.click();
}

async function ask(app, sentence) {
  await tab(app, NAMES.tabs.ask);
  const field = app.getByRole('textbox', { name: NAMES.question });
  await found(field, NAMES.question);
  await field.fill(sentence);
  await app.keyboard.press('Control+Enter');
}

/** Through the command palette. */
async function command(app, label) {
  await app.keyboard.press('Control+k');
  await found(app.getByRole('searchbox'), 'the command palette');
  await app.getByRole('searchbox').fill(label);
  await found(app.getByRole('menuitem', { name: label }).first(), `the command ${label}`);
  await app.keyboard.press('Enter');
}

/** Waits for a control; says which name is gone where it does not come. */
async function found(locator, what, timeout = WAIT_MS) {
  try {
    await locator.waitFor({ timeout });
  } catch (cause) {
    throw new Error(
      `${what} is not in the window. If it was renamed, change NAMES in build/docs-pictures.mjs and the pages of docs/.`,
      { cause },
    );
  }
}

/** Until tiles are drawn, the map is sharpened and stands still, and no message lies over the window. */
async function settle(app) {
  await app.mouse.move(SIZE.width / 2, 2);
  await app.waitForLoadState('networkidle');
  await app.waitForTimeout(1500);
  await app.getByText(NAMES.sharpening).waitFor({ state: 'detached', timeout: WAIT_MS });
  await app.waitForTimeout(500);
}

const isWanted = (name) => wanted.length === 0 || wanted.includes(name);

/** The window, or one element of it. */
async function shoot(app, name, element = null) {
  if (!isWanted(name)) return;
  await settle(app);
  await write(name, await (element ?? app).screenshot(STILL));
}

async function shootArea(app, name, clip) {
  if (!isWanted(name)) return;
  await settle(app);
  await write(name, await app.screenshot({ ...STILL, clip }));
}

/** Map and legend without the panels. */
async function mapPicture(app) {
  await settle(app);
  return app.screenshot({ ...STILL, clip: await app.getByRole('application').boundingBox() });
}

/** Layers, styling and map. */
async function styledMap(app) {
  await settle(app);
  const { x, y, width, height } = await app.getByRole('application').boundingBox();
  return app.screenshot({ ...STILL, clip: { x: 0, y, width: x + width, height } });
}

async function sideBySide(name, left, right) {
  if (!isWanted(name)) return;
  const { width, height } = await sharp(left).metadata();
  const gap = 12;
  const canvas = { create: { width: 2 * width + gap, height, channels: 3, background: '#fff' } };
  const pictures = [
    { input: left, left: 0, top: 0 },
    { input: right, left: width + gap, top: 0 },
  ];
  await write(name, await sharp(canvas).composite(pictures).png().toBuffer());
}

async function write(name, png) {
  await save(`${name}.webp`, sharp(png).webp(WEBP));
  if (values.png) await writeFile(join(values.png, `${name}.png`), png);
}

async function animate(name, frames) {
  if (!isWanted(name)) return;
  const small = await Promise.all(frames.map((frame) => sharp(frame).resize(760).png().toBuffer()));
  const moving = sharp(small, { join: { animated: true } });
  await save(`${name}.webp`, moving.webp({ ...WEBP, quality: 70, loop: 0, delay: frames.map(() => 900) }));
  if (values.png)
    for (const [i, frame] of small.entries()) await writeFile(join(values.png, `${name}-${i}.png`), frame);
}

async function save(name, picture) {
  const { size } = await picture.toFile(join(root, 'docs/pictures', name));
  console.log(`docs/pictures/${name}  ${(size / 1000).toFixed(0)} kB`);
}

async function startHost(dataFolder) {
  const host = spawn(process.execPath, ['build/serve.mjs', '--port', '0'], {
    cwd: root,
    env: { ...process.env, LONGSIGHT_HOME: dataFolder, LONGSIGHT_INDEX_DEMO: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const url = await new Promise((resolve, reject) => {
    let said = '';
    const listen = (chunk) => {
      said += chunk;
      const address = /open (http:\S+)/.exec(said);
      if (address) resolve(address[1]);
    };
    host.stdout.on('data', listen);
    host.stderr.on('data', listen);
    host.once('exit', (code) => reject(new Error(`the host ended with ${code}: ${said}`)));
  });
  return { host, url };
}

async function stopHost(host) {
  const gone = new Promise((resolve) => host.once('exit', resolve));
  host.kill('SIGTERM');
  await gone;
}

async function makePictures() {
  const executablePath =
    process.env.LONGSIGHT_CHROMIUM ??
    ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);
  if (!executablePath) throw new Error('no Chromium found: name one in LONGSIGHT_CHROMIUM');
  await mkdir(join(root, 'docs/pictures'), { recursive: true });
  if (values.png) await mkdir(values.png, { recursive: true });
  const dataFolder = await mkdtemp(join(tmpdir(), 'longsight-pictures-'));
  const { host, url } = await startHost(dataFolder);
  const browser = await chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--use-gl=angle',
      '--use-angle=swiftshader',
      '--enable-unsafe-swiftshader',
      '--ignore-gpu-blocklist',
    ],
  });
  const context = await browser.newContext({ viewport: SIZE, colorScheme: 'light', locale: 'en-GB' });
  context.setDefaultTimeout(WAIT_MS);
  const app = await context.newPage();
  try {
    await app.goto(url, { timeout: 120_000 });
    for (const step of SCENARIO) await step(app);
  } catch (error) {
    await app.screenshot({ path: join(tmpdir(), 'docs-pictures-failed.png') });
    throw error;
  } finally {
    await browser.close();
    await stopHost(host);
    await rm(dataFolder, { recursive: true, force: true });
  }
}

try {
  await makePictures();
} catch (error) {
  console.error(`docs:pictures: ${error.message}`);
  process.exitCode = 1;
}
