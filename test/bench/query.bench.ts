/**
 * Query speed from stored embeddings: `npm run bench:query`. Synthetic unit vectors of 512 numbers, real index files on disk.
 * One 10,000 x 10,000 scene at the SeLo windows of 256, 512 and 768 px, all that a query does after the text tower (search and
 * verdict, with a bank of random vectors).
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { toHalves } from '../../core/bytes/float16.ts';
import type { Encoder } from '../../core/encoder.ts';
import type { SceneReader } from '../../core/raster/scene-reader.ts';
import { BANK_COUNT, type Bank, bankOf } from '../../core/search/bank.ts';
import { BankScores } from '../../core/search/bank-scores.ts';
import { composeQuery } from '../../core/search/compose-query.ts';
import { type Grid, windowCount } from '../../core/search/grid.ts';
import { indexScene } from '../../core/search/index-scene.ts';
import { OpenIndex } from '../../core/search/open-index.ts';
import { searchIndex } from '../../core/search/search-index.ts';
import { ShownCells } from '../../core/search/shown-cells.ts';
import { distinctWindows, seloGrid } from '../../core/selo/selo-grid.ts';
import { unattended } from '../../core/task.ts';
import { NodeStorage } from '../../electron/node/node-storage.ts';
import { seededRandom } from '../core/search/seeded-random.ts';

const DIM = 512;
const RUNS = 15;
const HITS = 200;
const QUERY_LIMIT_MS = 150;
const VERDICT_LIMIT_MS = 5;
const storage = new NodeStorage();
const random = seededRandom(1);
/** Random vectors, one of which is drawn for each window. */
const pooled = Array.from({ length: 20_000 }, unitVector);

const folder = await mkdtemp(join(tmpdir(), 'bench-query-'));
try {
  console.log(`${cpus()[0].model.trim()}, ${cpus().length} cores, Node ${process.version}`);
  const isQueryFast = await benchScene();
  if (!isQueryFast) process.exitCode = 1;
} finally {
  await rm(folder, { recursive: true });
}

async function benchScene(): Promise<boolean> {
  const grid = seloGrid({ widthPx: 10_000, heightPx: 10_000 }, [256, 512, 768]);
  const cells = new ShownCells(grid);
  const index = await syntheticIndex(grid, 'scene', cells);
  const distinct = distinctWindows(grid, index.scores(unitVector())).length;
  const bank = new BankScores(syntheticBank(), grid);
  const startedMs = performance.now();
  await bank.catchUp(index);
  console.log(
    `bank of ${BANK_COUNT} sentences over the index, once: ${(performance.now() - startedMs).toFixed(0)} ms`,
  );
  const judged = composeQuery([{ weight: 1, vector: unitVector() }]);
  const judgedScores = index.scores(judged);
  told(
    'verdict alone',
    repeated(() => bank.standing(judged, bank.centred(judgedScores))),
    VERDICT_LIMIT_MS,
  );
  const times = repeated(() => {
    const query = composeQuery([{ weight: 1, vector: unitVector() }]);
    const { scores } = searchIndex(index, query, cells, HITS);
    bank.standing(query, bank.centred(scores));
  });
  return told(
    `one scene, ${windowCount(grid)} windows (${distinct} distinct): hits, map and verdict`,
    times,
    QUERY_LIMIT_MS,
  );
}

/** As many vectors as the bank has sentences. */
function syntheticBank(): Bank {
  const halves = new Uint16Array(BANK_COUNT * DIM);
  for (let b = 0; b < BANK_COUNT; b++) toHalves(unitVector(), halves, b * DIM);
  return bankOf('00'.repeat(32), halves, DIM);
}

/** Writes an index with the real indexer. Pixels are noise and vectors random, because only storage and scan are measured. */
async function syntheticIndex(grid: Grid, name: string, cells = new ShownCells(grid)): Promise<OpenIndex> {
  const encoder: Encoder = {
    model: {
      id: 'synthetic',
      weightsSha256: '0'.repeat(64),
      precision: 'fp32',
      embeddingDim: DIM,
      imageSizePx: 224,
      contextLength: 248,
    },
    encodeImages: async (images) => {
      const vectors = new Float32Array(images.length * DIM);
      for (let i = 0; i < images.length; i++)
        vectors.set(pooled[Math.floor(random() * pooled.length)], i * DIM);
      return vectors;
    },
    encodeTexts: async (texts) => new Float32Array(texts.length * DIM),
  };
  const key = { sceneContent: name, modelView: 'noise', model: encoder.model, grid };
  const path = join(folder, `${name}.lsix`);
  const reader = cells.watching(noise(grid));
  await indexScene({ reader, encoder, key, storage, path, batchSize: 256 }, unattended());
  const start = performance.now();
  const index = await OpenIndex.open(storage, path);
  if (name === 'scene' || name === 'scene-0') {
    const megabytes = index.residentBytes / 2 ** 20;
    console.log(
      `open ${megabytes.toFixed(0)} MB with checksums: ${(performance.now() - start).toFixed(0)} ms`,
    );
  }
  return index;
}

/** A scene that returns the same random rows for every band, so that making pixels takes no time. */
function noise(grid: Grid): SceneReader {
  const bytes = Uint8Array.from({ length: grid.widthPx * 512 * 3 }, () => random() * 256);
  return {
    widthPx: grid.widthPx,
    heightPx: grid.heightPx,
    readRgb: async ({ widthPx, heightPx }) => ({
      widthPx,
      heightPx,
      rgb: bytes.subarray(0, widthPx * heightPx * 3),
      valid: null,
    }),
  };
}

function unitVector(): Float32Array {
  const vector = Float32Array.from({ length: DIM }, () => random() - 0.5);
  const length = Math.sqrt(vector.reduce((sum, x) => sum + x * x, 0));
  return vector.map((x) => x / length);
}

function repeated(work: () => unknown): number[] {
  return Array.from({ length: RUNS }, () => {
    const start = performance.now();
    work();
    return performance.now() - start;
  });
}

function told(what: string, times: readonly number[], limitMs: number): boolean {
  const sorted = times.toSorted((a, b) => a - b);
  const median = sorted[sorted.length >> 1];
  const range = `${sorted[0].toFixed(0)}-${sorted[sorted.length - 1].toFixed(0)}`;
  const isFast = median < limitMs;
  console.log(
    `${what}: median ${median.toFixed(1)} ms (${range}), limit ${limitMs} ms: ${isFast ? 'met' : 'MISSED'}`,
  );
  return isFast;
}
