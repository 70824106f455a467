/** Fine-tunings of the starter, and their figures on held-out pictures; for benchmarks. */
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import type { Encoder, ModelIdentity } from '../../core/encoder.ts';
import { unattended } from '../../core/task.ts';
import { engineModel } from '../../electron/engine/engine-model.ts';
import { cpuSessions } from '../../electron/engine/onnx-session.ts';
import { OnnxTowers } from '../../electron/engine/onnx-towers.ts';
import { NodeCodecs } from '../../electron/node/node-codecs.ts';
import { NodeStorage } from '../../electron/node/node-storage.ts';
import { WORKER_ENTRIES } from '../../electron/node/worker-entries.ts';
import { CLIP_CONVENTIONS } from '../../models/clip/clip-conventions.ts';
import { createEncoder, type EncoderModel } from '../../models/encoder/encoder.ts';
import { readPicture } from '../../training/dataset/read-picture.ts';
import { completeSpec } from '../../training/run/run-data.ts';
import { createRunFolder, readRunLog } from '../../training/run/run-folder.ts';
import { parseWrittenSpec } from '../../training/run/run-spec.ts';
import { train } from '../../training/run/train.ts';
import type { TrainingRoom } from '../../training/run/training-room.ts';
import { sharedPath } from '../shared.ts';

export type Item = {
  readonly image: string;
  readonly className: string;
  readonly captions: readonly string[];
};
export type WrittenPair = { readonly image: string; readonly long: string; readonly short: string };

const THREADS = 2;
const PICTURES = 32;
const storage = new NodeStorage();

/** Where runs of a bench are made, in the folder `home`. */
export function benchRoom(home: string): TrainingRoom {
  return {
    storage,
    codecs: new NodeCodecs(WORKER_ENTRIES.codec),
    openSession: cpuSessions(THREADS),
    openTowers,
    models: join(home, 'models'),
    datasets: join(home, 'datasets'),
    machineMemoryBytes: totalmem(),
  };
}

async function openTowers(path: string, model: EncoderModel): Promise<OnnxTowers> {
  return OnnxTowers.load(engineModel({ ...model, path }, { device: 'cpu', threads: THREADS }));
}

/** Pictures of a shared data set, with all their captions. */
export function items(set: 'rsicd-150px' | 'ucmerced', split: 'train' | 'val'): Item[] {
  const lines = readFileSync(sharedPath(`data/${set}/${split}.jsonl`), 'utf8')
    .trim()
    .split('\n');
  return lines.map((line) => {
    const { image, class: named, captions } = JSON.parse(line);
    return { image: sharedPath(`data/${set}/${image}`), className: named, captions };
  });
}

/** `changes` are the settings that differ from those that fit the pairs. Returns the folder of the chosen checkpoint. */
export async function fineTuned(
  room: TrainingRoom,
  home: string,
  pairs: readonly WrittenPair[],
  seed: number,
  changes: object,
): Promise<string> {
  const list = `pairs-${seed}.jsonl`;
  await writeFile(join(home, list), `${pairs.map((pair) => JSON.stringify(pair)).join('\n')}\n`);
  const written = {
    name: 'tuned',
    base: { kind: 'model', model: 'starter' },
    data: { kind: 'files', paths: [list] },
    seed,
    threads: THREADS,
    ...changes,
  };
  const folder = join(home, 'runs', `seed-${seed}`);
  const open = parseWrittenSpec(JSON.stringify(written), join(home, 'spec.json'));
  const spec = await completeSpec(storage, open, room.datasets);
  await createRunFolder(storage, folder, spec, new Date().toISOString());
  await train(room, folder, unattended());
  const done = (await readRunLog(storage, folder)).findLast((entry) => entry.kind === 'done');
  if (done?.kind !== 'done') throw new Error(`${folder}: the log has no "done" entry`);
  return join(folder, 'checkpoints', done.folder);
}

/** Gives `work` the encoder of the weights in `folder`. */
export async function withEncoder<Result>(
  folder: string,
  identity: ModelIdentity,
  work: (encoder: Encoder) => Promise<Result>,
): Promise<Result> {
  const model = { identity, config: { conventions: CLIP_CONVENTIONS } };
  const towers = await openTowers(folder, model);
  try {
    return await work(createEncoder(model, towers));
  } finally {
    await towers.release();
  }
}

/** Embeddings of the pictures `[N, E]`. */
export async function imageRows(
  room: TrainingRoom,
  encoder: Encoder,
  pictures: readonly Pick<Item, 'image'>[],
): Promise<Float32Array> {
  const dim = encoder.model.embeddingDim;
  const rows = new Float32Array(pictures.length * dim);
  for (let start = 0; start < pictures.length; start += PICTURES) {
    const group = pictures.slice(start, start + PICTURES);
    const read = await Promise.all(group.map(({ image }) => readPicture(room, image)));
    rows.set(await encoder.encodeImages(read), start * dim);
  }
  return rows;
}

/** For each class of the pictures: the share whose nearest sentence, of those of all `classes`, is their own, in per cent. */
export async function classRecalls(
  encoder: Encoder,
  images: Float32Array,
  classOf: readonly string[],
  sentence: (className: string) => string,
  classes: readonly string[] = [...new Set(classOf)].sort(),
): Promise<ReadonlyMap<string, number>> {
  const sentences = await encoder.encodeTexts(classes.map(sentence));
  const scores = products(images, sentences, encoder.model.embeddingDim);
  const recalls = classes.map((named, own): [string, number] => {
    const rows = scores.filter((_, image) => classOf[image] === named);
    const right = rows.filter((row) => row.every((score) => score <= row[own]));
    return [named, (100 * right.length) / rows.length];
  });
  return new Map(recalls.filter(([, recall]) => !Number.isNaN(recall)));
}

/** Dot products of the rows `[A, dim]` with the rows `[B, dim]`. */
export function products(a: Float32Array, b: Float32Array, dim: number): Float64Array[] {
  return Array.from({ length: a.length / dim }, (_, row) => {
    const scores = new Float64Array(b.length / dim);
    for (let other = 0; other < scores.length; other++)
      for (let i = 0; i < dim; i++) scores[other] += a[row * dim + i] * b[other * dim + i];
    return scores;
  });
}

export function longText(captions: readonly string[]): string {
  return captions.map((caption) => `${caption.trim().replace(/\.$/, '')}.`).join(' ');
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
