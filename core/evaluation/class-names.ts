/**
 * Words for the classes of the data sets that the papers use. Their folder names ("mediumresidential", "aGrass") are not words a text
 * tower has seen, and cost a third of the accuracy.
 */
import { SHIPPED_CLASS_NAMES } from './shipped-class-names.ts';

export type NamedClasses = {
  /** Words for each folder, in order. */
  readonly names: readonly string[];
  readonly source: 'shipped' | 'file' | 'folders';
  /** The data set whose names were taken; null unless they are shipped. */
  readonly dataset: string | null;
};

/**
 * Words for class folders: those of `given`, else those of the shipped data set that has all the folders, else the folder names with
 * spaces between their words.
 */
export function nameClasses(
  folders: readonly string[],
  given: Readonly<Record<string, string>> | null,
): NamedClasses {
  const shipped = shippedFor(folders);
  const names = folders.map((folder) => {
    const own = given === null ? undefined : (given[folder] ?? given[keyOf(folder)]);
    return own ?? shipped?.names.get(keyOf(folder)) ?? spacedWords(folder);
  });
  if (given !== null) return { names, source: 'file', dataset: null };
  if (shipped !== null) return { names, source: 'shipped', dataset: shipped.dataset };
  return { names, source: 'folders', dataset: null };
}

/** The data set with the fewest other classes; null if no data set has all folders. */
function shippedFor(folders: readonly string[]) {
  const fitting = Object.entries(SHIPPED_CLASS_NAMES)
    .map(([dataset, words]) => ({
      dataset,
      names: new Map(Object.entries(words).map(([folder, name]) => [keyOf(folder), name])),
    }))
    .filter(({ names }) => folders.length > 1 && folders.every((folder) => names.has(keyOf(folder))))
    .toSorted((a, b) => a.names.size - b.names.size);
  return fitting[0] ?? null;
}

/** "Medium_Residential", "mediumresidential" and "medium residential" are the same class. */
function keyOf(folder: string): string {
  return folder.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
}

function spacedWords(folder: string): string {
  return folder
    .replaceAll(/[_\-\s]+/g, ' ')
    .replaceAll(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .trim()
    .toLowerCase();
}
