/**
 * One question to a collection: `npm run bench:collection -- [--files 500] [--windows 2000]`. Writes index files of random embeddings of
 * 256 numbers and asks them for the 100 best hits, exactly. The files are read from the page cache of the system after the first question.
 * Last line: median, of which the processor was busy, and memory above that of the process before the first question.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { askIndexes } from '../../core/collection/ask-indexes.ts';
import { makeGrid, windowCount } from '../../core/search/grid.ts';
import { headerBytes, recordBytes } from '../../core/search/index-file.ts';
import { IndexScan } from '../../core/search/index-scan.ts';
import { planRecords } from '../../core/search/record-plan.ts';
import { seededRandom } from '../../core/seeded-random.ts';
import { NodeStorage } from '../../electron/node/node-storage.ts';
import { describeCpu } from './describe-cpu.ts';

const { values: options } = parseArgs({
  options: { files: { type: 'string', default: '500' }, windows: { type: 'string', default: '2000' } },
});
const DIM = 256;
const QUESTIONS = 11;
const TOP = 100;
const storage = new NodeStorage();
const random = seededRandom(1);
const folder = await mkdtemp(join(tmpdir(), 'bench-collection-'));
try {
  console.log(await describeCpu());
  const scans: IndexScan[] = [];
  for (let i = 0; i < Number(options.files); i++) scans.push(await written(`${i}.lsix`));
  const asked = scans.map((scan) => ({ scan, areas: null }));
  const windows = scans.reduce((sum, { key }) => sum + windowCount(key.grid), 0);
  const before = process.memoryUsage().rss;
  let most = 0;
  const times: number[] = [];
  const cpu: number[] = [];
  for (let i = 0; i < QUESTIONS; i++) {
    const startedMs = performance.now();
    const startedCpu = process.cpuUsage();
    await askIndexes(asked, unitVector(), {
      limit: TOP,
      perIndex: TOP,
      onScores: () => {
        most = Math.max(most, process.memoryUsage.rss());
      },
      signal: new AbortController().signal,
    });
    times.push(performance.now() - startedMs);
    const { user, system } = process.cpuUsage(startedCpu);
    cpu.push((user + system) / 1000);
  }
  const [first, ...warm] = times;
  const sorted = warm.toSorted((a, b) => a - b);
  const busy = cpu.slice(1).toSorted((a, b) => a - b);
  console.log(`first question, with checksums: ${first.toFixed(0)} ms`);
  console.log(
    `${windows} windows in ${scans.length} files: median ${sorted[sorted.length >> 1].toFixed(0)} ms (${sorted[0].toFixed(0)} to ${sorted[sorted.length - 1].toFixed(0)}), processor ${busy[busy.length >> 1].toFixed(0)} ms, ${((most - before) / 2 ** 20).toFixed(0)} MB more`,
  );
} finally {
  await rm(folder, { recursive: true });
}

async function written(name: string): Promise<IndexScan> {
  const edge = Math.round(Math.sqrt(Number(options.windows)));
  const size = { widthPx: edge * 64, heightPx: edge * 64 };
  const grid = makeGrid(size, [{ size: 64, unit: 'px', stride: 64 }], null);
  const model = {
    ...{ id: 'synthetic', weightsSha256: '0'.repeat(64), precision: 'fp32' as const },
    ...{ embeddingDim: DIM, imageSizePx: 224, contextLength: 248 },
  };
  const records = planRecords(grid).flatMap((range) => range.records);
  const parts = [await headerBytes({ sceneContent: name, modelView: '', model, grid }, records.length)];
  for (const [i, record] of records.entries()) {
    const vectors = new Float32Array(record.count * DIM);
    for (let w = 0; w < record.count; w++) vectors.set(unitVector(), w * DIM);
    parts.push(recordBytes(i, record, Array(record.count).fill(true), vectors, DIM));
  }
  const path = join(folder, name);
  await storage.writeFile(path, Buffer.concat(parts));
  const scan = await IndexScan.open(storage, path);
  if (scan === null) throw new Error(`${path} is not complete`);
  return scan;
}

function unitVector(): Float32Array {
  const vector = new Float32Array(DIM);
  let squares = 0;
  for (let i = 0; i < DIM; i++) {
    vector[i] = random() - 0.5;
    squares += vector[i] ** 2;
  }
  return vector.map((x) => x / Math.sqrt(squares));
}
