/** Runs of the oracle's model on its six pictures, in a temporary folder. */
import { createHash } from 'node:crypto';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import type { RunSpec } from '../../../core/documents/run.ts';
import { engineModel } from '../../../electron/engine/engine-model.ts';
import { cpuSessions } from '../../../electron/engine/onnx-session.ts';
import { OnnxTowers } from '../../../electron/engine/onnx-towers.ts';
import { NodeCodecs } from '../../../electron/node/node-codecs.ts';
import { NodeStorage } from '../../../electron/node/node-storage.ts';
import { WORKER_ENTRIES } from '../../../electron/node/worker-entries.ts';
import { listCheckpoints } from '../../../training/run/checkpoint.ts';
import { createRunFolder } from '../../../training/run/run-folder.ts';
import { parseRunSpec } from '../../../training/run/run-spec.ts';
import type { TrainingRoom } from '../../../training/run/training-room.ts';
import { fixture } from '../../models/oracle.ts';
import { safetensorsFile } from '../../models/tiny-weights.ts';
import { idsInUse, oracleTokens, readSmallModel, readTrainingOracle } from '../small-model.ts';

const VOCABULARY = 49_408;
const PAIRS = 6;
export const storage = new NodeStorage();

/** Sentences that the oracle's model, which knows only the words of its captions, does not take for one of these. */
export const FAR_SENTENCES = ['cargo south container', 'south dense west'];

export type SmallRun = { readonly home: string; readonly folder: string; readonly spec: RunSpec };

/** Makes a folder with a base, pairs and a run: six steps with all six pairs and the paper's SGD, unless `changes` say otherwise. */
export async function smallRun(changes: object = {}, pairs = PAIRS): Promise<SmallRun> {
  const home = await mkdtemp(join(tmpdir(), 'longsight-train-'));
  await writeFile(join(home, 'base.safetensors'), await wholeVocabulary());
  await writeFile(join(home, 'pairs.jsonl'), oraclePairs(pairs));
  const written = {
    name: 'tuned',
    base: { kind: 'checkpoint', path: 'base.safetensors' },
    data: { kind: 'files', paths: ['pairs.jsonl'] },
    parts: { kind: 'all' },
    positions: 'stored',
    optimizer: { kind: 'sgd' },
    learningRate: { kind: 'constant', rate: 3e-4 },
    largestGradientNorm: null,
    batch: 6,
    length: { kind: 'steps', steps: 6 },
    validation: { kind: 'none' },
    threads: 1,
    ...changes,
  };
  const spec = parseRunSpec(JSON.stringify(written), join(home, 'spec.json'));
  const folder = join(home, 'runs', 'tuned');
  await createRunFolder(storage, folder, spec, '2026-01-01T00:00:00.000Z');
  return { home, folder, spec };
}

export function roomIn(home: string, threads = 1): TrainingRoom {
  return {
    storage,
    codecs: new NodeCodecs(WORKER_ENTRIES.codec),
    openSession: cpuSessions(threads),
    openTowers: (path, model) => OnnxTowers.load(engineModel({ ...model, path }, { device: 'cpu', threads })),
    models: join(home, 'models'),
    datasets: join(home, 'datasets'),
    machineMemoryBytes: totalmem(),
  };
}

/** Digests of the weights and the optimizer state in the newest checkpoint: equal only if every bit is equal. */
export async function newestDigests(folder: string): Promise<{ weights: string; optimizer: string }> {
  const name = (await listCheckpoints(storage, folder)).at(-1);
  const digest = async (file: string) =>
    createHash('sha256')
      .update(await storage.readFile(join(folder, 'checkpoints', name!, file)))
      .digest('hex');
  return { weights: await digest('weights.safetensors'), optimizer: await digest('optimizer.safetensors') };
}

/** `count` records that repeat the six pairs in turn. */
function oraclePairs(count: number): string {
  const { longTexts, shortTexts } = readTrainingOracle();
  return Array.from({ length: count }, (_, i) => {
    const record = {
      image: fixture(`images/image${i % 6}.png`),
      long: longTexts[i % 6],
      // One of the oracle's texts is empty. A space written in HTML has the same tokens and counts as a text.
      short: shortTexts[i % 6] || '&#32;',
    };
    return `${JSON.stringify(record)}\n`;
  }).join('');
}

/** Weights with the whole token table. The fixture keeps only the rows in use, which go back to their places. */
async function wholeVocabulary(): Promise<Uint8Array> {
  const { weights } = await readSmallModel();
  const ids = idsInUse(oracleTokens(readTrainingOracle()));
  const small = weights.get('token_embedding.weight')!;
  const width = small.shape[1];
  const elements = new Float32Array(VOCABULARY * width);
  for (const [row, id] of ids.entries())
    elements.set(small.elements.subarray(row * width, (row + 1) * width), id * width);
  return safetensorsFile(
    new Map([...weights, ['token_embedding.weight', { shape: [VOCABULARY, width], elements }]]),
  );
}
