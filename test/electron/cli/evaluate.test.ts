/** `longsight evaluate` on small data sets in the forms in which they are distributed, with a starter of random weights. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type {
  ClassificationReport,
  EvaluationReport,
  LocalizationReport,
  PresenceReport,
  RetrievalReport,
} from '../../../core/documents/evaluation-report.ts';
import type { RelevanceReport } from '../../../core/documents/relevance-report.ts';
import { seededRandom } from '../../core/search/seeded-random.ts';
import { sharedPath, sharedTest } from '../../shared.ts';
import { smallStarterResources } from '../small-starter.ts';

const program = fileURLToPath(new URL('../../../out/cli/index.js', import.meta.url));
/** 300 x 200 px, rotated, in UTM. */
const smallScene = fileURLToPath(new URL('../../fixtures/e2e/second.tif', import.meta.url));
const CLASSES = ['river', 'mediumresidential', 'parkinglot'];
const PER_CLASS = 4;

let folder: string;
let resources: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longsight-evaluate-'));
  resources = await smallStarterResources();
  for (const [c, name] of CLASSES.entries())
    for (let i = 0; i < PER_CLASS; i++)
      await picture(join(folder, 'classes', name, `${name}${i}.png`), 64, 64, 100 * c + i);
  await mkdir(join(folder, 'classes/tenniscourt'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  await rm(resources, { recursive: true });
});

async function picture(path: string, width: number, height: number, seed: number): Promise<void> {
  const random = seededRandom(seed);
  const colours = Array.from({ length: 64 * 3 }, () => Math.floor(256 * random()));
  const pixels = Buffer.alloc(width * height * 3);
  for (let i = 0; i < width * height; i++) {
    const cell = (Math.floor((i % width) / 40) + 5 * Math.floor(i / width / 40)) % 64;
    for (let channel = 0; channel < 3; channel++) pixels[3 * i + channel] = colours[3 * cell + channel];
  }
  await mkdir(dirname(path), { recursive: true });
  await sharp(pixels, { raw: { width, height, channels: 3 } }).toFile(path);
}

type Ran = { readonly code: number; readonly stdout: string; readonly stderr: string };

const environment = (home: string) => ({
  ...process.env,
  LONGSIGHT_HOME: join(folder, home),
  LONGSIGHT_RESOURCES: resources,
});

function longsight(args: readonly string[], home = 'home'): Promise<Ran> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [program, ...args],
      { cwd: folder, env: environment(home), maxBuffer: 1 << 28 },
      (error, stdout, stderr) =>
        resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, stdout, stderr }),
    );
  });
}

async function evaluated<T>(args: readonly string[], home?: string): Promise<T & EvaluationReport> {
  const { code, stdout, stderr } = await longsight(['evaluate', ...args, '--json'], home);
  expect(code, stderr).toBe(0);
  expect(stdout.trim().split('\n').length).toBe(1);
  return JSON.parse(stdout);
}

describe('classification', () => {
  test('has accuracy, each class with its interval, and the confusions that add up', async () => {
    const report = await evaluated<ClassificationReport>(['classification', '--data', 'classes']);
    expect(Object.keys(report.byClass)).toEqual([
      'medium residential',
      'parking lot',
      'river',
      'tennis court',
    ]);
    // An empty class takes part as a candidate and has no accuracy.
    expect(report.byClass['tennis court']).toBeNull();
    expect(report.confusion.flat().reduce((a, b) => a + b)).toBe(CLASSES.length * PER_CLASS);
    const right = report.confusion.reduce((sum, row, i) => sum + row[i], 0);
    expect(report.accuracy).toBeCloseTo((100 * right) / (CLASSES.length * PER_CLASS), 9);
    expect(report.notes.join(' ')).toMatch(/UC Merced.*mediumresidential → medium residential[,.]/);
    expect(report.model.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(report.data.sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  test('of a list gives the figures of the folders, with stored embeddings', async () => {
    const rows = CLASSES.flatMap((name) =>
      Array.from({ length: PER_CLASS }, (_, i) => `classes/${name}/${name}${i}.png,${name}`),
    );
    await writeFile(join(folder, 'labels.csv'), `image,class\n${rows.join('\n')}\n`);
    const whole = await evaluated<ClassificationReport>(['classification', '--data', 'classes']);
    const listed = await evaluated<ClassificationReport>(['classification', '--data', 'labels.csv']);
    expect(listed.confusion).toEqual(whole.confusion.slice(0, 3).map((row) => row.slice(0, 3)));
    const files = await readdir(join(folder, 'home/evaluations/embeddings'));
    const { size } = await stat(join(folder, 'home/evaluations/embeddings', files[0]));
    expect(size).toBe(12 + CLASSES.length * PER_CLASS * (32 + 16 * 4 + 4));
  });

  test('takes several prompts and other words, and refuses a prompt without a class', async () => {
    await writeFile(join(folder, 'names.json'), JSON.stringify({ river: 'a wide stream' }));
    const report = await evaluated<ClassificationReport>([
      ...['classification', '--data', 'classes', '--class-names', 'names.json'],
      ...['--prompt', 'a {class}.', '--prompt', 'from above: {class}'],
    ]);
    expect(report.classNames).toBe('file');
    expect(Object.keys(report.byClass)).toContain('a wide stream');
    const { code, stderr } = await longsight([
      'evaluate',
      'classification',
      '--data',
      'classes',
      '--prompt',
      'x',
    ]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/\{class\}/);
  });
});

describe('retrieval', () => {
  const names = CLASSES.flatMap((name) => Array.from({ length: PER_CLASS }, (_, i) => `${name}${i}.png`));
  const sentences = (i: number) => [`a scene with number ${i}`, `an area called ${i % 5}`];

  test('of a published list takes its test split, and finds pictures in another folder', async () => {
    await mkdir(join(folder, 'published/images'), { recursive: true });
    for (const name of names)
      await copyFile(
        join(folder, 'classes', name.replace(/\d.*/, ''), name),
        join(folder, 'published/images', name),
      );
    const images = names.map((name, i) => ({
      // The list says TIFF; the files are PNG.
      filename: name.replace('.png', '.tif'),
      split: i < 10 ? 'test' : 'train',
      sentences: sentences(i).map((raw) => ({ raw })),
    }));
    await writeFile(join(folder, 'published/dataset_own.json'), JSON.stringify({ images }));
    const report = await evaluated<RetrievalReport>(['retrieval', '--data', 'published']);
    expect(report.data).toMatchObject({ split: 'test', images: 10 });
    expect(report.protocol).toBe('published');
    expect(report.items.textToImage.length).toBe(20);
    // Five names are shared by two pictures each: in either direction one of the two comes first.
    expect(report.ceiling.textToImage.r1).toBe(75);
    expect(report.ceiling.imageToText.r1).toBe(100);
    expect(report.meanRecall).toBeCloseTo(
      [report.textToImage, report.imageToText].flatMap(Object.values).reduce((a, b) => a + b) / 6,
      9,
    );
    const all = await evaluated<RetrievalReport>(['retrieval', '--data', 'published', '--split', 'all']);
    expect(all.data.images).toBe(12);
  });

  test('of lines, of a table and of a published list gives the same figures', async () => {
    const lines = names
      .slice(0, 10)
      .map((name, i) => JSON.stringify({ image: `published/images/${name}`, captions: sentences(i) }));
    await writeFile(join(folder, 'lines.jsonl'), lines.join('\n'));
    const rows = names
      .slice(0, 10)
      .flatMap((name, i) => sentences(i).map((text) => `published/images/${name},"${text}"`));
    await writeFile(join(folder, 'table.csv'), `filepath,title\n${rows.join('\n')}\n`);
    const published = await evaluated<RetrievalReport>(['retrieval', '--data', 'published']);
    for (const file of ['lines.jsonl', 'table.csv']) {
      const report = await evaluated<RetrievalReport>([
        ...['retrieval', '--data', file, '--protocol', 'published'],
      ]);
      expect(report.textToImage).toEqual(published.textToImage);
      expect(report.imageToText).toEqual(published.imageToText);
      const distinct = report.sets.find(({ protocol }) => protocol === 'distinct')!;
      expect(distinct.distinctCaptions).toBe(15);
      expect(distinct.ceiling.meanRecall).toBe(100);
    }
  });

  test('of long texts takes the only text of each picture', async () => {
    const lines = names.map((name, i) =>
      JSON.stringify({ image: `published/images/${name}`, captions: [`a long text about ${i}`] }),
    );
    await writeFile(join(folder, 'single.jsonl'), lines.join('\n'));
    const report = await evaluated<RetrievalReport>([
      'retrieval',
      '--data',
      'single.jsonl',
      '--texts',
      'long',
    ]);
    expect(report.sets.map(({ texts }) => texts)).toEqual(['long', 'long']);
    const { code, stderr } = await longsight([
      ...['evaluate', 'retrieval', '--data', 'lines.jsonl', '--texts', 'long'],
    ]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/no long captions/);
  });

  test('of a folder with several lists and no picture names them', async () => {
    await mkdir(join(folder, 'lists'));
    for (const name of ['a.csv', 'b.jsonl']) await writeFile(join(folder, 'lists', name), '');
    const { code, stderr } = await longsight(['evaluate', 'retrieval', '--data', 'lists']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/lists: there are several lists \(a\.csv, b\.jsonl\): name one of them/);
  });

  test('says which pictures are missing before it encodes anything', async () => {
    await writeFile(
      join(folder, 'missing.jsonl'),
      `{"image": "nowhere.png", "captions": ["a"]}\n{"image": "classes/river/river0.png", "captions": ["b"]}`,
    );
    const { code, stderr } = await longsight(
      ['evaluate', 'retrieval', '--data', 'missing.jsonl'],
      'untouched',
    );
    expect(code).toBe(1);
    expect(stderr).toMatch(/1 of 2 pictures are missing, such as nowhere\.png/);
    expect(await readdir(join(folder, 'untouched/evaluations')).catch(() => [])).toEqual([]);
  });

  test('by length cuts the long texts', async () => {
    const lines = names.map((name, i) =>
      JSON.stringify({ image: `published/images/${name}`, long: `${'wide water and '.repeat(20)} ${i}` }),
    );
    await writeFile(join(folder, 'long.jsonl'), lines.join('\n'));
    const report = await evaluated(['length', '--data', 'long.jsonl', '--lengths', '10,20,248']);
    if (report.task !== 'length') throw new Error(report.task);
    expect(report.curve.map(({ tokens }) => tokens)).toEqual([10, 20, 248]);
    // Cut before the number, all texts are the same, and ties count against the model.
    expect(report.curve[0].imageToText.r1).toBe(report.curve[1].imageToText.r1);
    expect(report.tokens[0]).toMatchObject({ texts: 'long', aboveLimit: 0 });
  });
});

describe('localization', () => {
  const sizes = [
    [700, 520],
    [600, 600],
    [520, 640],
  ] as const;
  const square = (x: number, y: number, px: number) => [
    [x, y],
    [x + px, y],
    [x + px, y + px],
    [x, y + px],
  ];

  beforeAll(async () => {
    for (const [i, [width, height]] of sizes.entries())
      await picture(join(folder, `selo/${i}.jpg`), width, height, 300 + i);
    const annotations = sizes.flatMap((_, i) =>
      ['a white house.', 'the long road.'].map((caption, n) => ({
        caption: `${caption}\n`,
        jpg_name: `${i}.jpg`,
        points: [square(50 + 90 * i, 60, 200 + 40 * n)],
      })),
    );
    await writeFile(join(folder, 'selo/anno.json'), JSON.stringify(annotations));
  });

  /** Without what differs from run to run. */
  const figures = ({ queries, mean }: LocalizationReport) => ({
    mean,
    queries: queries.map(({ seconds: _, ...query }) => query),
  });

  test.each(['v1', 'v2', 'shown'] as const)(
    'has the metrics of every query and their mean: %s',
    async (map) => {
      const { mean, queries } = await evaluated<LocalizationReport>([
        ...['localization', '--data', 'selo', '--map', map],
      ]);
      expect(queries.length).toBe(6);
      for (const name of ['rsu', 'ras', 'rda', 'rmi'] as const)
        expect(mean[name]).toBeCloseTo(queries.reduce((sum, query) => sum + query[name], 0) / 6, 12);
      for (const { rsu, ras, rda, rmi, windows } of queries) {
        expect(rmi).toBeCloseTo(0.4 * rsu + 0.35 * (1 - ras) + 0.25 * rda, 12);
        expect(windows).toBeGreaterThan(0);
      }
    },
  );

  test('killed midway, goes on where it stopped, with the figures of an uninterrupted run', async () => {
    await goesOnAfterKill('selo');
  });

  sharedTest(
    "AIR-SLT's annotation file names its missing pictures, and runs and goes on after a kill with pictures of their sizes",
    async () => {
      type Annotation = { readonly jpg_name: string; readonly points: readonly (readonly number[])[][] };
      const file = sharedPath('oracles/air-slt/anno.json');
      const all: readonly Annotation[] = JSON.parse(await readFile(file, 'utf8'));
      await mkdir(join(folder, 'air-slt'));
      await copyFile(file, join(folder, 'air-slt/anno.json'));
      const { code, stderr } = await longsight(['evaluate', 'localization', '--data', 'air-slt']);
      expect(code).toBe(1);
      expect(stderr).toMatch(/pictures are missing \(0\.jpg, .*9\.jpg\): put them into/);
      // The three smallest pictures: all of them take minutes.
      const small = all.filter(({ jpg_name }) => ['6.jpg', '10.jpg', '14.jpg'].includes(jpg_name));
      await writeFile(join(folder, 'air-slt/anno.json'), JSON.stringify(small));
      for (const [seed, name] of ['6.jpg', '10.jpg', '14.jpg'].entries()) {
        const points = small
          .filter(({ jpg_name }) => jpg_name === name)
          .flatMap((each) => each.points.flat());
        const [width, height] = [0, 1].map((axis) =>
          Math.ceil(Math.max(...points.map((point) => point[axis]))),
        );
        await picture(join(folder, 'air-slt', name), width + 100, height + 100, 700 + seed);
      }
      const { queries } = await goesOnAfterKill('air-slt');
      expect(queries.length).toBe(small.length);
      expect(queries.every(({ polygons }) => polygons > 0)).toBe(true);
    },
    240_000,
  );

  /** Kills an evaluation once it has stored embeddings, and compares what it then ends with to an uninterrupted one. */
  async function goesOnAfterKill(data: string): Promise<LocalizationReport> {
    const whole = await evaluated<LocalizationReport>(['localization', '--data', data], `whole-${data}`);
    const home = `killed-${data}`;
    const child: ChildProcess = spawn(
      process.execPath,
      [program, 'evaluate', 'localization', '--data', data],
      { cwd: folder, env: environment(home), stdio: 'ignore' },
    );
    const exit = once(child, 'exit');
    const embeddings = join(folder, home, 'evaluations/embeddings');
    const stored = async () => {
      const name = (await readdir(embeddings).catch(() => [])).find((each) => each.endsWith('.lsev'));
      return name === undefined ? 0 : (await stat(join(embeddings, name))).size;
    };
    while ((await stored()) <= 12 && child.exitCode === null) await sleep(1);
    child.kill('SIGKILL');
    expect((await exit)[1]).toBe('SIGKILL');
    const before = await stored();
    expect(before).toBeGreaterThan(12);
    const resumed = await evaluated<LocalizationReport>(['localization', '--data', data], home);
    expect(figures(resumed)).toEqual(figures(whole));
    expect(await stored()).toBeGreaterThanOrEqual(before);
    return resumed;
  }

  test('of a map that another program wrote has its metrics', async () => {
    await copyFile(smallScene, join(folder, 'scene.tif'));
    const outline = square(60, 40, 90);
    const text = 'a bridge.';
    await writeFile(
      join(folder, 'scene.json'),
      JSON.stringify([{ caption: text, jpg_name: 'scene.jpg', points: [outline] }]),
    );
    await mkdir(join(folder, 'maps'));
    const selo = await longsight([
      ...['selo', 'scene.tif', '--text', text, '--regions', 'scene.json', '--sizes', '64,96'],
      ...['--out', 'maps/scene.tif', '--json'],
    ]);
    expect(selo.code, selo.stderr).toBe(0);
    const { metrics } = JSON.parse(selo.stdout);
    const given = await evaluated<LocalizationReport>([
      ...['localization', '--data', 'scene.json', '--maps', 'maps'],
    ]);
    expect(given.map).toBe('given');
    for (const [name, value] of Object.entries(metrics))
      expect(given.mean[name as keyof typeof given.mean]).toBeCloseTo(Number(value), 9);
    const own = await evaluated<LocalizationReport>([
      ...['localization', '--data', 'scene.json', '--sizes', '64,96'],
    ]);
    // An index keeps embeddings in half precision, which can change a level of the map.
    expect(own.mean.rmi).toBeCloseTo(metrics.rmi, 2);
    await rename(join(folder, 'maps/scene.tif'), join(folder, 'maps/other.tif'));
    const { stderr } = await longsight([
      'evaluate',
      'localization',
      '--data',
      'scene.json',
      '--maps',
      'maps',
    ]);
    expect(stderr).toMatch(/1 maps are missing, such as scene_0\.tif/);
  });

  test('takes outlines in any CRS', async () => {
    const info = JSON.parse((await longsight(['info', 'scene.tif', '--json'])).stdout);
    // The order of rasterio.
    const [xPerCol, xPerRow, xOrigin, yPerCol, yPerRow, yOrigin] = info.affine;
    const outline = square(60, 40, 90);
    const placed = [...outline, outline[0]].map(([x, y]) => [
      xOrigin + xPerCol * x + xPerRow * y,
      yOrigin + yPerCol * x + yPerRow * y,
    ]);
    const collection = {
      type: 'FeatureCollection',
      crs: { type: 'name', properties: { name: `urn:ogc:def:crs:EPSG::${info.crs.epsg}` } },
      features: [
        {
          type: 'Feature',
          properties: { sentence: 'a bridge.', scene: 'scene.tif' },
          geometry: { type: 'Polygon', coordinates: [placed] },
        },
        { type: 'Feature', properties: { note: 'no sentence' }, geometry: null },
      ],
    };
    await writeFile(join(folder, 'own.geojson'), JSON.stringify(collection));
    const own = await evaluated<LocalizationReport>([
      ...['localization', '--data', 'own.geojson', '--sizes', '64,96'],
    ]);
    const annotated = await evaluated<LocalizationReport>([
      ...['localization', '--data', 'scene.json', '--sizes', '64,96'],
    ]);
    expect(own.mean.rmi).toBeCloseTo(annotated.mean.rmi, 3);
    expect(own.notes.join(' ')).toMatch(/1 features without a polygon or a sentence/);
  });
});

test('presence judges any numeric score of a list', async () => {
  const rows = [
    'a bridge,s.tif,true,0.9',
    'a port,s.tif,true,0.3',
    'a field,s.tif,false,0.5',
    'a dune,s.tif,no,0.1',
  ];
  await writeFile(join(folder, 'presence.csv'), `sentence,scene,present,score\n${rows.join('\n')}\n`);
  const report = await evaluated<PresenceReport>(['presence', '--data', 'presence.csv', '--score', 'score']);
  expect(report.auc).toBe(0.75);
  expect(report.balancedAccuracy).toBe(75);
});

test('presence asks the scenes, and says that a model without calibration has no threshold of its own', async () => {
  await copyFile(smallScene, join(folder, 'asked.tif'));
  const rows = ['a bridge,asked.tif,yes', 'a river,asked.tif,yes', 'a dune,asked.tif,no'];
  await writeFile(join(folder, 'asked.csv'), `sentence,scene,present\n${rows.join('\n')}\n`);
  const report = await evaluated<PresenceReport>(['presence', '--data', 'asked.csv']);
  expect([report.present, report.absent, report.thresholdFrom]).toEqual([2, 1, 'data']);
  for (const { score, windows } of report.items) {
    expect(Math.abs(score)).toBeLessThanOrEqual(1);
    expect(windows).toBeGreaterThan(0);
  }
  expect(report.notes.join()).toMatch(/no calibrated verdict/);
});

describe('reports', () => {
  beforeAll(async () => {
    for (const [out, prompt] of [
      ['a', 'a {class}.'],
      ['b', 'something quite different, {class}'],
    ]) {
      const { code, stderr } = await longsight([
        ...['evaluate', 'classification', '--data', 'classes', '--prompt', prompt, '--out', out],
      ]);
      expect(code, stderr).toBe(0);
    }
  });

  test('are one page that needs nothing else, with the same figures as JSON and CSV', async () => {
    const page = await readFile(join(folder, 'a/classification.html'), 'utf8');
    const { accuracy } = JSON.parse(await readFile(join(folder, 'a/classification.json'), 'utf8'));
    const table = await readFile(join(folder, 'a/classification.csv'), 'utf8');
    expect(page).toContain(`<strong>${accuracy.toFixed(1)} %</strong>`);
    expect(table).toContain(`classification,all,accuracy,${accuracy}`);
    expect(page).not.toMatch(/<script|https?:|src="(?!data:)|href="(?!#|data:)/);
    expect(page.match(/data:image\/jpeg/g)!.length).toBeGreaterThan(0);
  });

  test('can be put on one page without pictures of a data set', async () => {
    const { code, stderr } = await longsight([
      ...['evaluate', 'report', 'a/classification.json', 'b/classification.json', '--out', 'page.html'],
      ...['--no-images', 'classes', '--note', 'Two <prompts>.'],
    ]);
    expect(code, stderr).toBe(0);
    const page = await readFile(join(folder, 'page.html'), 'utf8');
    expect(page).not.toContain('data:image');
    expect(page).toContain('Two &#60;prompts&#62;.');
  });

  test('of relevance have a map for each phrase and model, on a page of their own or among others', async () => {
    const ask = ['evaluate', 'relevance', '--data', 'classes/river/river0.png', '--beside', 'starter'];
    const phrases = ['--phrase', 'a <river>', '--phrase', 'a bridge'];
    const asked = await longsight([...ask, ...phrases, '--out', 'rel', '--json']);
    expect(asked.code, asked.stderr).toBe(0);
    const report: RelevanceReport = JSON.parse(asked.stdout);
    expect(report.models.length).toBe(2);
    for (const { maps } of report.models) {
      expect(maps.map(({ phrase }) => phrase)).toEqual(['a <river>', 'a bridge']);
      for (const { patchesPerEdge, values } of maps) expect(values.length).toBe(patchesPerEdge ** 2);
    }
    const page = await readFile(join(folder, 'rel/relevance.html'), 'utf8');
    expect(page.match(/data:image\/jpeg/g)!.length).toBe(1 + 4);
    expect(page).toContain('a &#60;river&#62;');
    const many = ['evaluate', 'report', 'a/classification.json', '--relevance', 'rel/relevance.json'];
    for (const [hidden, pictures] of [
      ['other', 5],
      ['river', 0],
    ] as const) {
      const made = await longsight([...many, '--no-images', hidden, '--out', 'many.html']);
      expect(made.code, made.stderr).toBe(0);
      const [, section] = (await readFile(join(folder, 'many.html'), 'utf8')).split(
        'Where a phrase is found',
      );
      expect((section.split('report-1')[0].match(/data:image/g) ?? []).length).toBe(pictures);
    }
    const lacking = await longsight(['evaluate', 'relevance', '--data', 'no.png', '--phrase', 'a']);
    expect(lacking.stderr).toMatch(/no\.png: there is no such file/);
    const wrong = await longsight([...many.slice(0, -1), 'a/classification.json', '--out', 'many.html']);
    expect(wrong.stderr).toMatch(/classification\.json.*format/);
  });

  test('are compared picture by picture', async () => {
    const { stdout, code, stderr } = await longsight([
      ...['evaluate', 'compare', 'a/classification.json', 'b/classification.json', '--json'],
    ]);
    expect(code, stderr).toBe(0);
    const { figures, mcnemar, details, notes } = JSON.parse(stdout);
    expect(figures[0].difference).toBeCloseTo(figures[0].b - figures[0].a, 9);
    expect(figures[0].interval[0]).toBeLessThanOrEqual(figures[0].difference);
    expect(mcnemar.p).toBeGreaterThan(0);
    expect(details.length).toBe(4);
    expect(notes).toEqual(['The settings of the two reports differ.']);
  });

  test('of the paper say what a folder lacks, and stand beside its values', async () => {
    await mkdir(join(folder, 'paper'), { recursive: true });
    await rename(join(folder, 'published'), join(folder, 'paper/RSICD'));
    const { stdout, code, stderr } = await longsight([
      ...['evaluate', 'paper', 'starter', '--data', 'paper', '--out', 'paper-out', '--json'],
    ]);
    expect(code, stderr).toBe(0);
    const { rows, missing } = JSON.parse(stdout);
    const row = rows.find(({ task, data }: Record<string, string>) => task === 'ZCRS' && data === 'RSICD');
    expect(row.difference).toBeCloseTo(row.measured - 26.47, 9);
    expect(missing).toContain('AIR-SLT');
    expect(await readFile(join(folder, 'paper-out/paper.html'), 'utf8')).toContain('not recorded');
    const lines = (await readFile(join(folder, 'paper-out/paper.csv'), 'utf8')).split('\r\n');
    expect(lines).toContain(`ZCRS,RSICD,mR,26.47,${row.measured},${row.difference}`);
    expect(lines).toContain('ZIC,EuroSAT,accuracy,,,');
    // All that is missing is named before the first data set is encoded.
    await mkdir(join(folder, 'paper/EuroSAT'));
    await mkdir(join(folder, 'paper/AIR-SLT'));
    await writeFile(
      join(folder, 'paper/AIR-SLT/anno.json'),
      '[{"caption":"a","jpg_name":"0.jpg","points":[[[0,0],[9,0],[9,9]]]}]',
    );
    const lacking = await longsight(['evaluate', 'paper', 'starter', '--data', 'paper']);
    expect(lacking.code).toBe(1);
    expect(lacking.stderr).toMatch(/EuroSAT: .*AIR-SLT: pictures are missing \(0\.jpg\)/s);
    expect(lacking.stderr).not.toContain('RSICD …');
  });
});
