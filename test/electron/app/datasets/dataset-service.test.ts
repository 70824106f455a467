import { execFileSync, spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { WindowPair } from '../../../../core/documents/dataset.ts';
import type { DatasetId, SceneId } from '../../../../core/documents/ids.ts';
import { rasterioFromAffine } from '../../../../core/geo/affine.ts';
import { findResources } from '../../../../electron/app/disk/resources.ts';
import { createServices, type Services } from '../../../../electron/app/process/create-services.ts';
import { forkBuiltEngine, serviceOptions } from '../../../../electron/app/process/open-services.ts';

const { signal } = new AbortController();
const at = (col: number, row: number, short = ''): WindowPair => ({
  window: { col, row, widthPx: 256, heightPx: 256 },
  short,
  long: '',
  source: 'drawn',
});

let folder: string;
let services: Services;
let scene: SceneId;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longsight-datasets-'));
  services = await openAgain();
  scene = await services.scenes.openPath(findResources().demoScene);
});

afterAll(async () => {
  await services.close();
  await rm(folder, { recursive: true });
});

function openAgain(): Promise<Services> {
  return createServices({ ...serviceOptions(forkBuiltEngine), dataFolder: join(folder, 'home') });
}

async function newSet(name: string, windows: readonly WindowPair[]): Promise<DatasetId> {
  const id = await services.datasets.create(name);
  await services.datasets.addWindows(id, scene, windows, signal);
  return id;
}

const inFolder = (id: DatasetId, ...path: string[]) => join(folder, 'home', 'datasets', id, ...path);

test('a collected window is stored as the pixels that the model sees, with a world file', async () => {
  const id = await newSet('Pixels', [at(1024, 512, 'a bridge')]);
  const [pair] = (await services.datasets.detail(id)).items;
  const { data, info } = await sharp(inFolder(id, pair!.image)).raw().toBuffer({ resolveWithObject: true });
  expect([info.width, info.height, info.channels]).toEqual([256, 256, 3]);
  const seen = await services.scenes.modelViewPixels(scene, at(1024, 512).window);
  expect(Buffer.compare(data, Buffer.from(seen.rgb))).toBe(0);
  const world = await readFile(inFolder(id, pair!.image.replace('.png', '.pgw')), 'utf8');
  const [a, b, c, d, e, f] = rasterioFromAffine((await services.scenes.detail(scene)).affine);
  const centre = [c + a * 1024.5 + b * 512.5, f + d * 1024.5 + e * 512.5];
  expect(world.trim().split('\n').map(Number)).toEqual([a, d, b, e, ...centre]);
  expect(pair!.place?.footprint).toHaveLength(5);
});

test('of two data sets of one name that are made at once, one is refused', async () => {
  const made = await Promise.allSettled(
    ['At once', 'At once '].map((name) => services.datasets.create(name)),
  );
  expect(made.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect((await services.datasets.list()).filter(({ name }) => name === 'At once')).toHaveLength(1);
});

test('a data set and its texts survive a restart, and a run reads them', async () => {
  const id = await newSet('Kept', [at(0, 1024, 'a car park'), at(1024, 1024)]);
  const [first] = (await services.datasets.detail(id)).items;
  const texts = { short: 'cars', long: 'Rows of cars on asphalt, beside the river.', labels: '40 cars' };
  await services.datasets.setTexts(id, first!.id, texts);
  await services.close();
  services = await openAgain();
  const { items, name } = await services.datasets.detail(id);
  expect(name).toBe('Kept');
  expect(items.map(({ short, long, labels }) => ({ short, long, labels }))).toEqual([
    texts,
    { short: '', long: '', labels: '' },
  ]);
  const [asRead] = await services.datasets.captionPairs(id);
  expect(asRead).toMatchObject({ long: texts.long, short: 'cars', group: `${scene} 0` });
  await expect(readFile(asRead!.image)).resolves.toBeDefined();
});

test('the same window is not collected twice', async () => {
  const id = await newSet('Twice', [at(512, 512)]);
  const [again] = await services.datasets.addWindows(id, scene, [at(512, 512)], signal);
  const { items } = await services.datasets.detail(id);
  expect(items.map((pair) => pair.id)).toEqual([again]);
});

test('changes are undone and redone in order, and a new change discards the undone ones', async () => {
  const id = await newSet('Undone', [at(0, 1024, 'one')]);
  const short = async () => (await services.datasets.detail(id)).items.map((pair) => pair.short);
  const [pair] = (await services.datasets.detail(id)).items;
  await services.datasets.setTexts(id, pair!.id, { short: 'two', long: '', labels: '' });
  await services.datasets.removePairs(id, [pair!.id]);
  expect(await short()).toEqual([]);
  await services.datasets.undo(id);
  expect(await short()).toEqual(['two']);
  await services.datasets.undo(id);
  expect(await short()).toEqual(['one']);
  await services.datasets.redo(id);
  expect(await short()).toEqual(['two']);
  await services.datasets.setTexts(id, pair!.id, { short: 'three', long: '', labels: '' });
  await services.datasets.redo(id);
  expect(await short()).toEqual(['three']);
  expect(await readFile(inFolder(id, 'pairs.jsonl'), 'utf8')).toContain('"short":"three"');
});

test('continuous typing is one undo step, and an edit that changes nothing is none', async () => {
  const id = await newSet('Typed', [at(0, 1024, 'one')]);
  const [pair] = (await services.datasets.detail(id)).items;
  const short = async () => (await services.datasets.detail(id)).items[0]!.short;
  const write = (text: string, isTyping: boolean) =>
    services.datasets.setTexts(id, pair!.id, { short: text, long: '', labels: '' }, isTyping);
  await write('one b', true);
  await write('one bridge', true);
  await write('one bridge', false);
  await write('one bridge', false);
  expect(await readFile(inFolder(id, 'pairs.jsonl'), 'utf8')).toContain('"short":"one bridge"');
  await write('two', false);
  await services.datasets.undo(id);
  expect(await short()).toBe('one bridge');
  await services.datasets.undo(id);
  expect(await short()).toBe('one');
});

test('an answer of the assistant does not replace text written meanwhile or restore a removed pair', async () => {
  const id = await newSet('Answered', [at(0, 1024, 'one'), at(1024, 1024, 'two')]);
  const [first, second] = (await services.datasets.detail(id)).items;
  await services.datasets.setAnswer(id, first!, { long: 'by a machine' });
  await services.datasets.setTexts(id, second!.id, { short: 'two', long: 'by hand', labels: '' });
  await services.datasets.setAnswer(id, second!, { long: 'by a machine' });
  await services.datasets.setAnswer(id, second!, { fault: 'no answer' });
  expect((await services.datasets.detail(id)).items).toMatchObject([
    { short: 'one', long: 'by a machine', fault: null },
    { short: 'two', long: 'by hand', fault: null },
  ]);
  await services.datasets.removePairs(id, [second!.id]);
  await services.datasets.setAnswer(id, second!, { fault: 'no answer' });
  expect((await services.datasets.detail(id)).items).toHaveLength(1);
});

test('pictures of removed pairs are deleted when the data set is next opened', async () => {
  const id = await newSet('Swept', [at(0, 1024), at(1024, 1024)]);
  const [pair] = (await services.datasets.detail(id)).items;
  await services.datasets.removePairs(id, [pair!.id]);
  expect((await readdir(inFolder(id, 'images'))).filter((name) => name.endsWith('.png'))).toHaveLength(2);
  await services.close();
  services = await openAgain();
  await services.datasets.detail(id);
  expect((await readdir(inFolder(id, 'images'))).filter((name) => name.endsWith('.png'))).toHaveLength(1);
});

test('with one scene, overlapping windows form a group; with more scenes, each scene is a group unless grouped by place', async () => {
  const id = await newSet('Places', [at(0, 1024), at(128, 1100), at(1500, 1500), at(1700, 400)]);
  const settings = { texts: 'both', limit: 248, share: 0.3, seed: 3 } as const;
  const groups = async () => (await services.datasets.captionPairs(id)).map(({ group }) => group);
  const ofOneScene = await groups();
  expect(ofOneScene[0]).toBe(ofOneScene[1]);
  expect(new Set(ofOneScene).size).toBe(3);
  const { split } = await services.datasets.report(id, settings, signal);
  expect(split).toMatchObject({ kind: 'split', groups: 3 });
  const other = await services.scenes.openPath(
    fileURLToPath(new URL('../../../fixtures/e2e/second.tif', import.meta.url)),
  );
  await services.datasets.addWindows(
    id,
    other,
    [{ ...at(0, 0), window: { col: 0, row: 0, widthPx: 128, heightPx: 128 } }],
    signal,
  );
  expect(await groups()).toEqual([scene, scene, scene, scene, other]);
  await services.datasets.setGrouping(id, 'place');
  expect((await groups()).slice(0, 4)).toEqual(ofOneScene);
});

test('the report names a pair that repeats a caption and counts missing captions as errors', async () => {
  const id = await newSet('Faulty', [
    at(0, 1024, 'a road'),
    at(1024, 1024, 'a road'),
    at(1024, 0, 'a river'),
  ]);
  const settings = { texts: 'short', limit: 248, share: 0.5, seed: 1 } as const;
  const { items } = await services.datasets.detail(id);
  const report = await services.datasets.report(id, settings, signal);
  expect(report.problems.map(({ kind, pair }) => [kind, pair])).toEqual([
    ['duplicate-caption', items[1]!.id],
  ]);
  const both = await services.datasets.report(id, { ...settings, texts: 'both' }, signal);
  expect(both.errors).toBe(3);
  expect(report.short).toMatchObject({ texts: 3, mean: 4 });
});

test('a list is imported with pictures beside it or chosen with it, and bad pictures are left out by name', async () => {
  const [lists, pictures] = [join(folder, 'lists'), join(folder, 'pictures')];
  await Promise.all([mkdir(lists), mkdir(pictures)]);
  const picture = sharp({ create: { width: 40, height: 30, channels: 3, background: '#123456' } });
  await picture.clone().png().toFile(join(lists, 'beside.png'));
  await picture.clone().jpeg().toFile(join(pictures, 'chosen.jpg'));
  await writeFile(join(lists, 'broken.png'), 'no picture');
  const list = join(lists, 'pairs.csv');
  const rows = [
    'image,short,long',
    'beside.png,one,',
    'chosen.jpg,two,Two.',
    'absent.png,x,',
    'broken.png,y,',
  ];
  await writeFile(list, rows.join('\n'));
  const id = await services.datasets.create('From files');
  const { added, leftOut } = await services.datasets.importFiles(
    id,
    [list, join(pictures, 'chosen.jpg')],
    signal,
  );
  expect(added).toBe(2);
  expect(leftOut.map((reason) => /absent|broken/.exec(reason)?.[0])).toEqual(['absent', 'broken']);
  const { items } = await services.datasets.detail(id);
  expect(items.map(({ short, long, widthPx }) => [short, long, widthPx])).toEqual([
    ['one', '', 40],
    ['two', 'Two.', 40],
  ]);
});

test('a list reaches no picture but those beside it and those chosen with it, and is not told which there are', async () => {
  const [own, secret] = [join(folder, 'strange'), join(folder, 'secret')];
  await Promise.all([mkdir(own), mkdir(secret)]);
  const picture = sharp({ create: { width: 8, height: 8, channels: 3, background: '#654321' } }).png();
  for (const path of [join(secret, 'there.png'), join(secret, 'chosen.png'), join(own, 'mine.png')])
    await picture.clone().toFile(path);
  await symlink(join(secret, 'there.png'), join(own, 'link.png'));
  await symlink(secret, join(own, 'folder'));
  const tries = (name: string) => [join(secret, name), `../secret/${name}`, `folder/${name}`];
  const names = (name: string) => tries(name).map((image) => JSON.stringify({ image, short: 'x' }));
  const list = join(own, 'list.jsonl');
  let sets = 0;
  const import_ = async (rows: readonly string[], chosen: readonly string[] = []) => {
    await writeFile(list, rows.join('\n'));
    const id = await services.datasets.create(`Reach ${++sets}`);
    return services.datasets.importFiles(id, [list, ...chosen], signal);
  };
  const there = await import_(names('there.png'));
  const absent = await import_(names('where.png'));
  expect(there.added).toBe(0);
  expect(there.leftOut).toHaveLength(3);
  expect(there.leftOut.map((each) => each.replaceAll('there.png', 'where.png'))).toEqual(absent.leftOut);
  const link = (image: string) => import_([JSON.stringify({ image, short: 'a link' })]);
  expect((await link('link.png')).leftOut[0]?.replace('link', 'lank')).toBe(
    (await link('lank.png')).leftOut[0],
  );
  expect(await import_([JSON.stringify({ image: 'mine.png', short: 'm' })])).toMatchObject({ added: 1 });
  expect(await import_(names('chosen.png'), [join(secret, 'chosen.png')])).toMatchObject({ added: 3 });
});

test('a record that no list should have is left out by line, and the rest comes in', async () => {
  const own = join(folder, 'odd');
  await mkdir(own);
  await sharp({ create: { width: 8, height: 8, channels: 3, background: '#000' } })
    .png()
    .toFile(join(own, 'good.png'));
  const images = ['nul\u0000.png', 'x'.repeat(5000), 'good.png', '\\\\host\\share\\a.png'];
  await writeFile(
    join(own, 'list.jsonl'),
    images.map((image) => JSON.stringify({ image, short: 'x' })).join('\n'),
  );
  const id = await services.datasets.create('Odd');
  const { added, leftOut, leftOutCount } = await services.datasets.importFiles(
    id,
    [join(own, 'list.jsonl')],
    signal,
  );
  expect([added, leftOutCount]).toEqual([1, 3]);
  expect(leftOut.map((each) => /^list\.jsonl, line \d: image/.exec(each)?.[0])).toEqual(
    [1, 2, 4].map((line) => `list.jsonl, line ${line}: image`),
  );
});

/** Python's `zipfile` is an independent reader. */
const hasPython = spawnSync('python3', ['-c', 'import zipfile']).status === 0;

test.skipIf(!hasPython)(
  'the export is a ZIP archive with the list in its published format, the pictures and their footprints',
  async () => {
    const id = await newSet('Out', [at(1024, 1024, 'a river, brown')]);
    const path = join(folder, 'out.zip');
    const bytes = await services.datasets.exportTo(id, path, signal);
    const script =
      'import json,sys,zipfile\nz=zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None\n' +
      'print(json.dumps([z.namelist(), json.loads(z.read("pairs.json")), json.loads(z.read("footprints.geojson"))]))';
    const [names, pairs, footprints] = JSON.parse(
      execFileSync('python3', ['-c', script, path], { encoding: 'utf8' }),
    );
    expect(bytes).toBe((await readFile(path)).length);
    const [{ image }] = pairs;
    expect(pairs).toEqual([{ image, short: 'a river, brown' }]);
    const beside = [image, image.replace('.png', '.pgw'), image.replace('.png', '.prj')];
    expect(names).toEqual(['pairs.json', 'footprints.geojson', ...beside]);
    const [[lon, lat]] = footprints.features[0].geometry.coordinates[0];
    const outline = (await services.scenes.detail(scene)).footprint!;
    const lons = outline.map(([each]) => each);
    const lats = outline.map(([, each]) => each);
    expect(lon).toBeGreaterThan(Math.min(...lons));
    expect(lon).toBeLessThan(Math.max(...lons));
    expect(lat).toBeGreaterThan(Math.min(...lats));
    expect(lat).toBeLessThan(Math.max(...lats));
  },
);

test('a window beyond the scene is refused and leaves no pair, and a name that is taken is refused', async () => {
  const id = await services.datasets.create('Refused');
  await expect(services.datasets.addWindows(id, scene, [at(2000, 2000)], signal)).rejects.toThrow(
    'not inside',
  );
  expect((await services.datasets.detail(id)).items).toEqual([]);
  await expect(services.datasets.create(' Refused ')).rejects.toThrow('already');
});
