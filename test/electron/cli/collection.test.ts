/** The collection commands of the built program, with a starter of random weights. */
import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { smallStarterResources } from '../small-starter.ts';

const program = fileURLToPath(new URL('../../../out/cli/index.js', import.meta.url));
const demoScene = fileURLToPath(new URL('../../../build/demo/manila_bridge.tif', import.meta.url));

let folder: string;
let resources: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longsight-cli-collection-'));
  resources = await smallStarterResources();
  await mkdir(join(folder, 'scenes'));
  for (const name of ['one_20240102.tif', 'two_20240304.tif'])
    await copyFile(demoScene, join(folder, 'scenes', name));
  await writeFile(join(folder, 'scenes', 'notes.tif'), 'these are notes, not pixels');
});
afterAll(async () => {
  for (const each of [folder, resources]) await rm(each, { recursive: true });
});

function longsight(args: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const env = { ...process.env, LONGSIGHT_HOME: join(folder, 'home'), LONGSIGHT_RESOURCES: resources };
  return new Promise((resolve) => {
    execFile(process.execPath, [program, ...args], { cwd: folder, env }, (error, stdout, stderr) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, stdout, stderr }),
    );
  });
}

async function resultOf(...args: readonly string[]): Promise<Record<string, unknown>> {
  const { code, stdout, stderr } = await longsight([...args, '--json']);
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout);
}

test('a folder is made a collection, indexed and asked; its hits are written as GeoJSON and CSV', async () => {
  const created = await longsight(['collection', 'create', 'county', 'scenes']);
  expect(created.stdout).toContain('county: 3 scenes, 1 of them cannot be read');
  expect(created.stderr).toContain('notes.tif');
  const pattern = ['--date-pattern', '_YYYYMMDD'];
  const tried = await longsight(['collection', 'scan', 'county', ...pattern, '--try']);
  expect(tried.stdout).toContain('two_20240304.tif  2024-03-04');
  const scanned = await resultOf('collection', 'scan', 'county', ...pattern);
  expect(scanned).toMatchObject({ dates: { first: '2024-01-02', last: '2024-03-04' }, scan: { same: 3 } });
  const unasked = await longsight(['collection', 'query', 'county', '--text', 'a bridge']);
  expect([unasked.code, unasked.stderr]).toEqual([1, expect.stringContaining('index the collection first')]);
  const plan = await resultOf('collection', 'index', 'county', '--sizes', '1024', '--plan');
  expect(plan).toMatchObject({ scenes: 2, scenesDone: 0 });
  expect(await resultOf('collection', 'index', 'county', '--sizes', '1024')).toMatchObject({ indexed: 2 });
  const query = ['collection', 'query', 'county', '--text', 'a bridge'];
  const asked = await resultOf(...query, '--top', '4');
  expect(asked).toMatchObject({ scenesAsked: 2, notIndexed: 0, file: null });
  expect(asked.hits).toMatchObject([
    { rank: 1, scene: 'one_20240102.tif', date: '2024-01-02' },
    { rank: 2, scene: 'two_20240304.tif' },
    { rank: 3 },
    { rank: 4 },
  ]);
  const merged = await resultOf(...query, '--top', '4', '--merge');
  expect(merged.hits).toMatchObject([{ scene: 'one_20240102.tif' }, {}]);
  const later = await resultOf(...query, '--from', '2024-02-01', '--out', 'hits.geojson');
  expect(later.scenesAsked).toBe(1);
  const written = JSON.parse(await readFile(join(folder, 'hits.geojson'), 'utf8'));
  expect(written.features[0].properties).toMatchObject({
    rank: 1,
    scene: 'two_20240304.tif',
    date: '2024-03-04',
  });
  expect((await longsight([...query, '--out', 'hits.csv'])).code).toBe(0);
  expect(await readFile(join(folder, 'hits.csv'), 'utf8')).toMatch(/^rank,score,scene,date,path,/);
  const none = await longsight([...query, '--bbox', '0,0,1,1']);
  expect([none.code, none.stderr]).toEqual([
    1,
    expect.stringContaining('no scene of the collection matches'),
  ]);
  expect((await longsight(['collection', 'remove', 'county'])).stdout).toContain('are kept');
  expect(await resultOf('collection', 'list')).toEqual([]);
}, 120_000);

test.each([
  [['collection', 'create', 'x'], 2, /at least one folder/],
  [['collection', 'create', 'x', 'gone'], 1, /gone: no such file/],
  [['collection', 'query', 'x', '--text', 'a'], 1, /there is no collection "x"/],
  [['collection', 'query', 'x', '--text', 'a', '--out', 'hits.doc'], 2, /\.geojson or \.csv/],
  [['collection', 'query', 'x', '--text', 'a', '--bbox', '2,1,0,3'], 2, /west,south,east,north/],
] as const)('%j ends with code %i and says why', async (args, code, message) => {
  const ran = await longsight(args);
  expect(ran.code).toBe(code);
  expect(ran.stderr).toMatch(message);
});
