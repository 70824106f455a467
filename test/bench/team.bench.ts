/**
 * The team store on this machine: `npm run bench:team [-- --rows N] [--edge PX] [--without-hnsw]`. Needs PostgreSQL 15 with PostGIS and pgvector.
 * Blocks a second of 1, 2 and 4 workers whose encoder does nothing (what the engine costs); questions to halfvec(512) rows with filters that keep
 * 1 %, 10 % and all of them; recall@100 and time of IVFFlat and HNSW against the exact answer. Vectors are synthetic: 64 topics and noise.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'vite';
import type { ApproximateMethod } from '../../core/documents/team-ranking.ts';
import type { ModelIdentity } from '../../core/encoder.ts';
import { makeGrid } from '../../core/search/grid.ts';
import { seededRandom } from '../../core/seeded-random.ts';
import { unattended } from '../../core/task.ts';
import { copyBytes, int2, int4 } from '../../core/team/copy-binary.ts';
import { ewkbPolygon } from '../../core/team/ewkb.ts';
import { halfvecBytes } from '../../core/team/halfvec.ts';
import { createNodeHost } from '../../electron/node/node-host.ts';
import { WORKER_ENTRIES } from '../../electron/node/worker-entries.ts';
import { addScenes } from '../../electron/team/add-scenes.ts';
import { CandidateScan } from '../../electron/team/candidates.ts';
import { putIndex, putModel, type TeamIndex } from '../../electron/team/index-rows.ts';
import { initTeam } from '../../electron/team/migrate.ts';
import { connectPostgres } from '../../electron/team/postgres.ts';
import { putScene } from '../../electron/team/scene-rows.ts';
import { setShare } from '../../electron/team/shares-table.ts';
import type { TeamDatabase } from '../../electron/team/sql.ts';
import { tuneTeam } from '../../electron/team/tune.ts';
import { halvesOf } from '../../electron/team/window-rows.ts';
import { buildTiff, dataAt } from '../core/raster/build-tiff.ts';
import { projectionEncoder } from '../core/search/synthetic-scene.ts';
import { startCluster, whyNoCluster } from '../electron/team/own-cluster.ts';
import { describeCpu } from './describe-cpu.ts';

const DIM = 512;
const TOPICS = 64;
const SCENES = 100;
const ASKED = 5;
/** As long as those of real windows. */
const FOOTPRINT = ewkbPolygon([
  [24, 56],
  [24, 57],
  [25, 57],
  [25, 56],
  [24, 56],
]);
const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '2000000' },
    edge: { type: 'string', default: '3200' },
    'without-hnsw': { type: 'boolean', default: false },
  },
});
const rows = Number(values.rows);
const random = seededRandom(7);
if (whyNoCluster !== null) throw new Error(`nothing to measure: ${whyNoCluster}`);
console.log(await describeCpu());
const cluster = await startCluster(['shared_buffers=2GB', 'max_wal_size=8GB']);
const db = await connectPostgres(cluster.url);
try {
  await initTeam(db);
  await measureWorkers(db, Number(values.edge));
  await measureQuestions(db);
} finally {
  await db.close();
  cluster.stop();
}

async function measureWorkers(store: TeamDatabase, edge: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-team-'));
  const root = fileURLToPath(new URL('..', import.meta.url));
  const out = join(root, 'dist', `bench-team-${process.pid}`);
  await build({
    configFile: false,
    logLevel: 'error',
    root,
    build: {
      ssr: join(root, 'test/electron/team/worker-child.ts'),
      outDir: out,
      rolldownOptions: { output: { entryFileNames: 'child.mjs', chunkFileNames: '[name].mjs' } },
    },
  });
  const host = createNodeHost(WORKER_ENTRIES);
  const encoder = projectionEncoder();
  await setShare(store, { name: 'bench', prefixes: [folder] });
  const data = Uint8Array.from({ length: edge * edge }, (_, i) => (i * 7 + ((i >> 9) & 63) * 3) & 255);
  const tiff = buildTiff({
    ...{ widthPx: edge, heightPx: edge, bands: 1, bits: 8, photometric: 1, data },
    offsets: [dataAt],
    byteCounts: [data.length],
    fields: [],
  });
  for (const count of [1, 2, 4]) {
    const path = join(folder, `${count}.tif`);
    await writeFile(path, tiff);
    const { blocks, windows } = await addScenes(
      {
        ...{ db: store, host, model: encoder.model, sizesPx: [32], datePattern: null },
        shares: [{ name: 'bench', prefixes: [folder] }],
        trained: { low: 67, high: 2240 },
      },
      [{ path, date: null }],
      unattended(),
    );
    const workers = Array.from({ length: count }, (_, i) =>
      spawn(process.execPath, [join(out, 'child.mjs'), cluster.url, `w${i}`, '-1'], {
        stdio: ['ignore', 'inherit', 'inherit'],
      }),
    );
    await Promise.all(workers.map((child) => once(child, 'exit')));
    const [{ seconds }] = await store.query<{ seconds: number }>(
      `select extract(epoch from max(b.finished_at) - min(w.started_at))::float8 as seconds from longsight.block b
       join longsight.worker w on w.id = b.worker join longsight.scene_index i on i.id = b.scene_index
       join longsight.scene s on s.id = i.scene where s.path = $1`,
      [`${count}.tif`],
    );
    console.log(
      `${count} workers: ${blocks} blocks, ${windows} windows in ${seconds.toFixed(1)} s: ${(blocks / seconds).toFixed(1)} blocks/s, ${(windows / seconds).toFixed(0)} windows/s`,
    );
  }
  await host.close();
  for (const each of [folder, out]) await rm(each, { recursive: true });
}

async function measureQuestions(store: TeamDatabase): Promise<void> {
  const topics = Array.from({ length: TOPICS }, () => near(null));
  const model = {
    ...{ id: 'synthetic', weightsSha256: '0'.repeat(64), precision: 'fp32', embeddingDim: DIM },
    ...{ imageSizePx: 224, contextLength: 77 },
  } satisfies ModelIdentity;
  const number = await putModel(store, model);
  const indexes = await fill(store, model, number, topics);
  await store.query('vacuum analyze longsight."window"');
  const [{ bytes, pages }] = await store.query<{ bytes: number; pages: number }>(
    `select pg_total_relation_size('longsight.window_${number}') as bytes, pg_relation_size('longsight.window_${number}') as pages`,
  );
  console.log(
    `${rows} rows: ${(bytes / rows).toFixed(0)} bytes a row, ${(pages / rows).toFixed(0)} of them in the table`,
  );
  const questions = Array.from({ length: ASKED }, (_, i) => near(topics[i]));
  for (const share of [0.01, 0.1, 1]) {
    const asked = indexes.slice(0, Math.round(SCENES * share));
    const times: number[] = [];
    for (const question of questions) {
      const began = performance.now();
      const scan = new CandidateScan(store, number, question);
      await scan.best(
        asked.map((index, position) => ({ index, areas: null, position })),
        160,
        { kind: 'exact' },
      );
      times.push(performance.now() - began);
    }
    console.log(
      `exact, ${100 * share} % of the rows: median ${median(times)} ms of ${times.map((ms) => ms.toFixed(0)).join(', ')}`,
    );
  }
  await measureApproximate(store, number, questions, 'ivfflat', [1, 14, 50, 100]);
  if (!values['without-hnsw']) await measureApproximate(store, number, questions, 'hnsw', [100, 200, 400]);
}

async function measureApproximate(
  store: TeamDatabase,
  number: number,
  questions: readonly Float32Array[],
  method: ApproximateMethod,
  widths: readonly number[],
): Promise<void> {
  for (const searchWidth of widths) {
    const options = { method, model: number, dim: DIM, questions, searchWidth, memoryMegabytes: 6000 };
    const { buildSeconds, recall, exactMs, approximateMs } = await tuneTeam(store, options, unattended());
    console.log(
      `${method}, width ${searchWidth}: built in ${buildSeconds.toFixed(0)} s, recall@100 ${recall.toFixed(3)}, ${approximateMs.toFixed(1)} ms; exact ${exactMs.toFixed(0)} ms`,
    );
  }
  const [{ bytes: size }] = await store.query<{ bytes: number }>(
    `select pg_relation_size('longsight.window_${number}_${method}') as bytes`,
  );
  console.log(`${method}: ${(size / rows).toFixed(0)} bytes a row`);
}

/** Scenes of equal size, one row of the table for each window. */
async function fill(
  store: TeamDatabase,
  model: ModelIdentity,
  number: number,
  topics: readonly Float32Array[],
): Promise<readonly TeamIndex[]> {
  const each = Math.round(rows / SCENES);
  const side = Math.ceil(Math.sqrt(each));
  const grid = makeGrid(
    { widthPx: side * 32, heightPx: side * 32 },
    [{ size: 32, unit: 'px', stride: 32 }],
    null,
  );
  const indexes: TeamIndex[] = [];
  const began = performance.now();
  for (let s = 0; s < SCENES; s++) {
    const scene = await putScene(
      store,
      { share: 'bench', path: `scene-${s}` },
      {
        ...{ path: '', name: `scene-${s}`, sizeBytes: 0, modifiedMs: 0, fault: null, content: `${s}` },
        ...{ widthPx: grid.widthPx, heightPx: grid.heightPx, metresPerPixel: null, crs: null },
        ...{ affine: null, footprint: null, date: null },
      },
    );
    const key = { sceneContent: `${s}`, modelView: 'rgb', model, grid };
    const view = { bands: [0, 1, 2], stretch: { kind: 'none' } } as const;
    const index = await putIndex(store, scene, number, key, view);
    indexes.push(index);
    for (let first = 0; first < each; first += 2000)
      await store.copyIn(
        'longsight."window" (model, segment, scene_index, number, v, footprint)',
        copyBytes(
          Array.from({ length: Math.min(2000, each - first) }, (_, i) => [
            ...[int2(number), int2(0), int4(index.id), int4(first + i)],
            halfvecBytes(halvesOf(near(topics[Math.floor(random() * TOPICS)]))),
            FOOTPRINT,
          ]),
        ),
      );
  }
  console.log(`filled in ${((performance.now() - began) / 1000).toFixed(0)} s, vectors made meanwhile`);
  return indexes;
}

/** A unit vector near the topic, or anywhere. */
function near(topic: Float32Array | null): Float32Array {
  const vector = new Float32Array(DIM);
  let square = 0;
  for (let i = 0; i < DIM; i++) {
    vector[i] = topic === null ? random() - 0.5 : topic[i] + 0.06 * (random() - 0.5);
    square += vector[i] ** 2;
  }
  const scale = 1 / Math.sqrt(square);
  for (let i = 0; i < DIM; i++) vector[i] *= scale;
  return vector;
}

function median(values: readonly number[]): string {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)].toFixed(0);
}
