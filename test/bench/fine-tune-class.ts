/**
 * Effect of fine-tuning the starter on caption pairs of one class, on that class and on the others, measured on held-out images of RSICD:
 * `npm run bench:fine-tune [CLASS] [OTHERS] [SPEC] [SEEDS] [PICTURES] [FIGURES] [KEEP]`. OTHERS: number of pairs of other classes to add. SPEC: JSON of
 * the settings that differ from those that fit the pairs. The starter has seen every training picture, so the pairs come from validation
 * pictures: PICTURES of the class (forty by default) with their five captions each. Pictures of UC Merced are taken first, and at least a
 * quarter of RSICD's is held out. Prints two table rows for each seed (three by default). FIGURES: `recall` leaves
 * out mR, which takes most of the time. KEEP: file that the last model is copied to.
 */
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Encoder, ModelIdentity } from '../../core/encoder.ts';
import { shuffled } from '../../core/seeded-random.ts';
import { unattended } from '../../core/task.ts';
import { WEIGHTS_FILE } from '../../models/folder/model-folder.ts';
import { openStarterModel } from '../../models/folder/starter-model.ts';
import type { TrainingRoom } from '../../training/run/training-room.ts';
import {
  benchRoom,
  classRecalls,
  fineTuned,
  type Item,
  imageRows,
  items,
  longText,
  mean,
  products,
  type WrittenPair,
  withEncoder,
} from './fine-tuning.ts';

/** In per cent. `recall`: share of the images of the class for which the sentence of the class beats those of all other classes. */
type Figures = Readonly<Record<'recall' | 'othersRecall', number> & Record<'mR' | 'othersMR', number | null>>;

const MOST_TAUGHT_SHARE = 3 / 4;
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
const home = await mkdtemp(join(tmpdir(), 'longsight-class-'));
try {
  const room = benchRoom(home);
  const { path, identity } = await openStarterModel(
    room.storage,
    room.models,
    'models/starter',
    unattended(),
  );
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
    const checkpoint = await fineTuned(room, home, pairsFor(taught, seed), seed, JSON.parse(changes));
    const seconds = (performance.now() - startedMs) / 1000;
    const after = await measured(room, checkpoint, identity, held);
    console.log(row(`seed ${seed}, ${basename(checkpoint)}`, after, seconds));
    if (keep !== null) await copyFile(join(checkpoint, WEIGHTS_FILE), keep);
  }
} finally {
  await rm(home, { recursive: true });
}

function row(name: string, figures: Figures, seconds: number | null): string {
  const { recall, mR, othersRecall, othersMR } = figures;
  const cells = [recall, mR, othersRecall, othersMR].map((value) => value?.toFixed(1) ?? '');
  return `| ${[name, ...cells, seconds?.toFixed(0) ?? ''].join(' | ')} |`;
}

function readable(named: string): string {
  const words = named.replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase();
  return READABLE.get(named) ?? words.replace(/residential$/, 'residential area');
}

function isOwn(item: Item): boolean {
  return item.className.toLowerCase() === className.toLowerCase();
}

/** A pair from each caption of a picture. The caption starts the long text; it is also the short text, except in the first pair. */
function pairsFor(taught: readonly Item[], seed: number): WrittenPair[] {
  const others = shuffled(
    items('rsicd-150px', 'train').filter((item) => !isOwn(item)),
    seed,
  ).slice(0, Number(otherPairs));
  return shuffled([...taught.flatMap(pairsOf), ...others.map((item) => pairsOf(item)[0])], seed);
}

function pairsOf({ image, captions, className: named }: Item): WrittenPair[] {
  return captions.map((caption, i) => ({
    image,
    long: longText([caption, ...captions.slice(0, i), ...captions.slice(i + 1)]),
    short: i === 0 ? sentence(named === named.toLowerCase() ? className : named) : caption,
  }));
}

function sentence(named: string): string {
  return `a satellite photo of ${readable(named)}.`;
}

async function measured(
  room: TrainingRoom,
  folder: string,
  identity: ModelIdentity,
  held: readonly Item[],
): Promise<Figures> {
  return withEncoder(folder, identity, async (encoder) => {
    const images = await imageRows(room, encoder, held);
    const named = held.map((item) => item.className);
    const recalls = await classRecalls(encoder, images, named, sentence);
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
    const others = [...recalls].filter(([each]) => each !== className);
    return {
      recall: recalls.get(className)!,
      mR: meanRecall(true),
      othersRecall: mean(others.map(([, recall]) => recall)),
      othersMR: meanRecall(false),
    };
  });
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
