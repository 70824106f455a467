/** Opens pictures with classes: a folder for each class, or a list. */
import { dirname, join, relative } from 'node:path';
import { InvalidInput } from '../../../core/errors.ts';
import type { Storage } from '../../../core/host.ts';
import type { DataPlace } from './evaluation-room.ts';
import { LIST_FILE, readList, textField } from './list-records.ts';
import { foldersIn, PictureFinder, picturesIn } from './picture-places.ts';
import { chosenSplit, type SplitChoice } from './splits.ts';

export type ClassData = SplitChoice & {
  readonly root: string;
  readonly form: string;
  /** Classes as the data set names them, in order. */
  readonly folders: readonly string[];
  readonly pictures: readonly { readonly name: string; readonly path: string; readonly class: number }[];
  readonly errors: readonly string[];
  readonly notes: readonly string[];
};

type Labelled = { readonly path: string; readonly label: string; readonly split: string };
type Found = {
  readonly form: string;
  readonly root: string;
  readonly pictures: readonly Labelled[];
  /** Class folders without a picture. */
  readonly empty: readonly string[];
  readonly errors: readonly string[];
};

const SPLIT_FOLDER = /^(train(ing)?|test(ing)?|val(id|idation)?)$/i;
const LABEL_FIELDS = ['class', 'label', 'classname', 'class_name', 'category'];
const IMAGE_FIELDS = ['image', 'filename', 'filepath', 'file', 'img', 'image_path', 'image_name', 'path'];

/** `split` null takes everything, as the paper does. Throws `InvalidInput` for data without classes. */
export async function openClassData(
  storage: Storage,
  place: DataPlace,
  split: string | null,
): Promise<ClassData> {
  const { path } = place;
  const isFolder = await storage.isFolder(path);
  const found = isFolder
    ? await inFolders(storage, place, split)
    : await inList(storage, path, place.pictures);
  const choice = chosenSplit(
    found.pictures.map((picture) => picture.split),
    split ?? 'all',
  );
  const taken = found.pictures.filter((picture) => choice.takes(picture.split));
  const folders = [...new Set([...taken.map(({ label }) => label), ...found.empty])].toSorted();
  const places = new Map(folders.map((folder, i) => [folder, i]));
  const errors = [...choice.errors, ...found.errors];
  if (taken.length === 0 && errors.length === 0) errors.push(`${path}: there is no picture with a class`);
  if (folders.length === 1)
    errors.push(`${path}: there is only one class, ${folders[0]}: give a folder that holds several`);
  return {
    ...choice,
    root: found.root,
    form: found.form,
    folders,
    pictures: taken.map(({ path: file, label }) => ({
      name: relative(found.root, file),
      path: file,
      class: places.get(label)!,
    })),
    errors,
    notes: found.empty.length > 0 ? [`${found.empty.join(', ')}: no pictures.`] : [],
  };
}

/** Class folders may lie in a folder for each split, or below a single other folder. */
async function inFolders(
  storage: Storage,
  { path, pictures: scope }: DataPlace,
  split: string | null,
): Promise<Found> {
  let root = path;
  for (;;) {
    const inside = await foldersIn(storage, root);
    const splits = inside.filter((name) => SPLIT_FOLDER.test(name));
    if (splits.length > 0 && splits.length === inside.length) return splitFolders(storage, root, splits);
    const hasPictures = await Promise.all(
      inside.map(async (name) => (await picturesIn(storage, join(root, name))).length > 0),
    );
    if (hasPictures.some(Boolean)) {
      const list = inside.length === 1 ? await labelList(storage, root, split) : null;
      return list === null ? classFolders(storage, root, inside, '') : inList(storage, list, scope);
    }
    const list = await labelList(storage, root, split);
    if (list !== null) return inList(storage, list, scope);
    if (inside.length !== 1)
      throw new InvalidInput(
        `${path}: expected a folder for each class with its pictures, or a list with the columns image and class`,
      );
    root = join(root, inside[0]);
  }
}

async function splitFolders(storage: Storage, root: string, splits: readonly string[]): Promise<Found> {
  const parts = [];
  for (const split of splits) {
    const folder = join(root, split);
    parts.push(await classFolders(storage, folder, await foldersIn(storage, folder), split.toLowerCase()));
  }
  const pictures = parts.flatMap((part) => part.pictures);
  const used = new Set(pictures.map(({ label }) => label));
  const empty = [...new Set(parts.flatMap((part) => part.empty))].filter((name) => !used.has(name));
  return { form: 'a folder for each split and class', root, pictures, empty, errors: [] };
}

async function classFolders(
  storage: Storage,
  root: string,
  names: readonly string[],
  split: string,
): Promise<Found> {
  const pictures: Labelled[] = [];
  const empty: string[] = [];
  for (const label of names) {
    const files = await picturesIn(storage, join(root, label));
    if (files.length === 0) empty.push(label);
    for (const file of files) pictures.push({ path: join(root, label, file), label, split });
  }
  return { form: 'a folder for each class', root, pictures, empty, errors: [] };
}

/** A list with classes in a folder of pictures; null without one. */
async function labelList(storage: Storage, folder: string, split: string | null): Promise<string | null> {
  const names = (await storage.list(folder)).filter((name) => LIST_FILE.test(name)).toSorted();
  const wanted = split === null ? /^(labels?|test|val|classes)\b/i : new RegExp(`^${escaped(split)}\\.`, 'i');
  const found = names.find((name) => wanted.test(name)) ?? (names.length === 1 ? names[0] : undefined);
  return found === undefined ? null : join(folder, found);
}

async function inList(storage: Storage, list: string, scope: DataPlace['pictures']): Promise<Found> {
  const read = await readList(storage, list);
  const records = read.kind === 'records' ? read.records : [];
  const root = dirname(list);
  const finder = await PictureFinder.beside(storage, root, scope);
  const pictures: Labelled[] = [];
  const missing: string[] = [];
  for (const record of records) {
    const [file, label] = [textField(record, IMAGE_FIELDS), textField(record, LABEL_FIELDS)];
    if (file === null || label === null) continue;
    const path = await finder.find(file);
    if (path === null) missing.push(file);
    else pictures.push({ path, label, split: textField(record, ['split']) ?? '' });
  }
  if (pictures.length + missing.length === 0)
    throw new InvalidInput(`${list}: expected records with a picture ("image") and its class ("class")`);
  const errors =
    missing.length === 0
      ? []
      : [
          `${missing.length} of ${missing.length + pictures.length} pictures are missing, such as ${missing[0]}: put them into ${root} or a folder in it`,
        ];
  return { form: 'list of pictures with classes', root, pictures, empty: [], errors };
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^$()[\]\\|{}]/g, '\\$&');
}
