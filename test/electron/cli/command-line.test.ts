import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { smallStarterResources } from '../small-starter.ts';
import { QUICK_NODE } from './quick-node.ts';

const program = fileURLToPath(new URL('../../../out/cli/index.js', import.meta.url));
const demoScene = fileURLToPath(new URL('../../../build/demo/manila_bridge.tif', import.meta.url));

type Ran = { readonly code: number; readonly stdout: string; readonly stderr: string };

let folder: string;
let resources: string;
let scene: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longsight-cli-'));
  resources = await smallStarterResources();
  scene = join(folder, 'scene.tif');
  await copyFile(demoScene, scene);
  await copyFile(scene, join(folder, 'cut.tif'));
  await truncate(join(folder, 'cut.tif'), 200_000);
  await writeFile(join(folder, 'notes.tif'), 'these are notes, not pixels');
  await writeFile(join(folder, 'weights.pt'), 'these are notes, not weights');
  await writeFile(join(folder, 'pairs.json'), '{"images": ');
  for (const sizes of ['512,1024', '1024']) {
    const { code, stderr } = await longsight(['index', scene, '--sizes', sizes]);
    expect(code, stderr).toBe(0);
  }
}, 180_000);
afterAll(async () => {
  await rm(folder, { recursive: true });
  await rm(resources, { recursive: true });
});

function longsight(args: readonly string[]): Promise<Ran> {
  const env = { ...process.env, LONGSIGHT_HOME: join(folder, 'home'), LONGSIGHT_RESOURCES: resources };
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [...QUICK_NODE, program, ...args],
      { cwd: folder, env },
      (error, stdout, stderr) =>
        resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, stdout, stderr }),
    );
  });
}

/** The JSON value that a command prints; nothing else may be on stdout. */
async function resultOf(args: readonly string[]): Promise<unknown> {
  const { code, stdout, stderr } = await longsight([...args, '--json']);
  expect(code, stderr).toBe(0);
  expect(stdout.trim().split('\n').length).toBe(1);
  return JSON.parse(stdout);
}

describe('the output of', () => {
  test('info --json has size, CRS and indexes', async () => {
    expect(await resultOf(['info', scene])).toMatchObject({
      name: 'scene.tif',
      widthPx: 2048,
      heightPx: 2048,
      crs: { epsg: 3395 },
      affine: [expect.any(Number), 0, expect.any(Number), 0, expect.any(Number), expect.any(Number)],
      indexes: expect.arrayContaining([
        expect.objectContaining({ state: 'complete', grid: expect.objectContaining({ sizesPx: [1024] }) }),
      ]),
    });
  });

  test('info shows the affine in the order of the JSON', async () => {
    const { affine } = (await resultOf(['info', scene])) as { readonly affine: readonly number[] };
    expect((await longsight(['info', scene])).stdout).toContain(`affine      ${affine.join(' ')}\n`);
  });

  test('info --crs gives a scene without CRS one, which is remembered until it is taken away', async () => {
    const bare = join(folder, 'bare.tif');
    await sharp({ create: { width: 32, height: 32, channels: 3, background: 'green' } })
      .tiff()
      .toFile(bare);
    await writeFile(join(folder, 'bare.tfw'), '2\n0\n0\n-2\n300001\n1599999\n');
    expect(await resultOf(['info', bare])).toMatchObject({ crs: null });
    expect(await resultOf(['info', bare, '--crs', 'EPSG:32651'])).toMatchObject({ crs: { epsg: 32_651 } });
    expect(await resultOf(['info', bare])).toMatchObject({ crs: { epsg: 32_651 } });
    const wrong = await longsight(['info', bare, '--crs', 'EPSG:1']);
    expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringContaining('names no coordinate reference')]);
    expect(await resultOf(['info', bare, '--crs', 'none'])).toMatchObject({ crs: null });
    const own = await longsight(['info', scene, '--crs', 'EPSG:32651']);
    expect([own.code, own.stderr]).toEqual([1, expect.stringMatching(/scene\.tif states its own/)]);
  });

  test('info and of index says how many windows are empty', async () => {
    const words = /[1-9]\d* of them empty/;
    expect((await longsight(['info', scene])).stdout).toMatch(words);
    expect((await longsight(['index', scene, '--sizes', '512,1024'])).stdout).toMatch(words);
  });

  test('index --json describes the index on disk', async () => {
    const again = await resultOf(['index', scene, '--sizes', '1024']);
    expect(again).toMatchObject({ state: 'complete', windows: 25, windowsDone: 25 });
  });

  test('query --json has the hits of the index with the most windows, or of the requested index', async () => {
    const query = ['query', scene, '--text', 'a bridge', '--not', 'a road', '--top', '3'];
    const value = await resultOf(query);
    expect(value).toMatchObject({
      grid: { sizesPx: [512, 1024] },
      terms: [
        { text: 'a bridge', weight: 1 },
        { text: 'a road', weight: -1 },
      ],
    });
    expect((value as { hits: readonly unknown[] }).hits.length).toBe(3);
    expect(await resultOf([...query, '--sizes', '1024'])).toMatchObject({ windows: 25 });
  });

  test('query --phrases --json says what each phrase adds and where it is found', async () => {
    const value = await resultOf(['query', scene, '--text', 'a bridge over a river', '--phrases']);
    expect(value).toMatchObject({
      phrases: [
        { text: 'a bridge', start: 0, end: 8, adds: expect.any(Number) },
        { text: 'a river', start: 14, end: 21, adds: expect.any(Number) },
      ],
    });
    const { code, stderr } = await longsight(['query', scene, '--text', 'a', '--text', 'b', '--phrases']);
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(/single sentence only/) });
  });

  test('explain writes a picture for the sentence and each phrase, and gives the relevance of every patch', async () => {
    const out = join(folder, 'why.png');
    const sentence = ['--text', 'a bridge over a river'];
    const value = await resultOf(['explain', scene, ...sentence, '--window', '800,1200,512', '--out', out]);
    const window = { col: 800, row: 1200, widthPx: 512, heightPx: 512 };
    const { relevance, files } = value as {
      relevance: readonly { text: string; patchesPerEdge: number; values: readonly number[] }[];
      files: readonly string[];
    };
    expect(relevance.map(({ text }) => text)).toEqual(['a bridge over a river', 'a bridge', 'a river']);
    for (const each of relevance) {
      expect(each).toMatchObject({ window, cosine: expect.any(Number) });
      expect(each.values).toHaveLength(each.patchesPerEdge ** 2);
      expect(Math.min(...each.values)).toBeGreaterThanOrEqual(0);
    }
    expect(files).toEqual([out, join(folder, 'why-1.png'), join(folder, 'why-2.png')]);
    for (const file of files)
      expect(await sharp(file).metadata()).toMatchObject({ format: 'png', width: 448, height: 448 });
    const best = await resultOf(['explain', scene, ...sentence, '--phrase', 'river', '--hit', '1']);
    expect(best).toMatchObject({ relevance: [{}, { text: 'river' }], files: [] });
    const outside = await longsight(['explain', scene, ...sentence, '--window', '2000,0,512']);
    expect(outside).toMatchObject({ code: 1, stderr: expect.stringMatching(/not inside the scene/) });
  });

  test('export --json names the written file and the index', async () => {
    const out = join(folder, 'map.tif');
    const args = ['export', scene, '--text', 'a bridge', '--product', 'map', '--out', out];
    const bytes = (value: unknown) => (value as { bytes: number }).bytes;
    const value = await resultOf([...args, '--sizes', '1024']);
    expect(value).toMatchObject({ file: out, grid: { sizesPx: [1024] } });
    expect((await readFile(out)).length).toBe(bytes(value));
    const { code, stderr } = await longsight(args);
    expect([code, stderr]).toEqual([
      1,
      expect.stringContaining('map.tif exists already, and nothing is replaced unasked'),
    ]);
    await resultOf([...args, '--overwrite', '--sizes', '1024']);
  });

  test.each(['similarity-cog', 'hits-geojson', 'probability-cog'])(
    'export takes the former product name %s',
    async (product) => {
      const out = join(folder, `${product}.${product.endsWith('cog') ? 'tif' : 'geojson'}`);
      const args = ['export', scene, '--text', 'a bridge', '--product', product, '--out', out];
      expect(await resultOf([...args, '--sizes', '1024'])).toMatchObject({ file: out });
    },
  );

  test('selo --json has the SeLo version and the file of the map', async () => {
    const out = join(folder, 'selo.tif');
    const value = await resultOf(['selo', scene, '--text', 'a bridge', '--sizes', '1024', '--out', out]);
    expect(value).toMatchObject({ version: 'v1', metrics: null, file: out });
    expect((await readFile(out)).subarray(0, 2).toString()).toBe('II');
  });

  test('tokenize --json has ids with start and end tokens, and says if the text was truncated', async () => {
    expect(await resultOf(['tokenize', 'a bridge', 'road '.repeat(300)])).toMatchObject([
      { text: 'a bridge', ids: [49406, 320, 2465, 49407], count: 4, limit: 248, truncated: false },
      { truncated: true },
    ]);
  });

  test('embed --json has unit vectors of texts and pictures', async () => {
    const value = await resultOf(['embed', '--text', 'a bridge', '--image', scene]);
    const { texts, images } = value as Record<'texts' | 'images', { embedding: readonly number[] }[]>;
    for (const { embedding } of [texts[0]!, images[0]!]) expect(Math.hypot(...embedding)).toBeCloseTo(1, 5);
  });

  test('models import --json and of models list --json names the models', async () => {
    const weights = join(resources, 'models/starter/model.safetensors');
    expect(await resultOf(['models', 'import', weights, '--name', 'mine'])).toMatchObject({ name: 'mine' });
    expect(await resultOf(['models', 'list'])).toEqual([
      expect.objectContaining({ id: 'starter' }),
      expect.objectContaining({ id: 'mine' }),
    ]);
  });
});

describe('a failure with nothing on stdout', () => {
  test.each([
    ['info', 'absent.tif'],
    ['index', 'absent.tif'],
    ['query', 'absent.tif', '--text', 'a bridge'],
    ['export', 'absent.tif', '--text', 'a', '--product', 'hits', '--out', 'x.geojson'],
    ['selo', 'absent.tif', '--text', 'a bridge'],
    ['embed', '--image', 'absent.tif'],
    ['models', 'import', 'absent.pt', '--name', 'n'],
    ['dataset', 'check', 'absent.json'],
    ['dataset', 'stats', 'absent.json'],
    ['dataset', 'split', 'absent.json', '--out', 'parts'],
  ])('names a missing file given to %s', async (...args) => {
    const { code, stdout, stderr } = await longsight([...args, '--json']);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/absent\.(tif|pt|json): (there is )?no such file/);
  });

  test.each([
    [['info', 'notes.tif'], /notes\.tif: not a TIFF/],
    [['index', 'cut.tif'], /cut\.tif: the file is truncated: block/],
    [['query', 'notes.tif', '--text', 'a bridge'], /notes\.tif: not a TIFF/],
    [['selo', 'cut.tif', '--text', 'a bridge'], /cut\.tif: the file is truncated/],
    [['embed', '--image', 'notes.tif'], /notes\.tif/],
    [['models', 'import', 'weights.pt', '--name', 'n'], /weights\.pt/],
    [['dataset', 'check', 'pairs.json'], /pairs\.json/],
  ])('names the file and the cause for a damaged or wrong file: %j', async (args, cause) => {
    const { code, stdout, stderr } = await longsight([...args, '--json']);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(cause);
  });

  test('names a scene without an index', async () => {
    await copyFile(demoScene, join(folder, 'fresh.tif'));
    const { code, stdout, stderr } = await longsight(['query', 'fresh.tif', '--text', 'a', '--json']);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/fresh\.tif is not indexed with model starter yet/);
  });
});

test('windows larger than the scene are reduced to its size, and every command says so', async () => {
  const wide = ['--sizes', '5000'];
  const says = /scene\.tif is 2048 px on its shorter side: windows of 5000 px are reduced to 2048 px/;
  const index = await longsight(['index', scene, ...wide]);
  expect([index.code, index.stderr]).toEqual([0, expect.stringMatching(says)]);
  expect(index.stderr).toContain('1 window of 2048 px');
  const query = await longsight(['query', scene, '--text', 'a bridge', ...wide]);
  expect([query.code, query.stderr]).toEqual([0, expect.stringMatching(says)]);
  expect(query.stdout).toContain('1 window of 2048 px');
  const again = await longsight(['query', scene, '--text', 'a bridge', '--sizes', '2048']);
  expect([again.code, again.stderr]).toEqual([0, '']);
});

test.each([['query', 'SCENE'], ['selo', 'SCENE', '--sizes', '1024'], ['embed']])(
  '%s names the part of a text that the model ignores',
  async (...args) => {
    const words = `${'road '.repeat(246)}harbour basin`;
    const given = args.map((arg) => (arg === 'SCENE' ? scene : arg));
    const { code, stderr } = await longsight([...given, '--text', words]);
    expect([code, stderr]).toEqual([
      0,
      expect.stringContaining('the sentence has 250 tokens, but the model reads only 248; ignored: “'),
    ]);
  },
);

describe('index remove', () => {
  const remove = ['index', 'remove', 'removing.tif'];
  beforeAll(async () => {
    await copyFile(demoScene, join(folder, 'removing.tif'));
    for (const sizes of ['1024', '512', '512,1024'])
      expect((await longsight(['index', 'removing.tif', '--sizes', sizes])).code).toBe(0);
  });

  test('names the indexes if several or none match', async () => {
    const several = await longsight(remove);
    expect([several.code, several.stderr]).toEqual([
      1,
      expect.stringMatching(/has 3 matching indexes.*--all/),
    ]);
    const none = await longsight([...remove, '--sizes', '256']);
    expect([none.code, none.stderr]).toEqual([
      1,
      expect.stringMatching(/has no matching index; it has: .*windows of 1024 px, .*complete/),
    ]);
  });

  test('deletes the named index, or all', async () => {
    expect(await resultOf([...remove, '--sizes', '1024,512'])).toMatchObject({
      removed: [{ grid: { sizesPx: [512, 1024] } }],
    });
    expect(await resultOf(['info', 'removing.tif'])).toMatchObject({ indexes: { length: 2 } });
    expect(await resultOf([...remove, '--all', '--model', 'starter'])).toMatchObject({
      removed: { length: 2 },
    });
    expect((await longsight(remove)).stderr).toMatch(/removing\.tif has no index$/m);
  });
});

describe('an index file of a later version', () => {
  let later: string;
  beforeAll(async () => {
    const indexes = join(folder, 'home/indexes');
    const [one] = (await readdir(indexes, { recursive: true })).filter((name) => name.endsWith('.lsix'));
    const bytes = await readFile(join(indexes, one!));
    bytes[4] = 9;
    later = join(indexes, dirname(one!), `${'0'.repeat(32)}.lsix`);
    await writeFile(later, bytes);
  });
  afterAll(() => rm(later));

  test('is a warning in the output of info', async () => {
    expect(await resultOf(['info', scene])).toMatchObject({
      warnings: [expect.stringContaining(`${later}: index version 9`)],
      indexes: expect.arrayContaining([expect.objectContaining({ state: 'complete' })]),
    });
  });

  test.each([
    ['index', '--sizes', '1024'],
    ['query', '--text', 'a bridge'],
    ['export', '--text', 'a bridge', '--product', 'hits', '--out', 'hits.geojson'],
  ])('is reported by %s, which continues', async (command, ...options) => {
    const { code, stderr } = await longsight([command, scene, ...options]);
    expect([code, stderr]).toEqual([0, expect.stringContaining(`${later}: index version 9`)]);
  });
});

describe('a wrong call exits with code 2', () => {
  test.each([
    [['info'], /scene is missing/],
    [['info', 'a.tif', 'b.tif'], /expected one scene, got 2/],
    [['index', 'scene.tif', '--sizes', 'large'], /--sizes: expected pixel sizes/],
    [['index', 'scene.tif', '--sizes', '512', '--metres', '50'], /not both/],
    [['query', 'scene.tif'], /--text is missing/],
    [['query', 'scene.tif', '--text', 'a', '--like', '0,0'], /--like: expected column, row and size/],
    [['query', 'scene.tif', '--text', ' '], /a sentence is empty/],
    [['query', 'scene.tif', '--text', 'a', '--top', '0'], /--top: expected a whole number of at least 1/],
    [['export', 'scene.tif', '--text', 'a', '--out', 'x.tif'], /--product is missing/],
    [
      ['export', 'scene.tif', '--text', 'a', '--product', 'hits', '--out', 'x.tif'],
      /hits cannot be exported as cog: choose one of gpkg/,
    ],
    [
      ['export', 'scene.tif', '--text', 'a', '--product', 'hits', '--out', 'x.dwg'],
      /x\.dwg: \.dwg is no format for hits: name the file \.gpkg/,
    ],
    [
      ['export', 'scene.tif', '--text', 'a', '--product', 'map', '--out', 'x.tif', '--crs', 'utm'],
      /--crs: expected scene or EPSG:CODE/,
    ],
    [['export', 'scene.tif', '--text', 'a', '--product', 'shp', '--out', 'x'], /--product: expected one of/],
    [['selo', 'scene.tif'], /--text is missing/],
    [['selo', 'scene.tif', '--text', 'a', '--version', 'v3'], /--version: expected one of v1, v2/],
    [['tokenize'], /TEXT is missing/],
    [['embed'], /at least one --text or --image/],
    [['models', 'import', 'weights.pt'], /--name is missing/],
    [['models', 'import', 'weights.pt', '--name', 'x', '--as', 'y'], /--as y: .* known: farslip-b32, /],
    [['models', 'list', '--nme', 'x'], /Unknown option '--nme'/],
  ])('and names the fault and the usage: %j', async (args, fault) => {
    const { code, stdout, stderr } = await longsight([...args, '--json']);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(fault);
    expect(stderr).toMatch(/usage: longsight /);
  });

  test.each([[['models']], [['frobnicate']], [[]]])('if it names no command: %j', async (args) => {
    expect((await longsight(args)).code).toBe(2);
  });
});
