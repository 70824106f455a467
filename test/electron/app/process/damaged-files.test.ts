import { copyFile, link, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { ModelId, SceneId } from '../../../../core/documents/ids.ts';
import { evaluationPictureUrl } from '../../../../core/urls/evaluation-picture-url.ts';
import { findResources } from '../../../../electron/app/disk/resources.ts';
import { PinnedSums } from '../../../../electron/app/download/pinned-sums.ts';
import type { Core } from '../../../../electron/app/process/core.ts';
import { createCore } from '../../../../electron/app/process/create-core.ts';
import { createServices } from '../../../../electron/app/process/create-services.ts';
import { forkBuiltEngine, serviceOptions } from '../../../../electron/app/process/open-services.ts';
import { NodeStorage } from '../../../../electron/node/node-storage.ts';
import { fillHome, PINNED } from '../../filled-home.ts';
import { ASKED } from '../../filled-parts.ts';
import { smallStarterResources } from '../../small-starter.ts';

vi.setConfig({ testTimeout: 240_000 });

/** What a disk, an editor or another program may leave in the place of a file. */
const DAMAGES: Readonly<Record<string, (whole: Buffer) => Buffer | 'folder'>> = {
  empty: () => Buffer.alloc(0),
  cut: (whole) => whole.subarray(0, Math.floor(whole.length / 2)),
  zeros: (whole) => Buffer.alloc(whole.length),
  'one bit': (whole) => {
    const bytes = Buffer.from(whole);
    bytes[bytes.length >> 1] ^= 4;
    return bytes;
  },
  'not UTF-8': () => Buffer.from([0xff, 0xfe, 0x0a]),
  null: () => Buffer.from('null\n'),
  'an object': () => Buffer.from('{}\n'),
  'other fields': () => Buffer.from('{"a":1}\n'),
  'an array': () => Buffer.from('[]\n'),
  'an array of a number': () => Buffer.from('[1]\n'),
  'an array of an object': () => Buffer.from('[{}]\n'),
  'a number': () => Buffer.from('5\n'),
  'a string': () => Buffer.from('"x"\n'),
  'another version': (whole) =>
    Buffer.from(whole.toString('latin1').replace(/"version":\s*\d+/, '"version": 99'), 'latin1'),
  'a folder': () => 'folder',
};
type Damage = keyof typeof DAMAGES;

const FEW: readonly Damage[] = ['empty', 'an object', 'a folder'];
/** Where a bit more or less may well be sound. */
const OF_TEXTS: readonly Damage[] = Object.keys(DAMAGES).filter((name) => name !== 'one bit');
/** Of numbers, any other of which would look as sound. */
const OF_NUMBERS: readonly Damage[] = ['empty', 'cut', 'zeros', 'one bit', 'a folder'];

type StateFile = {
  /** In the data folder; the first path that matches. */
  readonly path: RegExp;
  /** What is no damage for this file, but what it may well hold. */
  readonly sound?: readonly Damage[];
  /** Made anew without a word: nothing of the user's is in it. */
  readonly isMadeAnew?: true;
  /** Where an answer needs the engine, which is slow to start, a few of them are enough. */
  readonly damages?: readonly Damage[];
  /** What else is to be asked, so that the file is read. */
  readonly ask?: (core: Core, home: string) => Promise<unknown>;
};

const { signal } = new AbortController();
const context = { signal, report: () => undefined };
let base: string;
let resources: string;
let scene: SceneId;

const plan = (core: Core) =>
  core.handlers['index.plan'](
    { scene, model: 'mine', sizesPx: [1024], kind: 'sliding', view: null } as never,
    context,
  );
const query = (core: Core) =>
  core.handlers['query.run'](
    {
      scene,
      model: 'mine',
      terms: [{ kind: 'text', text: 'a bridge', weight: 1 }],
      hits: 3,
      sizesPx: null,
    } as never,
    context,
  );

async function statesOfCollections(core: Core): Promise<unknown> {
  const all = await core.handlers['collections.list'](null, context);
  return Promise.all(
    all.map(({ id }) =>
      core.handlers['collections.states']({ collection: id, model: 'mine' as ModelId }, context),
    ),
  );
}

async function askEmbeddings(core: Core): Promise<void> {
  for (const { id } of await core.handlers['embeddings.list'](null, context))
    await core.handlers['embeddings.query']({ set: id, terms: [], hits: 3, like: [1] }, context);
}

/** What a page is told that wants the first picture of each evaluation. */
async function askForPictures(core: Core): Promise<readonly string[]> {
  const all = await core.handlers['evaluations.list'](null, context);
  const answers = await Promise.all(
    all.map(({ id }) =>
      core.handle({ path: `/${evaluationPictureUrl({ evaluation: id, picture: 0 })}`, signal }),
    ),
  );
  return answers.filter(({ status }) => status !== 200).map(({ body }) => new TextDecoder().decode(body));
}

const FILES: Readonly<Record<string, StateFile>> = {
  'job table': { path: /^jobs\.json$/, sound: ['an array', 'another version'] },
  project: { path: /^project\.json$/ },
  devices: { path: /^devices\.json$/ },
  assistant: {
    path: /^assistant\.json$/,
    sound: ['another version'],
    ask: (core) => core.handlers['assistant.settings'](null as never, context),
  },
  'download settings': {
    path: /^downloads\/settings\.json$/,
    sound: ['an object', 'other fields', 'another version'],
    ask: (core) => core.handlers['models.downloadSettings'](null as never, context),
  },
  scene: { path: /^scenes\/.*\.json$/, sound: ['another version'] },
  'index cells': { path: /^indexes\/.*\.cells$/, isMadeAnew: true, damages: FEW, ask: query },
  'model config': { path: /^models\/mine\/config\.json$/ },
  'model run': { path: /^models\/mine\/run\.json$/, sound: ['another version'] },
  'model speed': { path: /^models\/mine\/speed\.json$/, isMadeAnew: true, damages: FEW, ask: plan },
  'model sums': { path: /^models\/mine\/sums\.json$/, isMadeAnew: true, damages: FEW, ask: plan },
  'model verified': { path: /^models\/mine\/verified\.json$/, isMadeAnew: true, damages: FEW, ask: plan },
  'model precisions': { path: /^models\/mine\/precisions\.json$/, isMadeAnew: true },
  'model calibration': { path: /^models\/mine\/calibration\.\w+\.json$/, damages: FEW, ask: query },
  'run spec': { path: /^runs\/[^/]*\/spec\.json$/ },
  'run log': { path: /^runs\/[^/]*\/log\.jsonl$/, sound: ['empty', 'cut', 'another version', 'zeros'] },
  'data set': { path: /^datasets\/[^/]*\/dataset\.json$/ },
  pairs: { path: /^datasets\/[^/]*\/pairs\.jsonl$/, sound: ['another version'] },
  'part record': { path: /^downloads\/other\/.*\.json$/, isMadeAnew: true },
  starter: { path: /^models\/starter\/config\.json$/, isMadeAnew: true },
  settings: { path: /^settings\.json$/, sound: ['an object', 'other fields'] },
  'allowed servers': { path: /^web\.json$/ },
  'team store': { path: /^team\.json$/ },
  'recent projects': { path: /^recent-projects\.json$/, sound: ['an array'] },
  answer: {
    path: /^answers\/.*\.json$/,
    ask: (core) =>
      core.handlers['project.answer']({ question: { scene, terms: ASKED, area: null } }, context),
  },
  collection: { path: /^collections\/[^/]*\/collection\.json$/ },
  'collection scenes': { path: /^collections\/[^/]*\/scenes\.json$/ },
  'collection failures': { path: /^collections\/[^/]*\/failures\.json$/, ask: statesOfCollections },
  'embedding set': { path: /^embeddings\/[^/]*\/set\.json$/ },
  'embedding vectors': {
    path: /^embeddings\/[^/]*\/vectors\.f16$/,
    damages: OF_NUMBERS,
    ask: askEmbeddings,
  },
  'embedding places': {
    path: /^embeddings\/[^/]*\/places\.f64$/,
    damages: OF_NUMBERS,
    ask: askEmbeddings,
  },
  'evaluation request': { path: /^evaluations\/[^/]*\/request\.json$/ },
  'evaluation report': { path: /^evaluations\/[^/]*\/report\.json$/ },
  'evaluation pictures': {
    path: /^evaluations\/[^/]*\/pictures\.json$/,
    sound: ['an array'],
    ask: askForPictures,
  },
  'download sums': {
    sound: ['an object'],
    path: /^downloads\/sums\.json$/,
    ask: (_, home) => new PinnedSums(new NodeStorage(), join(home, 'downloads/sums.json')).of(PINNED),
  },
  'starter verified': { path: /^models\/starter\/verified\.json$/, isMadeAnew: true },
  'starter sums': { path: /^models\/starter\/sums\.json$/, isMadeAnew: true },
};

/** Files of the data folder that hold no state in JSON, and what looks after them. */
const OTHERS: readonly RegExp[] = [
  // The user's own files, and files made for the user.
  /^(uploads|exports)\//,
  // Records with checksums: test/core/search, test/core/evaluation, test/fuzz.
  /^indexes\/.*\.(lsix|bank|patches)$/,
  /^evaluations\/embeddings\/.*\.lsev$/,
  // Compared with their sums: test/models/folder.
  /^models\/[^/]*\/[^/]*\.(safetensors|onnx|f16)$/,
  // Pictures with world files, which any program may read.
  /^datasets\/[^/]*\/.*\.(png|pgw|prj|aux\.xml)$/,
  // Lines of text for people, and a part of a download.
  /^jobs\/.*\.log$/,
  /^downloads\/other\/weights\.bin$/,
  /\.lock$/,
];

beforeAll(async () => {
  resources = await smallStarterResources();
  base = await mkdtemp(join(tmpdir(), 'longsight-damaged-'));
  const services = await createServices(optionsFor(base));
  await withCore(base, async (core) => {
    scene = await fillHome(base, resources, core, services);
  }).finally(() => services.close());
}, 240_000);

afterAll(async () => {
  for (const folder of [base, resources]) await rm(folder, { recursive: true });
});

const optionsFor = (home: string) => ({
  ...serviceOptions(forkBuiltEngine),
  dataFolder: home,
  resources: findResources({ LONGSIGHT_RESOURCES: resources }),
});

async function withCore(home: string, work: (core: Core) => Promise<void>): Promise<void> {
  const core = await createCore({ ...optionsFor(home), version: 'test' });
  try {
    await work(core);
  } finally {
    await core.close();
  }
}

/** Files of a folder and those below it, relative to it. */
async function filesOf(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((each) => each.isFile())
    .map((each) => relative(folder, join(each.parentPath, each.name)).replaceAll('\\', '/'));
}

/** Another home with the same files; those that are replaced and not appended to are links. */
async function copyOfBase(): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'longsight-damaged-copy-'));
  for (const file of await filesOf(base)) {
    await mkdir(dirname(join(home, file)), { recursive: true });
    if (/\.(safetensors|onnx|png|tif)$/.test(file)) await link(join(base, file), join(home, file));
    else if (/\.json$/.test(file))
      await writeFile(join(home, file), (await readFile(join(base, file), 'utf8')).replaceAll(base, home));
    else await copyFile(join(base, file), join(home, file));
  }
  return home;
}

type Seen = {
  readonly named: boolean;
  readonly errors: readonly string[];
  readonly lists: Readonly<Record<string, number>>;
};

const LISTS = [
  'scenes.list',
  'models.list',
  'jobs.list',
  'runs.list',
  'datasets.list',
  'project.get',
  'models.leftovers',
  'collections.list',
  'embeddings.list',
  'evaluations.list',
  'project.recent',
  'web.hosts',
  'team.store',
  'app.settings',
] as const;

/** What a user finds who starts the application on `home`. */
async function start(home: string, path: string, ask: StateFile['ask']): Promise<Seen> {
  const errors: string[] = [];
  const lists: Record<string, number> = {};
  let texts = '';
  try {
    await withCore(home, async (core) => {
      for (const name of LISTS)
        try {
          const value: unknown = await core.handlers[name](null as never, context);
          lists[name] = Array.isArray(value) ? value.length : 1;
          texts += JSON.stringify(value);
        } catch (error) {
          errors.push(`${name}: ${String(error)}`);
        }
      if (ask)
        await ask(core, home).then(
          (value) => {
            texts += JSON.stringify(value);
          },
          (error: unknown) => errors.push(String(error)),
        );
      texts += (await core.handlers['app.faults'](null as never, context)).join('\n');
    });
  } catch (error) {
    errors.push(String(error));
  }
  return { named: [texts, ...errors].join('\n').includes(path), errors, lists };
}

test('every file that the application writes into its folder is damaged here, or is looked after elsewhere', async () => {
  const patterns = [...Object.values(FILES).map(({ path }) => path), ...OTHERS];
  const all = await filesOf(base);
  expect(all.filter((file) => !patterns.some((pattern) => pattern.test(file)))).toEqual([]);
  expect(
    patterns.filter((pattern) => !/lock/.test(pattern.source) && !all.some((file) => pattern.test(file))),
  ).toEqual([]);
});

test.each(Object.entries(FILES))('damage of one file takes nothing else away: %s', async (_, file) => {
  const { path: pattern, sound = [], isMadeAnew, damages = OF_TEXTS, ask } = file;
  const all = await filesOf(base);
  const path = all.toSorted().find((each) => pattern.test(each));
  if (path === undefined) throw new Error(`no file of the data folder is ${pattern}`);
  const usual = (await withHome(async (home) => start(home, path, ask))).lists;
  for (const name of damages) {
    const damage = DAMAGES[name]!;
    await withHome(async (home) => {
      const whole = await readFile(join(home, path));
      const bytes = damage(whole);
      if (bytes !== 'folder' && bytes.equals(whole)) return;
      await rm(join(home, path));
      if (bytes === 'folder') await mkdir(join(home, path));
      else await writeFile(join(home, path), bytes);
      const seen = await start(home, path, ask);
      const what = `${path}: ${name}`;
      const isHarmless = isMadeAnew === true || sound.includes(name);
      if (!isHarmless) expect(seen.named, `${what} is named; ${seen.errors.join('; ')}`).toBe(true);
      for (const error of seen.errors) expect(error, what).toContain(path);
      const isNewer = path === 'project.json' && name === 'another version';
      if (!isNewer) expect(Object.keys(seen.lists), what).toEqual([...LISTS]);
      const lost = Object.entries(usual).filter(([list, count]) => count > (seen.lists[list] ?? count));
      expect(lost.length, `${what}: ${JSON.stringify([usual, seen.lists])}`).toBeLessThanOrEqual(1);
      for (const [, count] of lost) expect(count, what).toBeGreaterThan(0);
      const left = await filesOf(home);
      // A sound table without jobs has no logs either.
      for (const other of all)
        if (
          other !== path &&
          !/\.lock$/.test(other) &&
          !(isHarmless && (/^jobs\//.test(other) || isMadeWith(path, other)))
        )
          expect(left, `${what} keeps ${other}`).toContain(other);
      if (!isHarmless && bytes !== 'folder') await expectKept(home, path, bytes, what);
      // The second start is as good as the first.
      if (name === 'cut' || name === 'a folder')
        expect((await start(home, path, ask)).lists, what).toEqual(seen.lists);
    });
  }
});

/** Whether `other` is made when it is needed, and goes with the folder of `path`, which is made anew. */
function isMadeWith(path: string, other: string): boolean {
  const isMade = Object.values(FILES).some((file) => file.isMadeAnew && file.path.test(other));
  return isMade && dirname(other) === dirname(path);
}

/** What was in the place of the file is still there, or beside it. */
async function expectKept(home: string, path: string, bytes: Buffer, what: string): Promise<void> {
  const folder = dirname(join(home, path));
  const names = (await readdir(folder)).filter((name) => name.startsWith(basename(path)));
  const contents = await Promise.all(
    names.map(async (name) =>
      (await stat(join(folder, name))).isFile() ? readFile(join(folder, name)) : bytes.subarray(0, 0),
    ),
  );
  expect(
    contents.some((each) => each.equals(bytes)),
    `${what} is kept`,
  ).toBe(true);
}

async function withHome<T>(work: (home: string) => Promise<T>): Promise<T> {
  const home = await copyOfBase();
  try {
    return await work(home);
  } finally {
    await rm(home, { recursive: true });
  }
}
