/**
 * Effect of sixty captioned close-ups of one class, with the settings that fit them: `npm run bench:close-ups -- [--class parkinglot]
 * [--seeds 1,2,3] [--spec JSON] [--others N] [--keep FILE]`. The starter recognizes few pictures of UC Merced that are cut to their middle 77 of 256
 * pixels. Of the class's ninety, sixty are taught and thirty held out, different ones for each seed; each has one short caption and all
 * of its captions as the long one. --others adds pairs of other classes of RSICD, --spec has settings that differ. --keep copies the
 * last model to a file. Accuracy in %, each among the classes of its set. Last line: the class before and after, and the largest fall of
 * the others.
 */
import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import type { ModelIdentity } from '../../core/encoder.ts';
import { nameClasses } from '../../core/evaluation/class-names.ts';
import { shuffled } from '../../core/seeded-random.ts';
import { unattended } from '../../core/task.ts';
import { WEIGHTS_FILE } from '../../models/folder/model-folder.ts';
import { openStarterModel } from '../../models/folder/starter-model.ts';
import {
  benchRoom,
  classRecalls,
  fineTuned,
  type Item,
  imageRows,
  items,
  longText,
  mean,
  type WrittenPair,
  withEncoder,
} from './fine-tuning.ts';

/** Classes of a data set, and the sentence of each. */
type Classes = { readonly folders: readonly string[]; readonly sentences: ReadonlyMap<string, string> };
/** Pictures and the classes that they are told from; `name` heads their column. */
type HeldOut = { readonly name: string; readonly pictures: readonly Item[]; readonly classes: Classes };

const CLOSE_PX = 77;
const TAUGHT = 60;
/** Of each other class. */
const CLOSE_OTHERS = 6;
const AID_OTHERS = 10;

const { values: options } = parseArgs({
  options: {
    class: { type: 'string', default: 'parkinglot' },
    seeds: { type: 'string', default: '1,2,3' },
    spec: { type: 'string', default: '{}' },
    others: { type: 'string', default: '0' },
    keep: { type: 'string' },
  },
});
const home = await mkdtemp(join(tmpdir(), 'longsight-close-ups-'));
try {
  const room = benchRoom(home);
  const { path, identity } = await openStarterModel(
    room.storage,
    room.models,
    'models/starter',
    unattended(),
  );
  const summaries: string[] = [];
  let names: readonly string[] = [];
  for (const seed of options.seeds.split(',').map(Number)) {
    const { taught, sets } = await drawn(seed);
    if (names.length === 0) {
      names = sets.map(({ name }) => name);
      console.log(`| | ${names.join(' | ')} | s |\n|---${'|---'.repeat(names.length)}|---|`);
    }
    const before = await accuracies(path, identity, sets);
    console.log(row(`starter, seed ${seed}`, before, null));
    const started = performance.now();
    const pairs = await pairsFor(taught, seed);
    const checkpoint = await fineTuned(room, home, pairs, seed, JSON.parse(options.spec));
    const seconds = (performance.now() - started) / 1000;
    const after = await accuracies(checkpoint, identity, sets);
    console.log(row(basename(checkpoint), after, seconds));
    if (options.keep !== undefined) await copyFile(join(checkpoint, WEIGHTS_FILE), options.keep);
    const falls = after.slice(1).map((accuracy, i) => before[i + 1] - accuracy);
    summaries.push(
      `${before[0].toFixed(0)} to ${after[0].toFixed(0)} % (others at most -${Math.max(0, ...falls).toFixed(1)})`,
    );
  }
  console.log(`${options.class}: ${summaries.join(', ')}`);
} finally {
  await rm(home, { recursive: true });
}

function row(name: string, figures: readonly number[], seconds: number | null): string {
  return `| ${[name, ...figures.map((value) => value.toFixed(1)), seconds?.toFixed(0) ?? ''].join(' | ')} |`;
}

/** The pictures of one seed. The first set is the class itself. */
async function drawn(seed: number): Promise<{ taught: readonly Item[]; sets: readonly HeldOut[] }> {
  const all = [...items('ucmerced', 'train'), ...items('ucmerced', 'val')];
  const own = await closeUps(shuffled(all.filter(isOwn), seed));
  const [merced, aid] = [classesOf(all), classesOf(items('rsicd-150px', 'val'))];
  const others = items('ucmerced', 'val').filter((item) => !isOwn(item));
  return {
    taught: own.slice(0, TAUGHT),
    sets: [
      { name: `${options.class}, close`, pictures: own.slice(TAUGHT), classes: merced },
      { name: 'others, close', pictures: await closeUps(ofEach(others, CLOSE_OTHERS)), classes: merced },
      { name: 'UC Merced others', pictures: others, classes: merced },
      { name: 'RSICD others', pictures: ofEach(otherThanOwn('val'), AID_OTHERS), classes: aid },
    ],
  };
}

function isOwn({ className }: Item): boolean {
  return className === options.class;
}

function classesOf(pictures: readonly Item[]): Classes {
  const folders = [...new Set(pictures.map(({ className }) => className))].sort();
  const { names } = nameClasses(folders, null);
  return {
    folders,
    sentences: new Map(folders.map((folder, i) => [folder, `a satellite photo of ${names[i]}.`])),
  };
}

/** Pictures of RSICD of classes that have another name than the one that is taught. */
function otherThanOwn(split: 'train' | 'val'): Item[] {
  const own = classesOf(items('ucmerced', 'val')).sentences.get(options.class);
  const pictures = items('rsicd-150px', split);
  const { sentences } = classesOf(pictures);
  return pictures.filter(({ className }) => sentences.get(className) !== own);
}

function ofEach(pictures: readonly Item[], count: number): Item[] {
  const folders = [...new Set(pictures.map(({ className }) => className))];
  return folders.flatMap((folder) =>
    shuffled(
      pictures.filter(({ className }) => className === folder),
      1,
    ).slice(0, count),
  );
}

/** The middle of each picture, as a file. */
async function closeUps(pictures: readonly Item[]): Promise<Item[]> {
  const folder = join(home, 'close');
  await mkdir(folder, { recursive: true });
  return Promise.all(
    pictures.map(async (item) => {
      const image = join(folder, `${basename(item.image, '.jpg')}.png`);
      const picture = sharp(item.image);
      const { width, height } = await picture.metadata();
      const place = { left: (width - CLOSE_PX) >> 1, top: (height - CLOSE_PX) >> 1 };
      await picture
        .extract({ ...place, width: CLOSE_PX, height: CLOSE_PX })
        .png()
        .toFile(image);
      return { ...item, image };
    }),
  );
}

async function pairsFor(taught: readonly Item[], seed: number): Promise<WrittenPair[]> {
  const others = shuffled(otherThanOwn('train'), seed).slice(0, Number(options.others));
  return shuffled([...taught, ...others], seed).map(({ image, captions }, i) => {
    const distinct = [...new Set(captions)];
    return { image, long: longText(distinct), short: distinct[i % distinct.length] };
  });
}

/** Mean accuracy of each set, in per cent. */
async function accuracies(
  folder: string,
  identity: ModelIdentity,
  sets: readonly HeldOut[],
): Promise<number[]> {
  return withEncoder(folder, identity, async (encoder) => {
    const found: number[] = [];
    for (const { pictures, classes } of sets) {
      const rows = await imageRows(benchRoom(home), encoder, pictures);
      const named = pictures.map(({ className }) => className);
      const sentence = (folder: string) => classes.sentences.get(folder) ?? folder;
      const recalls = await classRecalls(encoder, rows, named, sentence, classes.folders);
      found.push(mean([...recalls.values()]));
    }
    return found;
  });
}
