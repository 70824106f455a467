/** Commands on change and on embeddings of the built program, over a collection of two dates with a starter of random weights. */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type StarterProgram, starterProgram } from './starter-program.ts';

let program: StarterProgram;
beforeAll(async () => {
  program = await starterProgram();
});
afterAll(() => program.remove());

test('two dates of a place are compared, and the embeddings travel', async () => {
  const { folder, resultOf } = program;
  await resultOf('collection', 'create', 'county', 'scenes');
  await resultOf('collection', 'scan', 'county', '--date-pattern', '_YYYYMMDD');
  await resultOf('collection', 'index', 'county', '--sizes', '1024');
  const scenes = ['scenes/one_20240102.tif', 'scenes/two_20240304.tif'];
  const places = ['--places', 'places.geojson', '--overwrite'];
  const pair = await resultOf(
    'change',
    ...scenes,
    '--text',
    'a bridge',
    ...places,
    '--difference',
    'change.tif',
  );
  // Copies of one scene.
  expect(pair).toMatchObject({ gained: [], lost: [], pairs: [{ median: 0, most: 0 }], map: { cellPx: 256 } });
  expect(pair.files).toEqual([join(folder, 'places.geojson'), join(folder, 'change.tif')]);
  const changed = await resultOf('collection', 'change', 'county', '--text', 'a bridge', ...places);
  expect(changed).toMatchObject({
    before: '2024-01-02',
    after: '2024-03-04',
    gained: [],
    pairs: [{ most: 0 }],
  });
  const again = await program.run(['change', ...scenes, '--text', 'a bridge', '--places', 'places.geojson']);
  expect([again.code, again.stderr]).toEqual([1, expect.stringContaining('exists already')]);
  const exported = await resultOf(
    'embeddings',
    'export',
    '--collection',
    'county',
    '--out',
    'county.parquet',
  );
  expect(exported).toMatchObject({ scenes: 2, notIndexed: 0, bound: null });
  const imported = await resultOf('embeddings', 'import', 'county.parquet', '--name', 'from "county"');
  expect(imported).toMatchObject({ rows: exported.rows, scenes: 2, why: null });
  const found = await resultOf('embeddings', 'query', 'from "county"', '--text', 'a bridge', '--top', '3');
  expect(found.found).toMatchObject([{ rank: 1, scene: 'one_20240102.tif' }, { rank: 2 }]);
  const like = await resultOf('embeddings', 'query', 'from "county"', '--like', '2', '--top', '1');
  expect(like.found).toMatchObject([{ score: expect.closeTo(1, 2) }]);
  expect((await program.run(['embeddings', 'list'])).stdout).toContain('answers windows and sentences');
  expect((await program.run(['embeddings', 'remove', 'from "county"'])).code).toBe(0);
}, 300_000);

test.each([
  [['embeddings', 'export', '--out', 'x.parquet'], 2, /give scenes, or a collection/],
  [['embeddings', 'query', 'x', '--like', 'first'], 2, /number of a row/],
  [['embeddings', 'query', 'x', '--like', '1'], 1, /there are no embeddings "x"/],
  [['change', 'one.tif', '--text', 'a'], 2, /give two scenes/],
  [['change', 'one.tif', 'two.tif', '--text', 'a', '--places', 'x.doc'], 2, /\.gpkg, \.geojson, \.csv/],
] as const)('%j ends with code %i and says why', async (args, code, message) => {
  const ran = await program.run(args);
  expect(ran.code).toBe(code);
  expect(ran.stderr).toMatch(message);
});
