/** Finds pictures on the disk: in class folders, and under the names that lists give them. */
import { isAbsolute, join } from 'node:path';
import type { Storage } from '../../../core/host.ts';
import { isUnder, type PictureScope } from '../../../training/dataset/picture-path.ts';

export const PICTURE_FILE = /\.(png|jpe?g|webp|tiff?)$/i;
const ENDINGS = ['.jpg', '.jpeg', '.png', '.tif', '.tiff', '.webp'];

export async function picturesIn(storage: Storage, folder: string): Promise<readonly string[]> {
  const byName = (a: string, b: string) => a.localeCompare(b, 'en', { numeric: true });
  return (await storage.list(folder)).filter((name) => PICTURE_FILE.test(name)).toSorted(byName);
}

export async function foldersIn(storage: Storage, folder: string): Promise<readonly string[]> {
  const names: string[] = [];
  for (const name of await storage.list(folder))
    if (!/^(\.|__)/.test(name) && (await storage.isFolder(join(folder, name)))) names.push(name);
  return names.toSorted();
}

/**
 * Finds the pictures of a list. Data sets keep them beside the list, in a folder of any name beside it, or one level up; some lists name
 * them with another ending than the files have.
 */
export class PictureFinder {
  readonly #storage: Storage;
  /** Folder that must contain every picture after links are resolved; null for any. */
  readonly #within: string | null;
  readonly #folders: readonly string[];
  /** Names without endings, by folder; read once. */
  readonly #stems = new Map<string, ReadonlyMap<string, string>>();

  private constructor(storage: Storage, within: string | null, folders: readonly string[]) {
    this.#storage = storage;
    this.#within = within;
    this.#folders = folders;
  }

  /** `scope` says which pictures the list in `folder` may name. */
  static async beside(storage: Storage, folder: string, scope: PictureScope['kind']): Promise<PictureFinder> {
    const inside = (await foldersIn(storage, folder)).map((name) => join(folder, name));
    if (scope === 'beside') return new PictureFinder(storage, folder, [folder, ...inside]);
    const above = join(folder, '..');
    const around = (await foldersIn(storage, above))
      .filter((name) => /image|img|picture/i.test(name))
      .map((name) => join(above, name));
    return new PictureFinder(storage, null, [folder, ...inside, ...around]);
  }

  /** The picture's path; null if there is none, or the list may not name it. */
  async find(name: string): Promise<string | null> {
    const found = await this.#find(name);
    if (found === null || this.#within === null) return found;
    const [path, folder] = [await this.#storage.realPath(found), await this.#storage.realPath(this.#within)];
    return isUnder(path, folder) ? found : null;
  }

  async #find(name: string): Promise<string | null> {
    if (isAbsolute(name)) return (await this.#storage.fileAt(name)) === null ? null : name;
    for (const folder of this.#folders) {
      const path = join(folder, name);
      if ((await this.#storage.fileAt(path)) !== null) return path;
    }
    for (const folder of this.#folders) {
      const found = await this.#withOtherEnding(folder, name);
      if (found !== null) return found;
    }
    return null;
  }

  async #withOtherEnding(folder: string, name: string): Promise<string | null> {
    const stem = name.replace(PICTURE_FILE, '');
    if (stem.includes('/')) {
      for (const ending of ENDINGS)
        if ((await this.#storage.fileAt(join(folder, stem + ending))) !== null)
          return join(folder, stem + ending);
      return null;
    }
    let stems = this.#stems.get(folder);
    if (stems === undefined) {
      stems = new Map(
        (await picturesIn(this.#storage, folder)).map((file) => [file.replace(PICTURE_FILE, ''), file]),
      );
      this.#stems.set(folder, stems);
    }
    const file = stems.get(stem);
    return file === undefined ? null : join(folder, file);
  }
}
