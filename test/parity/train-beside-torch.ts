/**
 * Comparison of our trainer with PyTorch's over 300 steps, from the same random weights in the sizes of the starter and with the same
 * batches of RSICD: `npm run parity:train`. Needs Debian's python3-torch and the shared data folder. Fails if a loss differs by more
 * than 1 %.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { shuffled } from '../../core/seeded-random.ts';
import { unattended } from '../../core/task.ts';
import { cpuSessions } from '../../electron/engine/onnx-session.ts';
import { NodeCodecs } from '../../electron/node/node-codecs.ts';
import { NodeStorage } from '../../electron/node/node-storage.ts';
import { WORKER_ENTRIES } from '../../electron/node/worker-entries.ts';
import type { ClipConfig } from '../../models/clip/clip-config.ts';
import { createRunFolder, readRunLog } from '../../training/run/run-folder.ts';
import { parseRunSpec } from '../../training/run/run-spec.ts';
import { train } from '../../training/run/train.ts';
import { randomClip } from '../models/random-clip.ts';
import { safetensorsFile } from '../models/tiny-weights.ts';
import { sharedPath } from '../shared.ts';

const PYTHON = '/usr/bin/python3';
const BLAS = '/usr/lib/x86_64-linux-gnu/openblas-openmp';
/** Threads of each trainer. Both run at the same time. */
const THREADS = 1;
const STEPS = 300;
const BATCH = 8;
const TOLERATED = 0.01;
const TOLD_EVERY = 50;
/** Sizes of the starter. */
const CONFIG: ClipConfig = {
  imageSizePx: 112,
  patchSizePx: 16,
  vision: { width: 256, layers: 6, heads: 4 },
  text: { width: 192, layers: 3, heads: 3 },
  contextLength: 248,
  vocabularySize: 49_408,
  embeddingDim: 256,
  activation: 'quick_gelu',
};

const storage = new NodeStorage();
const home = await mkdtemp(join(tmpdir(), 'longsight-parity-'));
try {
  await writeFile(join(home, 'base.safetensors'), randomWeights());
  await writeFile(join(home, 'pairs.jsonl'), await pairLines());
  const written = {
    name: 'parity',
    base: { kind: 'checkpoint', path: 'base.safetensors' },
    data: { kind: 'files', paths: ['pairs.jsonl'] },
    parts: { kind: 'all' },
    learningRate: { kind: 'cosine', rate: 5e-4, warmUpSteps: 30 },
    batch: BATCH,
    length: { kind: 'steps', steps: STEPS },
    validation: { kind: 'none' },
    checkpointMinutes: 1000,
    threads: THREADS,
  };
  const path = join(home, 'spec.json');
  await writeFile(path, JSON.stringify(written));
  const [ours, theirs] = [join(home, 'runs/ours'), join(home, 'runs/torch')];
  const spec = parseRunSpec(JSON.stringify(written), path);
  await createRunFolder(storage, ours, spec, new Date().toISOString());
  const room = {
    storage,
    codecs: new NodeCodecs(WORKER_ENTRIES.codec),
    openSession: cpuSessions(THREADS),
    openTowers: () => Promise.reject(new Error('nothing is validated')),
    models: join(home, 'models'),
    datasets: join(home, 'datasets'),
    machineMemoryBytes: totalmem(),
  };
  // Root of the checkout, seen from the bundle in `dist/`.
  const cwd = fileURLToPath(new URL('..', import.meta.url));
  const env = { ...process.env, LD_LIBRARY_PATH: BLAS, OMP_NUM_THREADS: String(THREADS) };
  await Promise.all([
    train(room, ours, unattended()),
    promisify(execFile)(PYTHON, ['-m', 'training.torch.fine_tune', path, '--run', theirs], { cwd, env }),
  ]);
  compare(await totals(ours), await totals(theirs));
} finally {
  await rm(home, { recursive: true });
}

function compare(ours: readonly Step[], theirs: readonly Step[]): void {
  if (ours.length !== STEPS || theirs.length !== STEPS)
    throw new Error(`${ours.length} and ${theirs.length} steps`);
  let [worst, worstAt] = [0, 0];
  for (const [i, { total }] of theirs.entries()) {
    const off = Math.abs(ours[i].total - total) / total;
    if (off > worst) [worst, worstAt] = [off, i + 1];
    if ((i + 1) % TOLD_EVERY === 0 || i === 0)
      console.log(`step ${i + 1}: ${ours[i].total.toFixed(5)} here, ${total.toFixed(5)} in PyTorch`);
  }
  console.log(`largest difference ${(100 * worst).toFixed(4)} % at step ${worstAt} of ${STEPS}`);
  if (worst > TOLERATED) process.exitCode = 1;
}

type Step = { readonly total: number };

async function totals(folder: string): Promise<Step[]> {
  return (await readRunLog(storage, folder)).flatMap((entry) => (entry.kind === 'step' ? [entry] : []));
}

/** Lines of as many pairs as all steps take, so that each pair is seen once. */
async function pairLines(): Promise<string> {
  const lines = (await readFile(sharedPath('data/rsicd-150px/train.jsonl'), 'utf8')).trim().split('\n');
  // Other characters need ftfy in addition to PyTorch.
  const records = shuffled(
    lines.filter((line) => /^[ -~]+$/.test(line)),
    1,
  ).map((line) => JSON.parse(line));
  return records
    .slice(0, STEPS * BATCH)
    .map(({ image, captions }: { image: string; captions: string[] }) => ({
      image: sharedPath(`data/rsicd-150px/${image}`),
      long: `${captions.join('. ')}.`,
      short: captions[0],
    }))
    .map((pair) => `${JSON.stringify(pair)}\n`)
    .join('');
}

function randomWeights(): Uint8Array {
  const weights = randomClip(CONFIG, 17, true);
  // CLIP's initial temperature.
  weights.get('logit_scale')!.elements[0] = Math.log(1 / 0.07);
  return safetensorsFile(weights);
}
