/** Opens captioned pictures in the forms in which they are distributed. */
import { basename, dirname, join, relative } from 'node:path';
import { InvalidInput } from '../../../core/errors.ts';
import type { CaptionedPicture } from '../../../core/evaluation/captioned-pictures.ts';
import { readPublishedList } from '../../../core/evaluation/published-list.ts';
import type { Storage } from '../../../core/host.ts';
import { readPairFolder } from '../../../training/dataset/read-pair-folder.ts';
import type { DataPlace } from './evaluation-room.ts';
import { LIST_FILE, type ListRecord, readList, textField, textsField } from './list-records.ts';
import { PictureFinder, picturesIn } from './picture-places.ts';
import { chosenSplit, type SplitChoice } from './splits.ts';

export type CaptionData = SplitChoice & {
  readonly root: string;
  readonly form: string;
  /** Whether the list is in the form of RSITMD and RSICD, whose figures are published. */
  readonly isPublishedForm: boolean;
  readonly pictures: readonly (CaptionedPicture & { readonly path: string })[];
  readonly errors: readonly string[];
  readonly notes: readonly string[];
};

type Entry = { readonly file: string; readonly split: string; short: string[]; long: string[] };
type Entries = {
  readonly form: string;
  readonly isPublishedForm: boolean;
  readonly entries: readonly Entry[];
  readonly folder: string;
  readonly notes: readonly string[];
};

const IMAGE_FIELDS = ['image', 'filename', 'filepath', 'file', 'img', 'image_path', 'image_name', 'path'];
const SHORT_FIELDS = ['captions', 'sentences', 'caption', 'short', 'text', 'title', 'texts'];
const LONG_FIELDS = ['long', 'long_caption', 'long_text'];

/** A list, or a folder with one; `split` null takes the test split where there is one. Throws `InvalidInput` for a form that it does not know. */
export async function openCaptionData(
  storage: Storage,
  { path, pictures: scope }: DataPlace,
  split: string | null,
): Promise<CaptionData> {
  const list = (await storage.isFolder(path)) ? await listIn(storage, path, split) : path;
  const read = list === null ? await folderEntries(storage, path) : await listEntries(storage, list);
  const choice = chosenSplit(
    read.entries.map((entry) => entry.split),
    split,
  );
  const finder = await PictureFinder.beside(storage, read.folder, scope);
  const pictures: CaptionData['pictures'][number][] = [];
  const missing: string[] = [];
  for (const entry of read.entries) {
    if (!choice.takes(entry.split)) continue;
    const found = await finder.find(entry.file);
    if (found === null) missing.push(entry.file);
    else
      pictures.push({
        name: relative(read.folder, found),
        path: found,
        short: entry.short,
        long: entry.long,
      });
  }
  const errors = [...choice.errors];
  if (pictures.length === 0 && missing.length === 0 && errors.length === 0)
    errors.push(`${path}: no picture has a caption`);
  if (missing.length > 0)
    errors.push(
      `${missing.length} of ${missing.length + pictures.length} pictures are missing, such as ${missing[0]}: put them into ${read.folder} or a folder in it`,
    );
  return {
    ...choice,
    root: read.folder,
    form: read.form,
    isPublishedForm: read.isPublishedForm,
    pictures,
    errors,
    notes: read.notes,
  };
}

/** The list in a folder; null for a folder of pictures with texts beside them. Throws `InvalidInput` for several lists without pictures. */
async function listIn(storage: Storage, folder: string, split: string | null): Promise<string | null> {
  const names = (await storage.list(folder)).filter((name) => LIST_FILE.test(name) && !/\.txt$/i.test(name));
  const wanted = [
    (name: string) => /^dataset.*\.json$/i.test(name),
    (name: string) => split !== null && name.toLowerCase().startsWith(`${split.toLowerCase()}.`),
    (name: string) => split === null && /^test\b.*\.(jsonl|json|csv)$/i.test(name),
    (name: string) => /^pairs\.(jsonl|json|csv)$/i.test(name),
    (name: string) => split === null && /^val(idation)?\b.*\.(jsonl|json|csv)$/i.test(name),
    () => names.length === 1,
  ];
  for (const isWanted of wanted) {
    const found = names.toSorted().find(isWanted);
    if (found !== undefined) return join(folder, found);
  }
  if (names.length > 1 && (await picturesIn(storage, folder)).length === 0)
    throw new InvalidInput(`${folder}: there are several lists (${names.join(', ')}): name one of them`);
  return null;
}

async function listEntries(storage: Storage, list: string): Promise<Entries> {
  const folder = dirname(list);
  const read = await readList(storage, list);
  if (read.kind === 'object') {
    const published = readPublishedList(read.value);
    if (published === null)
      throw new InvalidInput(
        `${list}: expected {"images": [{"filename", "split", "sentences"}]}, an array or lines of {"image", "captions"}`,
      );
    const entries = published.pictures.map(({ file, split, sentences, long }) => ({
      file,
      split,
      short: [...sentences],
      long: long === null ? [] : [long],
    }));
    const notes =
      published.malformed > 0 ? [`${published.malformed} entries without sentences are left out.`] : [];
    return {
      form: 'list of images with sentences and splits',
      isPublishedForm: true,
      entries,
      folder,
      notes,
    };
  }
  const { entries, left } = mergedEntries(read.records);
  const count = left + read.malformed;
  return {
    form: `list of captioned pictures (${basename(list)})`,
    isPublishedForm: false,
    entries,
    folder,
    notes: count > 0 ? [`${count} records without a picture or caption are left out.`] : [],
  };
}

/** Records of one picture become one entry. */
function mergedEntries(records: readonly ListRecord[]): { entries: Entry[]; left: number } {
  const byFile = new Map<string, Entry>();
  let left = 0;
  for (const record of records) {
    const file = textField(record, IMAGE_FIELDS);
    const [short, long] = [textsField(record, SHORT_FIELDS), textsField(record, LONG_FIELDS)];
    if (file === null || short.length + long.length === 0) {
      left++;
      continue;
    }
    const split = textField(record, ['split']) ?? '';
    const entry = byFile.get(file) ?? { file, split, short: [], long: [] };
    entry.short.push(...short);
    entry.long.push(...long);
    byFile.set(file, entry);
  }
  return { entries: [...byFile.values()], left };
}

async function folderEntries(storage: Storage, folder: string): Promise<Entries> {
  const pairs = await readPairFolder(storage, folder);
  const captioned = pairs.filter(({ long, short }) => long !== null || short !== null);
  return {
    form: 'folder of pictures with texts beside them',
    isPublishedForm: false,
    folder,
    entries: captioned.map(({ image, long, short }) => ({
      file: basename(image),
      split: '',
      short: short === null ? [] : [short],
      long: long === null ? [] : [long],
    })),
    notes:
      captioned.length < pairs.length
        ? [`${pairs.length - captioned.length} pictures without a text are left out.`]
        : [],
  };
}
