/**
 * Speed of our towers and PyTorch's, measured in turns with 2 threads each and random weights of a published size:
 * `npm run bench:encode [b16 l14] [--turns N]`. Ratios are medians over the turns, so that other work on the machine slows both alike.
 * PyTorch is Debian's, with the OpenMP build of OpenBLAS.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { unattended } from '../../core/task.ts';
import { engineModel } from '../../electron/engine/engine-model.ts';
import { OnnxTowers } from '../../electron/engine/onnx-towers.ts';
import { atPrecision, type ModelFolder } from '../../models/folder/model-folder.ts';
import { writePrecision } from '../../models/folder/write-precision.ts';
import { describeCpu } from './describe-cpu.ts';
import { PUBLISHED_SIZES, randomModel, storage } from './published-sizes.ts';

const PYTHON = '/usr/bin/python3';
const OPENBLAS = '/usr/lib/x86_64-linux-gnu/openblas-openmp';
const THREADS = 2;
const AIMS = {
  b16: { batch: 8, float: 1.3, turns: 9 },
  l14: { batch: 2, float: 1.1, turns: 7 },
} as const;
const INT8_AIM = 1.8;
const TEXT_AIM = 4;

type Size = keyof typeof AIMS;

console.log(await describeCpu());
const { values, positionals } = parseArgs({ options: { turns: { type: 'string' } }, allowPositionals: true });
const asked = positionals.filter((each): each is Size => each in AIMS);
for (const size of asked.length > 0 ? asked : (['b16', 'l14'] as const)) await bench(size);

async function bench(size: Size): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'longsight-bench-'));
  const torch = await startTorch(size);
  try {
    const model = await randomModel(folder, size, PUBLISHED_SIZES[size]);
    await writePrecision(storage, model, 'int8', 8, unattended());
    const { batch, float } = AIMS[size];
    const turns = values.turns === undefined ? AIMS[size].turns : Number(values.turns);
    const crops = Uint8Array.from({ length: batch * 224 * 224 * 3 }, () => Math.random() * 256);
    const [towers, int8] = [await load(model), await load(atPrecision(model, 'int8'))];
    const runs = await byTurns(turns, {
      ours: () => timed(() => towers.runVision(crops, batch)),
      torch: () => torch.ask(`vision ${batch}`),
      int8: () => timed(() => int8.runVision(crops, batch)),
      bf16: () => torch.ask(`vision-bf16 ${batch}`),
      short: () => medianOf(3, () => towers.runText(textOf(30), 1)),
      long: () => medianOf(3, () => towers.runText(textOf(248), 1)),
    });
    const each = (name: keyof typeof runs) => `${(median(runs[name]) / batch).toFixed(0)} ms a window`;
    console.log(`${size}, batch ${batch}, ${THREADS} threads, beside PyTorch ${torch.version}`);
    told('fp32 to PyTorch eager', ratio(runs.torch, runs.ours), float, `${each('ours')}, ${each('torch')}`);
    told('int8 to fp32', ratio(runs.ours, runs.int8), INT8_AIM, each('int8'));
    const textMs = `${median(runs.short).toFixed(0)} and ${median(runs.long).toFixed(0)} ms`;
    told('text of 30 tokens to 248', ratio(runs.long, runs.short), TEXT_AIM, textMs);
    await tellInvariance({ fp32: towers, int8 });
    console.log(
      `  beside: PyTorch under bf16 autocast ${each('bf16')}, ${ratio(runs.int8, runs.bf16).toFixed(2)} x our int8`,
    );
    await Promise.all([towers.release(), int8.release()]);
  } finally {
    torch.end();
    await rm(folder, { recursive: true });
  }
}

/** Prints whether windows in a batch of 32 have, bit for bit, the features that they have alone. */
async function tellInvariance(byPrecision: Readonly<Record<string, OnnxTowers>>): Promise<void> {
  const bytes = 224 * 224 * 3;
  const crops = Uint8Array.from({ length: 32 * bytes }, () => Math.random() * 256);
  for (const [precision, towers] of Object.entries(byPrecision)) {
    const together = await towers.runVision(crops, 32);
    const dim = together.length / 32;
    let different = 0;
    for (const row of [0, 13, 31]) {
      const alone = await towers.runVision(crops.slice(row * bytes, (row + 1) * bytes), 1);
      different += alone.filter((feature, i) => feature !== together[row * dim + i]).length;
    }
    const found = different === 0 ? 'met' : `MISSED (${different} of ${3 * dim} features differ)`;
    console.log(`  ${precision}: three windows alone and in a batch of 32 bit-equal: ${found}`);
    if (different > 0) process.exitCode = 1;
  }
}

function load(model: ModelFolder): Promise<OnnxTowers> {
  return OnnxTowers.load(engineModel(model, { device: 'cpu', threads: THREADS }));
}

async function startTorch(size: Size) {
  const child = spawn(PYTHON, ['test/parity/clip_reference.py', 'time', size], {
    env: { ...process.env, LD_LIBRARY_PATH: OPENBLAS, OMP_NUM_THREADS: String(THREADS) },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<string> => {
    const { value, done } = await lines.next();
    if (done) throw new Error('PyTorch has ended: is python3-torch installed?');
    return value;
  };
  const [, version] = (await next()).split(' ');
  return {
    version,
    ask: async (line: string): Promise<number> => {
      child.stdin.write(`${line}\n`);
      return Number(await next());
    },
    end: () => child.kill(),
  };
}

/** Milliseconds by name, one value for each turn, after a turn that warms up. */
async function byTurns<Name extends string>(
  turns: number,
  work: Readonly<Record<Name, () => Promise<number>>>,
): Promise<Record<Name, number[]>> {
  const names = Object.keys(work) as Name[];
  const runs = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (let turn = 0; turn <= turns; turn++)
    for (const name of names) {
      const ms = await work[name]();
      if (turn > 0) runs[name].push(ms);
    }
  return runs;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

/** Median of several runs, for runs so short that other work on the machine distorts a single one. */
async function medianOf(runs: number, work: () => Promise<unknown>): Promise<number> {
  const spent: number[] = [];
  for (let run = 0; run < runs; run++) spent.push(await timed(work));
  return median(spent);
}

/** Token ids of a text, padded as the encoder pads them: to the next multiple of 8. */
function textOf(tokens: number): Int32Array {
  const ids = new Int32Array(Math.ceil(tokens / 8) * 8);
  for (let i = 0; i < tokens; i++) ids[i] = i === tokens - 1 ? 49_407 : 300 + i;
  return ids;
}

/** Median ratio of two times in the same turn. */
function ratio(slow: readonly number[], fast: readonly number[]): number {
  return median(slow.map((ms, turn) => ms / fast[turn]));
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}

function told(what: string, found: number, aim: number, detail: string): void {
  console.log(`  ${what}: ${found.toFixed(2)} x, aim ${aim}: ${found >= aim ? 'met' : 'MISSED'} (${detail})`);
  if (found < aim) process.exitCode = 1;
}
