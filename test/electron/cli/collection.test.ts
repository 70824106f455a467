/** The collection commands of the built program, with a starter of random weights. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type StarterProgram, starterProgram } from './starter-program.ts';

let program: StarterProgram;
beforeAll(async () => {
  program = await starterProgram();
  await writeFile(join(program.folder, 'scenes', 'notes.tif'), 'these are notes, not pixels');
});
afterAll(() => program.remove());

test('a folder is made a collection, indexed and asked; its hits are written as GeoJSON and CSV', async () => {
  const { folder, resultOf } = program;
  const created = await program.run(['collection', 'create', 'county', 'scenes']);
  expect(created.stdout).toContain('county: 3 scenes, 1 of them cannot be read');
  expect(created.stderr).toContain('notes.tif');
  const pattern = ['--date-pattern', '_YYYYMMDD'];
  const tried = await program.run(['collection', 'scan', 'county', ...pattern, '--try']);
  expect(tried.stdout).toContain('two_20240304.tif  2024-03-04');
  const scanned = await resultOf('collection', 'scan', 'county', ...pattern);
  expect(scanned).toMatchObject({ dates: { first: '2024-01-02', last: '2024-03-04' }, scan: { same: 3 } });
  const unasked = await program.run(['collection', 'query', 'county', '--text', 'a bridge']);
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
  expect((await program.run([...query, '--out', 'hits.csv'])).code).toBe(0);
  expect(await readFile(join(folder, 'hits.csv'), 'utf8')).toMatch(/^rank,score,scene,date,path,/);
  const none = await program.run([...query, '--bbox', '0,0,1,1']);
  expect([none.code, none.stderr]).toEqual([
    1,
    expect.stringContaining('no scene of the collection matches'),
  ]);
  expect((await program.run(['collection', 'remove', 'county'])).stdout).toContain('are kept');
  expect(await resultOf('collection', 'list')).toEqual([]);
});

test.each([
  [['collection', 'create', 'x'], 2, /at least one folder/],
  [['collection', 'create', 'x', 'gone'], 1, /gone: no such file/],
  [['collection', 'query', 'x', '--text', 'a'], 1, /there is no collection "x"/],
  [['collection', 'query', 'x', '--text', 'a', '--out', 'hits.doc'], 2, /\.geojson or \.csv/],
  [['collection', 'query', 'x', '--text', 'a', '--bbox', '2,1,0,3'], 2, /west,south,east,north/],
] as const)('%j ends with code %i and says why', async (args, code, message) => {
  const ran = await program.run(args);
  expect(ran.code).toBe(code);
  expect(ran.stderr).toMatch(message);
});
