/**
 * A collection from files to answers: scenes in three CRS at two dates, four that cannot be read, indexed by the command line, which is
 * killed or cancelled at random moments and goes on, then asked. The answer is compared with asking each scene alone and merging.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { NO_FILTER } from '../../../core/collection/filter-scenes.ts';
import { seededRandom } from '../../../core/seeded-random.ts';
import { findResources } from '../../../electron/app/disk/resources.ts';
import { createServices, type Services } from '../../../electron/app/process/create-services.ts';
import { forkBuiltEngine, serviceOptions } from '../../../electron/app/process/open-services.ts';
import { createNodeHost } from '../../../electron/node/node-host.ts';
import { blockScene } from '../app/collections/block-scene.ts';

/** Same ground in each: UTM 35 N, UTM 34 N, Web Mercator. */
const PLACES = [
  { epsg: 32_635, origin: [500_000, 6_300_000], metres: 1 },
  { epsg: 32_634, origin: [500_000, 6_300_000], metres: 1 },
  { epsg: 3857, origin: [3_005_700, 7_728_250], metres: 1.8 },
] as const;
const DATES = ['2019:05:06 07:08:09', '2023:06:07 08:09:10'] as const;
const BROKEN = [
  new Uint8Array(0),
  new TextEncoder().encode('these are notes, not pixels'),
  Uint8Array.of(0x49, 0x49, 42, 0, 8, 0, 0, 0),
  Uint8Array.of(0x49, 0x49, 42, 0, 0xff, 0xff, 0xff, 0x7f, 0, 0),
] as const;

export type RunSpec = {
  /** The built command line. */
  readonly program: string;
  readonly folder: string;
  /** For `LONGSIGHT_RESOURCES`; null for the shipped starter. */
  readonly resources: string | null;
  /** Unreadable ones included. */
  readonly scenes: number;
  readonly edgePx: number;
  readonly sizesPx: readonly number[];
  /** Every other stop is a cancel (SIGINT), the rest are kills. */
  readonly stops: number;
  readonly hits: number;
  readonly seed: number;
  readonly log: (line: string) => void;
};

type Ranked = { readonly path: string; readonly window: object; readonly score: number };

export type RunReport = {
  readonly plan: { readonly scenes: number; readonly windows: number };
  /** Windows of complete scenes after each stop. */
  readonly windowsAfterStops: readonly number[];
  readonly last: {
    readonly indexed: number;
    readonly complete: number;
    readonly failed: readonly { path: string }[];
  };
  readonly together: readonly Ranked[];
  readonly alone: readonly Ranked[];
  readonly notIndexed: number;
};

export async function collectionRun(spec: RunSpec): Promise<RunReport> {
  const random = seededRandom(spec.seed);
  await makeScenes(spec);
  spec.log(`${spec.scenes} scenes made`);
  await result(spec, ['collection', 'create', 'run', 'scenes']);
  const index = ['collection', 'index', 'run', '--sizes', spec.sizesPx.join(',')];
  const plan = await result(spec, [...index, '--plan']);
  spec.log(`${plan.windows} windows planned, ${plan.bytes} bytes`);
  const windowsAfterStops: number[] = [];
  for (let i = 0; i < spec.stops; i++) {
    // Spread over the whole work, each somewhere in its share of it.
    await stopAt(spec, index, ((i + random()) / spec.stops) * plan.bytes, i % 2 === 0 ? 'SIGKILL' : 'SIGINT');
    windowsAfterStops.push((await result(spec, [...index, '--plan'])).windowsDone);
    spec.log(`stop ${i + 1}: ${windowsAfterStops[i]} windows of whole scenes`);
  }
  const last = await result(spec, index);
  spec.log(`indexed ${last.indexed} now, ${last.complete} before, ${last.failed.length} not`);
  return { plan, windowsAfterStops, last, ...(await answers(spec)) };
}

async function makeScenes({ folder, scenes, edgePx, seed }: RunSpec): Promise<void> {
  await mkdir(join(folder, 'scenes'), { recursive: true });
  for (let i = 0; i < scenes - BROKEN.length; i++) {
    // A place for two dates, a CRS for every third place.
    const place = i >> 1;
    const { epsg, origin, metres } = PLACES[place % PLACES.length]!;
    const step = 0.8 * edgePx * metres;
    const [x, y] = [origin[0] + (place % 20) * step, origin[1] - Math.floor(place / 20) * step];
    const made = {
      seed: seed * 100_000 + i,
      edgePx,
      metres,
      origin: [x, y],
      epsg,
      taken: DATES[i % 2]!,
    } as const;
    await writeFile(join(folder, 'scenes', `scene ${i}.tif`), blockScene(made));
  }
  for (const [i, bytes] of BROKEN.entries())
    await writeFile(join(folder, 'scenes', `broken ${i}.tif`), bytes);
}

/** Stops the command with `signal` once the index files together have so many bytes; a command that ends before is done. */
async function stopAt(
  spec: RunSpec,
  args: readonly string[],
  bytes: number,
  signal: 'SIGKILL' | 'SIGINT',
): Promise<void> {
  const child = start(spec, args, 'ignore');
  const exit = once(child, 'exit');
  while (child.exitCode === null && (await indexBytes(spec)) < bytes) await sleep(20);
  child.kill(signal);
  await exit;
}

async function indexBytes({ folder }: RunSpec): Promise<number> {
  const home = join(folder, 'home', 'indexes');
  const names = await readdir(home, { recursive: true }).catch(() => []);
  const sizes = names
    .filter((name) => name.endsWith('.lsix'))
    .map(async (name) => (await stat(join(home, name)).catch(() => ({ size: 0 }))).size);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

// biome-ignore lint/suspicious/noExplicitAny: what a command prints.
async function result(spec: RunSpec, args: readonly string[]): Promise<any> {
  const child = start(spec, [...args, '--json'], 'pipe');
  let out = '';
  let notes = '';
  child.stdout!.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr!.on('data', (chunk) => {
    notes += chunk;
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`longsight ${args.join(' ')}: exit code ${code}: ${notes}`);
  return JSON.parse(out);
}

function start(
  { program, folder, resources }: RunSpec,
  args: readonly string[],
  output: 'ignore' | 'pipe',
): ChildProcess {
  const env = {
    ...process.env,
    LONGSIGHT_HOME: join(folder, 'home'),
    ...(resources === null ? {} : { LONGSIGHT_RESOURCES: resources }),
  };
  return spawn(process.execPath, [program, ...args], {
    cwd: folder,
    env,
    stdio: ['ignore', output, output],
  });
}

/** The best windows of the collection, and those of its scenes asked one by one. */
async function answers(spec: RunSpec): Promise<Pick<RunReport, 'together' | 'alone' | 'notIndexed'>> {
  const resources =
    spec.resources === null ? findResources() : findResources({ LONGSIGHT_RESOURCES: spec.resources });
  const worker = (name: string) => pathToFileURL(resolve(spec.program, '../../worker', `${name}-worker.js`));
  const services = await createServices({
    ...serviceOptions(forkBuiltEngine),
    host: createNodeHost({
      gdal: worker('gdal'),
      jp2: worker('jp2'),
      codec: worker('codec'),
      parquet: worker('parquet'),
    }),
    dataFolder: join(spec.folder, 'home'),
    resources,
  });
  try {
    return await compared(services, spec);
  } finally {
    await services.close();
  }
}

async function compared(services: Services, { hits: limit }: RunSpec) {
  const { signal } = new AbortController();
  const model = await services.models.find(null);
  const collection = await services.collections.store.find('run');
  const terms = [{ kind: 'text', text: 'a steel bridge over a river', weight: 1 }] as const;
  const query = { collection, model, terms, hits: limit, perScene: null, merges: false, filter: NO_FILTER };
  const { hits, notIndexed } = await services.collectionQueries.run(query, signal);
  const alone: Ranked[] = [];
  for (const { path, fault } of await services.collections.store.scenes(collection)) {
    if (fault !== null) continue;
    const scene = await services.scenes.openPath(path);
    const own = await services.queries.run({ scene, model, terms, hits: limit }, signal);
    alone.push(...own.hits.map(({ window, score }) => ({ path, window, score })));
  }
  // Stable: ties stay in the order of the scenes.
  alone.sort((a, b) => b.score - a.score);
  const together = hits.map(({ path, window, score }) => ({ path, window, score }));
  return { together, alone: alone.slice(0, limit), notIndexed };
}
