/**
 * What the patches of a window cost beside its own embedding: `npm run bench:patches -- [starter b16 l14] [--turns N]`, by precision. Both
 * are computed in turns on one thread. The speed of the processor changes while this runs, so each time with patches is compared with those
 * just before and after it; the median counts. Last line: the largest cost. Fails above the aim.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { unattended } from '../../core/task.ts';
import { engineModel } from '../../electron/engine/engine-model.ts';
import { OnnxTowers } from '../../electron/engine/onnx-towers.ts';
import { atPrecision, type ModelFolder } from '../../models/folder/model-folder.ts';
import { openStarterModel } from '../../models/folder/starter-model.ts';
import { writePrecision } from '../../models/folder/write-precision.ts';
import { describeCpu } from './describe-cpu.ts';
import { PUBLISHED_SIZES, randomModel, storage } from './published-sizes.ts';

const AIM_PERCENT = 5;
/** Windows in a batch: about as many as take a quarter of a second. */
const BATCHES = { starter: 32, b16: 8, b32: 16, l14: 2 } as const;
type Size = keyof typeof BATCHES;

const { values, positionals } = parseArgs({
  options: { turns: { type: 'string', default: '25' } },
  allowPositionals: true,
});
const folder = await mkdtemp(join(tmpdir(), 'longsight-patches-'));
try {
  console.log(await describeCpu());
  const asked = positionals.filter((each): each is Size => each in BATCHES);
  const costs: number[] = [];
  for (const size of asked.length > 0 ? asked : (['starter', 'b16'] as const)) {
    const model = await openSize(size);
    await writePrecision(storage, model, 'int8', 8, unattended());
    for (const precision of ['fp32', 'int8'] as const)
      costs.push(await costOf(`${size} ${precision}`, atPrecision(model, precision), BATCHES[size]));
  }
  const largest = Math.max(...costs);
  if (largest > AIM_PERCENT) process.exitCode = 1;
  console.log(`patches cost at most ${largest.toFixed(1)} % (aim: ${AIM_PERCENT} %)`);
} finally {
  await rm(folder, { recursive: true });
}

function openSize(size: Size): Promise<ModelFolder> {
  return size === 'starter'
    ? openStarterModel(storage, folder, 'models/starter', unattended())
    : randomModel(folder, size, PUBLISHED_SIZES[size]);
}

/** In per cent of the time of the embedding alone. */
async function costOf(name: string, model: ModelFolder, batch: number): Promise<number> {
  const towers = await OnnxTowers.load(engineModel(model, { device: 'cpu', threads: 1 }));
  try {
    const { imageSizePx } = model.identity;
    const crops = Uint8Array.from({ length: batch * imageSizePx ** 2 * 3 }, () => Math.random() * 256);
    const embed = () => milliseconds(() => towers.runVision(crops, batch));
    const costs: number[] = [];
    // The first one prepares the memory.
    for (let turn = 0, before = await embed().then(embed); turn < Number(values.turns); turn++) {
      const both = await milliseconds(() => towers.runPatches(crops, batch));
      const after = await embed();
      costs.push(100 * (both / ((before + after) / 2) - 1));
      before = after;
    }
    const [low, cost, high] = quartiles(costs).map((each) => each.toFixed(1));
    console.log(
      `${name}, batch ${batch}: patches cost ${cost} % (quartiles ${low} and ${high}; ${costs.length} turns)`,
    );
    return Number(cost);
  } finally {
    await towers.release();
  }
}

function quartiles(values: readonly number[]): readonly number[] {
  const sorted = values.toSorted((a, b) => a - b);
  return [0.25, 0.5, 0.75].map((share) => sorted[Math.floor(share * sorted.length)]);
}

/** Processor time of `work`. */
async function milliseconds(work: () => Promise<unknown>): Promise<number> {
  const started = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(started);
  return (user + system) / 1000;
}
