/**
 * Time and peak memory of a training step of ViT-B/16 with the 248-token text tower and random weights, compared with PyTorch:
 * `npm run bench:train [BATCH] [THREADS]`. `npm run bench:train large` makes one step with a batch of 512 within 8 GB (a quarter of an
 * hour). Each measurement has its own process; ours and PyTorch's alternate.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { TrainedParts } from '../../core/documents/run.ts';
import { cpuSessions } from '../../electron/engine/onnx-session.ts';
import { elementCount } from '../../models/checkpoint/state-dict.ts';
import type { ClipConfig } from '../../models/clip/clip-config.ts';
import { weightShapes } from '../../models/clip/weight-names.ts';
import { CLIP_ADAMW } from '../../training/optimizer/adamw.ts';
import { newOptimizerState } from '../../training/optimizer/optimizer.ts';
import { PROCESS_BYTES } from '../../training/run/run-settings.ts';
import type { Batch, TextRow } from '../../training/step/batch-feeds.ts';
import { rowsInTowers } from '../../training/step/chunk-plan.ts';
import { openChunkedStep } from '../../training/step/chunked-step.ts';
import { inlineWeights, type ModelWeights, shapesOf } from '../../training/step/model-weights.ts';
import { type Recipe, trainStep } from '../../training/step/train-step.ts';
import { frozenEntry, trainableKeys } from '../../training/step/trainable-parts.ts';
import type { TrainingModel } from '../../training/step/training-graph.ts';
import { openWholeStep } from '../../training/step/whole-step.ts';
import { generator } from '../models/tiny-weights.ts';

type Measured = { readonly seconds: readonly number[]; readonly peakBytes: number; readonly note?: string };

const CPU_FLAGS = ['avx2', 'avx512f', 'avx512_vnni', 'avx512_bf16', 'amx_bf16'];
const STEPS = 3;
const TURNS = 2;
const LARGE = { rows: 512, budgetBytes: 8e9 };
const BLAS = '/usr/lib/x86_64-linux-gnu/openblas-openmp';
const CONFIG: ClipConfig = {
  imageSizePx: 224,
  patchSizePx: 16,
  vision: { width: 768, layers: 12, heads: 12 },
  text: { width: 512, layers: 12, heads: 8 },
  contextLength: 248,
  vocabularySize: 49_408,
  embeddingDim: 512,
  activation: 'quick_gelu',
};
const RECIPE: Recipe = {
  optimizer: { kind: 'adamw', decayed: 'matrices', ...CLIP_ADAMW },
  learningRate: { kind: 'constant', rate: 1e-5 },
  omega: { kind: 'constant', omega: 0.8 },
  largestGradientNorm: null,
  steps: STEPS,
};

const [first = '4', second = '2', third = '2'] = process.argv.slice(2);
if (first === 'full' || first === 'last-2')
  console.log(JSON.stringify(await ours(first, Number(second), Number(third))));
else if (first === 'large-step') console.log(JSON.stringify(await large(Number(second))));
else if (first === 'large') reportLarge(Number(second));
else compare(Number(first), Number(second));

function compare(batch: number, threads: number): void {
  describeCpu(threads);
  const python = ['/usr/bin/python3', 'python3'].find(hasTorch);
  if (!python) console.log('PyTorch is not installed: nothing to compare with');
  const modes = new Map<string, () => Measured>();
  modes.set('ours, all weights', () => child('full', batch, threads));
  if (python) modes.set('PyTorch, all weights', () => torch(python, 'f32', batch, threads));
  modes.set('ours, last 2 blocks and heads', () => child('last-2', batch, threads));
  if (python) modes.set('PyTorch, bf16 autocast', () => torch(python, 'bf16', batch, threads));
  const medians = new Map<string, number[]>();
  for (let turn = 0; turn < TURNS; turn++)
    for (const [name, measure] of modes) {
      const { seconds, peakBytes } = measure();
      const later = seconds.slice(1).toSorted((a, b) => a - b);
      medians.set(name, [...(medians.get(name) ?? []), later[Math.floor((later.length - 1) / 2)]]);
      console.log(
        `${name.padEnd(30)} ${later.map((each) => each.toFixed(2)).join(', ')} s a step, ${(peakBytes / 1e9).toFixed(2)} GB at most`,
      );
    }
  const best = (name: string) => Math.min(...(medians.get(name) ?? [Number.NaN]));
  const full = best('ours, all weights');
  console.log(
    `last 2 blocks and heads: ${(full / best('ours, last 2 blocks and heads')).toFixed(2)} x as fast as all weights`,
  );
  console.log(`all weights: ${(full / best('PyTorch, all weights')).toFixed(2)} x the time of PyTorch`);
}

function reportLarge(threads: number): void {
  describeCpu(threads);
  const { seconds, peakBytes, note } = measured(process.execPath, [
    ...ownArguments(),
    'large-step',
    String(threads),
  ]);
  console.log(
    `batch ${LARGE.rows}, all weights: ${(peakBytes / 1e9).toFixed(2)} GB at most of ${LARGE.budgetBytes / 1e9}; ${note}; one step ${seconds[0].toFixed(0)} s`,
  );
}

function describeCpu(threads: number): void {
  const text = existsSync('/proc/cpuinfo') ? readFileSync('/proc/cpuinfo', 'utf8') : '';
  const flags = CPU_FLAGS.filter((flag) => new RegExp(`\\b${flag}\\b`).test(text));
  console.log(`${cpus()[0]?.model.trim()}, ${cpus().length} cores, ${threads} threads, ${flags.join(' ')}`);
}

function hasTorch(python: string): boolean {
  try {
    execFileSync(python, ['-c', 'import torch'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function torch(python: string, mode: 'f32' | 'bf16', batch: number, threads: number): Measured {
  const script = fileURLToPath(new URL('../test/bench/torch_step.py', import.meta.url));
  // With PyTorch's own threads in addition to those of OpenBLAS, a step takes twice as long.
  return measured(python, [script, mode, String(batch), String(STEPS), String(threads)], {
    LD_LIBRARY_PATH: BLAS,
  });
}

function child(mode: 'full' | 'last-2', batch: number, threads: number): Measured {
  return measured(process.execPath, [...ownArguments(), mode, String(batch), String(threads)]);
}

/** Arguments that start this program again, through the script that bundles it. */
function ownArguments(): string[] {
  return [fileURLToPath(new URL('../test/bench/run.mjs', import.meta.url)), process.argv[1]];
}

function measured(
  program: string,
  args: readonly string[],
  environment: Record<string, string> = {},
): Measured {
  const output = execFileSync(program, args, { env: { ...process.env, ...environment }, encoding: 'utf8' });
  return JSON.parse(output.trim().split('\n').at(-1)!);
}

async function ours(mode: 'full' | 'last-2', rows: number, threads: number): Promise<Measured> {
  const weights = randomWeights();
  const model = modelOf(weights, mode === 'full' ? { kind: 'all' } : { kind: 'last-blocks', blocks: 2 });
  const step = await openWholeStep(model, 'both', cpuSessions(threads));
  const state = newOptimizerState();
  const batch = randomBatch(model, rows);
  const seconds: number[] = [];
  for (let i = 0; i < STEPS; i++) {
    const started = performance.now();
    await trainStep(step, RECIPE, weights, state, batch);
    seconds.push((performance.now() - started) / 1000);
  }
  return { seconds, peakBytes: peakBytes() };
}

/** One step of a large batch, with the update of the weights, in chunks that fit into the budget. */
async function large(threads: number): Promise<Measured> {
  const weights = randomWeights();
  const model = modelOf(weights, { kind: 'all' });
  const extent = { texts: 'both', rows: LARGE.rows, textLength: 248, moments: 2 } as const;
  const chunkRows = rowsInTowers(LARGE.budgetBytes - PROCESS_BYTES, model, extent);
  const step = await openChunkedStep(model, 'both', chunkRows, cpuSessions(threads));
  const batch = randomBatch(model, LARGE.rows);
  const started = performance.now();
  await trainStep(step, RECIPE, weights, newOptimizerState(), batch);
  return {
    seconds: [(performance.now() - started) / 1000],
    peakBytes: peakBytes(),
    note: `${chunkRows} pairs a chunk`,
  };
}

function peakBytes(): number {
  return process.resourceUsage().maxRSS * 1024;
}

function randomWeights(): ModelWeights {
  const random = generator(3);
  return new Map(
    [...weightShapes(CONFIG, true)].map(([key, shape]) => {
      const isGain = /ln_\w+\.weight$/.test(key);
      const elements = new Float32Array(elementCount(shape));
      for (let i = 0; i < elements.length; i++) elements[i] = isGain ? 1 : (random() - 0.5) * 0.06;
      return [key, { shape, elements }];
    }),
  );
}

function modelOf(weights: ModelWeights, parts: TrainedParts): TrainingModel {
  const trainable = trainableKeys(parts, CONFIG, weights.keys());
  const entry = frozenEntry(CONFIG, trainable);
  const shapes = shapesOf(weights);
  return { config: CONFIG, padId: 0, shapes, trainable, frozen: inlineWeights(weights), entry, others: null };
}

function randomBatch({ entry }: TrainingModel, count: number): Batch {
  const random = generator(5);
  const floats = (length: number) => {
    const elements = new Float32Array(length);
    for (let i = 0; i < length; i++) elements[i] = 2 * random() - 1;
    return elements;
  };
  const text = (length: number): TextRow =>
    entry.text === null
      ? Array.from({ length }, (_, i) => (i === length - 1 ? 49_407 : 300 + Math.floor(random() * 40_000)))
      : { hidden: floats(length * CONFIG.text.width) };
  const texts = (length: number) => Array.from({ length: count }, () => text(length));
  return {
    count,
    images: floats(count * (entry.vision === null ? 3 * 224 ** 2 : 197 * CONFIG.vision.width)),
    long: texts(248),
    short: texts(77),
  };
}
