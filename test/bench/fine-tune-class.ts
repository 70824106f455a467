/**
 * Effect of fine-tuning the starter on caption pairs of one class, on that class and on the others, measured on held-out images of RSICD:
 * `npm run bench:fine-tune [CLASS] [OTHERS] [SPEC] [SEEDS] [PICTURES] [FIGURES] [KEEP]`. OTHERS: number of pairs of other classes to add. SPEC: JSON of
 * the settings that differ from those that fit the pairs. The starter has seen every training picture, so the pairs come from validation
 * pictures: PICTURES of the class (forty by default) with their five captions each. Pictures of UC Merced are taken first, and at least a
 * quarter of RSICD's is held out. Prints two table rows for each seed (three by default). FIGURES: `recall` leaves
 * out mR, which takes most of the time. KEEP: file that the last model is copied to.
 */
import { readFileSync } from 'node:fs';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import type { Encoder, ModelIdentity } from '../../core/encoder.ts';
import { shuffled } from '../../core/seeded-random.ts';
import { unattended } from '../../core/task.ts';
import { engineModel } from '../../electron/engine/engine-model.ts';
import { cpuSessions } from '../../electron/engine/onnx-session.ts';
import { OnnxTowers } from '../../electron/engine/onnx-towers.ts';
import { NodeCodecs } from '../../electron/node/node-codecs.ts';
import { NodeStorage } from '../../electron/node/node-storage.ts';
import { WORKER_ENTRIES } from '../../electron/node/worker-entries.ts';
import { CLIP_CONVENTIONS } from '../../models/clip/clip-conventions.ts';
import { createEncoder, type EncoderModel } from '../../models/encoder/encoder.ts';
import { WEIGHTS_FILE } from '../../models/folder/model-folder.ts';
import { openStarterModel } from '../../models/folder/starter-model.ts';
import { readPicture } from '../../training/dataset/read-picture.ts';
import { completeSpec } from '../../training/run/run-data.ts';
import { createRunFolder, readRunLog } from '../../training/run/run-folder.ts';
import { parseWrittenSpec } from '../../training/run/run-spec.ts';
import { train } from '../../training/run/train.ts';
import type { TrainingRoom } from '../../training/run/training-room.ts';
import { sharedPath } from '../shared.ts';

type Item = { readonly image: string; readonly className: string; readonly captions: readonly string[] };
/** In per cent. `recall`: share of the images of the class for which the sentence of the class beats those of all other classes. */
type Figures = Readonly<Record<'recall' | 'othersRecall', number> & Record<'mR' | 'othersMR', number | null>>;

const THREADS = 2;
const MOST_TAUGHT_SHARE = 3 / 4;
const PICTURES = 32;
const FIRST = [1, 5, 10];
/** Readable names of classes whose folder name is not clear enough. */
const READABLE: ReadonlyMap<string, string> = new Map([
  ['Center', 'center building'],
  ['Commercial', 'commercial area'],
  ['Industrial', 'industrial area'],
  ['Parking', 'parking lot'],
]);

const [
  className = 'River',
  otherPairs = '400',
  changes = '{}',
  seeds = '1,2,3',
  picturesTaught = '40',
  figures = 'all',
  keep = null,
] = process.argv.slice(2);
const storage = new NodeStorage();
const home = await mkdtemp(join(tmpdir(), 'longsight-class-'));
try {
  const room: TrainingRoom = {
    storage,
    codecs: new NodeCodecs(WORKER_ENTRIES.codec),
    openSession: cpuSessions(THREADS),
    openTowers,
    models: join(home, 'models'),
    datasets: join(home, 'datasets'),
    machineMemoryBytes: totalmem(),
  };
  const { path, identity } = await openStarterModel(storage, room.models, 'models/starter', unattended());
  console.log(
    '| | recall of the class | mR of the class | recall of the others | mR of the others | s |\n|---|---|---|---|---|---|',
  );
  for (const seed of seeds.split(',').map(Number)) {
    const own = shuffled(items('rsicd-150px', 'val').filter(isOwn), seed);
    const beside = items('ucmerced', 'val').filter(isOwn);
    const most = Math.floor(own.length * MOST_TAUGHT_SHARE);
    const taught = [...beside, ...own.slice(0, Math.min(most, Number(picturesTaught) - beside.length))];
    const held = items('rsicd-150px', 'val').filter(
      ({ image }) => !taught.some((each) => each.image === image),
    );
    console.log(
      row(`starter, ${held.filter(isOwn).length} held out`, await measured(room, path, identity, held), null),
    );
    const startedMs = performance.now();
    const { folder, checkpoint } = await fineTune(room, taught, seed);
    const seconds = (performance.now() - startedMs) / 1000;
    const after = await measured(room, join(folder, 'checkpoints', checkpoint), identity, held);
    console.log(row(`seed ${seed}, ${checkpoint}`, after, seconds));
    if (keep !== null) await copyFile(join(folder, 'checkpoints', checkpoint, WEIGHTS_FILE), keep);
  }
} finally {
  await rm(home, { recursive: true });
}

function row(name: string, figures: Figures, seconds: number | null): string {
  const { recall, mR, othersRecall, othersMR } = figures;
  const cells = [recall, mR, othersRecall, othersMR].map((value) => value?.toFixed(1) ?? '');
  return `| ${[name, ...cells, seconds?.toFixed(0) ?? ''].join(' | ')} |`;
}

async function openTowers(path: string, model: EncoderModel): Promise<OnnxTowers> {
  return OnnxTowers.load(engineModel({ ...model, path }, { device: 'cpu', threads: THREADS }));
}

function items(set: 'rsicd-150px' | 'ucmerced', split: 'train' | 'val'): Item[] {
  const lines = readFileSync(sharedPath(`data/${set}/${split}.jsonl`), 'utf8')
    .trim()
    .split('\n');
  return lines.map((line) => {
    const { image, class: named, captions } = JSON.parse(line);
    return { image: sharedPath(`data/${set}/${image}`), className: named, captions };
  });
}

function readable(named: string): string {
  const words = named.replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase();
  return READABLE.get(named) ?? words.replace(/residential$/, 'residential area');
}

function isOwn(item: Item): boolean {
  return item.className.toLowerCase() === className.toLowerCase();
}

/** Makes a pair from each caption of a picture. The caption starts the long text; it is also the short text, except in the first pair. */
async function fineTune(
  room: TrainingRoom,
  taught: readonly Item[],
  seed: number,
): Promise<{ folder: string; checkpoint: string }> {
  const others = shuffled(
    items('rsicd-150px', 'train').filter((item) => !isOwn(item)),
    seed,
  ).slice(0, Number(otherPairs));
  const pairs = [...taught.flatMap(pairsOf), ...others.map((item) => pairsOf(item)[0])];
  const lines = shuffled(pairs, seed).map((pair) => JSON.stringify(pair));
  await writeFile(join(home, `pairs-${seed}.jsonl`), `${lines.join('\n')}\n`);
  const written = {
    name: 'tuned',
    base: { kind: 'model', model: 'starter' },
    data: { kind: 'files', paths: [`pairs-${seed}.jsonl`] },
    seed,
    threads: THREADS,
    ...JSON.parse(changes),
  };
  const folder = join(home, 'runs', `seed-${seed}`);
  const open = parseWrittenSpec(JSON.stringify(written), join(home, 'spec.json'));
  const spec = await completeSpec(storage, open, room.datasets);
  await createRunFolder(storage, folder, spec, new Date().toISOString());
  await train(room, folder, unattended());
  const done = (await readRunLog(storage, folder)).findLast((entry) => entry.kind === 'done');
  if (done?.kind !== 'done') throw new Error(`${folder}: the log has no "done" entry`);
  return { folder, checkpoint: done.folder };
}

function pairsOf({
  image,
  captions,
  className: named,
}: Item): { image: string; long: string; short: string }[] {
  return captions.map((caption, i) => ({
    image,
    long: longText([caption, ...captions.slice(0, i), ...captions.slice(i + 1)]),
    short: i === 0 ? sentence(named === named.toLowerCase() ? className : named) : caption,
  }));
}

function sentence(named: string): string {
  return `a satellite photo of ${readable(named)}.`;
}

function longText(captions: readonly string[]): string {
  return captions.map((caption) => `${caption.trim().replace(/\.$/, '')}.`).join(' ');
}

async function measured(
  room: TrainingRoom,
  folder: string,
  identity: ModelIdentity,
  held: readonly Item[],
): Promise<Figures> {
  const model = { identity, config: { conventions: CLIP_CONVENTIONS } };
  const towers = await openTowers(folder, model);
  try {
    const encoder = createEncoder(model, towers);
    const images = await imageRows(room, encoder, held);
    const recalls = await classRecalls(encoder, images, held);
    const texts: ((item: Item) => readonly string[])[] = [
      ({ captions }) => captions,
      ({ captions }) => [longText(captions)],
    ];
    const ranks: Ranks[] = [];
    if (figures !== 'recall')
      for (const each of texts) ranks.push(await captionRanks(encoder, images, held.map(each)));
    const meanRecall = (own: boolean) =>
      ranks.length === 0
        ? null
        : mean(ranks.map((each) => meanRecallOf(each, (image) => isOwn(held[image]) === own)));
    const others = [...recalls].filter(([named]) => named !== className);
    return {
      recall: recalls.get(className)!,
      mR: meanRecall(true),
      othersRecall: mean(others.map(([, recall]) => recall)),
      othersMR: meanRecall(false),
    };
  } finally {
    await towers.release();
  }
}

/** Embeddings of the pictures `[N, E]`. */
async function imageRows(room: TrainingRoom, encoder: Encoder, held: readonly Item[]): Promise<Float32Array> {
  const dim = encoder.model.embeddingDim;
  const rows = new Float32Array(held.length * dim);
  for (let start = 0; start < held.length; start += PICTURES) {
    const group = held.slice(start, start + PICTURES);
    const pictures = await Promise.all(group.map(({ image }) => readPicture(room, image)));
    rows.set(await encoder.encodeImages(pictures), start * dim);
  }
  return rows;
}

/** Recall by class, in per cent. */
async function classRecalls(
  encoder: Encoder,
  images: Float32Array,
  held: readonly Item[],
): Promise<ReadonlyMap<string, number>> {
  const classes = [...new Set(held.map((item) => item.className))].sort();
  const sentences = await encoder.encodeTexts(classes.map(sentence));
  const scores = products(images, sentences, encoder.model.embeddingDim);
  return new Map(
    classes.map((named, own) => {
      const rows = scores.filter((_, image) => held[image].className === named);
      return [
        named,
        (100 * rows.filter((row) => row.every((score) => score <= row[own])).length) / rows.length,
      ];
    }),
  );
}

type Ranks = {
  /** For each distinct caption: its pictures, and the rank of the best of them among all pictures. */
  readonly texts: readonly { readonly images: readonly number[]; readonly rank: number }[];
  /** For each picture: the rank of its best caption among all distinct captions. */
  readonly images: readonly number[];
};

async function captionRanks(
  encoder: Encoder,
  images: Float32Array,
  captions: readonly (readonly string[])[],
): Promise<Ranks> {
  const imagesOf = new Map<string, number[]>();
  for (const [image, own] of captions.entries())
    for (const caption of new Set(own)) imagesOf.set(caption, [...(imagesOf.get(caption) ?? []), image]);
  const texts = [...imagesOf.keys()];
  const places = new Map(texts.map((text, i) => [text, i]));
  const dim = encoder.model.embeddingDim;
  const rows = await encoder.encodeTexts(texts);
  const ofTexts = products(rows, images, dim);
  const ofImages = products(images, rows, dim);
  return {
    texts: texts.map((text, i) => ({
      images: imagesOf.get(text)!,
      rank: bestRank(ofTexts[i], imagesOf.get(text)!),
    })),
    images: captions.map((own, i) =>
      bestRank(
        ofImages[i],
        own.map((caption) => places.get(caption)!),
      ),
    ),
  };
}

/** Mean of R@1, R@5 and R@10 in both directions, for the chosen captions and pictures, each ranked among all. */
function meanRecallOf({ texts, images }: Ranks, chosen: (image: number) => boolean): number {
  const ways = [
    texts.filter((text) => text.images.some(chosen)).map(({ rank }) => rank),
    images.filter((_, image) => chosen(image)),
  ];
  return mean(
    ways.flatMap((ranks) => FIRST.map((k) => (100 * ranks.filter((rank) => rank < k).length) / ranks.length)),
  );
}

function bestRank(scores: Float64Array, wanted: readonly number[]): number {
  const best = Math.max(...wanted.map((i) => scores[i]));
  return scores.filter((score) => score > best).length;
}

/** Dot products of the rows `[A, dim]` with the rows `[B, dim]`. */
function products(a: Float32Array, b: Float32Array, dim: number): Float64Array[] {
  return Array.from({ length: a.length / dim }, (_, row) => {
    const scores = new Float64Array(b.length / dim);
    for (let other = 0; other < scores.length; other++)
      for (let i = 0; i < dim; i++) scores[other] += a[row * dim + i] * b[other * dim + i];
    return scores;
  });
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
