/** State files to start from: those of a data folder that the application filled, and what damage once took away more than one file. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { findResources } from '../../../electron/app/disk/resources.ts';
import { createCore } from '../../../electron/app/process/create-core.ts';
import { createServices } from '../../../electron/app/process/create-services.ts';
import { forkBuiltEngine, serviceOptions } from '../../../electron/app/process/open-services.ts';
import { fillHome } from '../../electron/filled-home.ts';
import { smallStarterResources } from '../../electron/small-starter.ts';
import { checkoutHost } from '../checkout-host.ts';
import type { Seed } from '../seed.ts';
import { ANSWER_FILE, SCENE } from './answered.ts';

const SHA_OF_NOTHING = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

const FAULTS: Readonly<Record<string, readonly [file: string, content: string]>> = {
  'jobs-null': ['jobs.json', 'null'],
  'jobs-object': ['jobs.json', '{}'],
  'jobs-number': ['jobs.json', '[1]'],
  'devices-null': ['devices.json', 'null'],
  'scene-empty': [`scenes/${SCENE}.json`, ''],
  'scene-null': [`scenes/${SCENE}.json`, 'null'],
  'scene-object': [`scenes/${SCENE}.json`, '{}'],
  'run-json': ['models/mine/run.json', '{"run":'],
  'speed-empty': ['models/mine/speed.json', ''],
  'spec-empty': ['runs/r1/spec.json', ''],
  'log-line': ['runs/r1/log.jsonl', '{"kind":"created"}\n{"kind"\n'],
  'data-set': ['datasets/d1/dataset.json', '{}'],
  'evaluation-report': ['evaluations/v1/report.json', '{"format":"longsight-evaluation"}'],
  'embedding-set': ['embeddings/e1/set.json', '{}'],
  'collection-null': ['collections/c1/collection.json', 'null'],
  'web-hosts': ['web.json', '{"hosts":[1]}'],
  'team-number': ['team.json', '{"address":5}'],
  'recent-object': ['recent-projects.json', '[{}]'],
  'answer-hits': [ANSWER_FILE, '{"hits":[]}'],
  'project-file': ['desk.longsight', '{"magic":"longsight-project-file","version":1}'],
  'pairs-line': ['datasets/d1/pairs.jsonl', '{"image":"../../x.png","short":"a","long":""}\n'],
};

/** Made by hand: the application writes these only while it downloads, trains or tests devices. */
const BY_HAND: Readonly<Record<string, unknown>> = {
  'downloads/sums.json': {
    'https://x/y': { sha256: 'a'.repeat(64), sizeBytes: 9, at: '2026-01-01T00:00:00.000Z' },
  },
  'downloads/other/weights.bin.json': { origin: 'https://x/y', validator: '"e"', sha256: null, sizeBytes: 9 },
  'models/mine/speed.json': { device: 'cpu', precision: 'fp32', windowsPerSecond: 12.5 },
  'models/mine/precisions.json': { weightsSha256: 'a'.repeat(64), int8: { passed: true, figures: 'x' } },
  'runs/r1/samples/windows.json': [{ col: 0, row: 0, widthPx: 64, heightPx: 64 }],
  'runs/r1/checkpoints/step-00000001/state.json': { version: 1, step: 1, partial: false, files: {} },
  'devices.json': {
    version: 1,
    choice: 'cpu',
    crashes: [{ device: 'webgpu', machine: 'm', reason: 'r', at: '2026-01-01T00:00:00.000Z' }],
    probes: [],
  },
};

/** What has another name in every folder. */
const NAMES: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/^runs\/[^/]*/, 'runs/r1'],
  [/^datasets\/[^/]*/, 'datasets/d1'],
  [/^collections\/[^/]*/, 'collections/c1'],
  [/^embeddings\/[^/]*/, 'embeddings/e1'],
  [/^evaluations\/[^/]*/, 'evaluations/v1'],
  [/^answers\/.*/, ANSWER_FILE],
  [/^exports\/desk/, 'desk'],
];
const NOT_STATE = /^(models\/starter|indexes|uploads|exports\/embeddings)/;

/** Needs the built engine. */
export async function stateSeeds(checkout: string): Promise<readonly Seed[]> {
  const resources = await smallStarterResources();
  const home = await mkdtemp(join(tmpdir(), 'longsight-seeds-'));
  try {
    await fill(checkout, home, resources);
    const seeds = new Map((await filesOf(home)).map(({ path, text }) => [path, text]));
    for (const [path, value] of Object.entries(BY_HAND)) seeds.set(path, JSON.stringify(value));
    const sound = [...seeds].map(([path, text]) => seedOf(path.replaceAll('/', '-'), path, text));
    return [
      ...sound,
      ...Object.entries(FAULTS).map(([name, [path, text]]) => seedOf(`fault-${name}`, path, text)),
    ];
  } finally {
    await rm(home, { recursive: true });
    await rm(resources, { recursive: true });
  }
}

function seedOf(name: string, path: string, text: string): Seed {
  return { name, bytes: new TextEncoder().encode(`${path}\n${text}`) };
}

async function fill(checkout: string, home: string, resources: string): Promise<void> {
  const options = () => ({
    ...serviceOptions(forkBuiltEngine),
    host: checkoutHost(checkout),
    dataFolder: home,
    resources: findResources({ LONGSIGHT_RESOURCES: resources }),
  });
  const services = await createServices(options());
  const core = await createCore({ ...options(), version: 'seeds' });
  try {
    await fillHome(home, resources, core, services);
  } finally {
    await core.close();
    await services.close();
  }
}

/** The JSON of the folder, of one run, one data set and one model, with names that are the same every time. */
async function filesOf(home: string): Promise<readonly { readonly path: string; readonly text: string }[]> {
  const entries = await readdir(home, { recursive: true, withFileTypes: true });
  const found = new Map<string, string>();
  for (const entry of entries) {
    const path = relative(home, join(entry.parentPath, entry.name)).replaceAll('\\', '/');
    if (!entry.isFile() || !/\.(jsonl?|longsight)$/.test(path) || NOT_STATE.test(path)) continue;
    const name = NAMES.reduce((named, [pattern, short]) => named.replace(pattern, short), path);
    const text = (await readFile(join(home, path), 'utf8')).replaceAll(home, '/data');
    if (!found.has(name)) found.set(name, text);
  }
  // The id of a scene follows from the path of its file, which was in a temporary folder.
  const [, scene = ''] = /scenes\/(\w+)\.json/.exec([...found.keys()].join()) ?? [];
  return [...found].map(([path, text]) => ({
    path: path.replace(scene, SCENE),
    text: compact(path, text).replaceAll(scene, SCENE),
  }));
}

/** The records of scenes are long only for their white space, and the files of the model are empty here. */
function compact(path: string, text: string): string {
  if (path.startsWith('models/')) return text.replaceAll(/("sha256": ?)"\w{64}"/g, `$1"${SHA_OF_NOTHING}"`);
  return path.startsWith('scenes/') ? JSON.stringify(JSON.parse(text)) : text;
}
