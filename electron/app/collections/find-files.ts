/** Finds the raster files of a collection's sources. */
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readStac } from '../../../core/collection/stac.ts';
import type { CollectionSource } from '../../../core/documents/collection.ts';
import { InvalidInput, NotFound } from '../../../core/errors.ts';

/** `date` is that of a STAC item; null otherwise. */
export type FoundFile = { readonly path: string; readonly date: string | null };

const RASTER_ENDING = /\.tiff?$/i;
/** Linux opens none that are longer, and other systems hardly any. */
const LONGEST_PATH = 4096;
const SHOWN_CHARACTERS = 200;
/** A catalogue whose links lead in a circle ends here. */
const MOST_DOCUMENTS = 200_000;

/** What a path given by the user is: a folder, a STAC document (JSON), a text file of paths, or a raster. Throws `NotFound`. */
export async function sourceOf(path: string): Promise<CollectionSource> {
  const absolute = resolve(path);
  const found = await stat(absolute).catch((cause: unknown) => {
    throw new NotFound(`${path}: no such file or folder`, { cause });
  });
  if (found.isDirectory()) return { kind: 'folder', path: absolute };
  if (/\.(geo)?json$/i.test(absolute)) return { kind: 'stac', path: absolute };
  return { kind: /\.(txt|lst|csv)$/i.test(absolute) ? 'list' : 'file', path: absolute };
}

/**
 * The files of all sources, each once, by path. Throws an error that names the source that cannot be read. A list or catalogue in
 * `uploads` came from a browser, which has no right to other files of this machine: throws `InvalidInput` if it names any.
 */
export async function findFiles(
  sources: readonly CollectionSource[],
  uploads: string,
  signal: AbortSignal,
): Promise<readonly FoundFile[]> {
  const byPath = new Map<string, FoundFile>();
  for (const source of sources)
    for (const file of await filesOf(source, signal, await uploadRoom(source, uploads))) {
      const known = byPath.get(file.path);
      if (known === undefined || known.date === null) byPath.set(file.path, file);
    }
  return [...byPath.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** The folder that a source's files must lie in: that of its upload; null for any. */
async function uploadRoom({ path }: CollectionSource, uploads: string): Promise<string | null> {
  const all = `${await realpath(uploads).catch(() => resolve(uploads))}${sep}`;
  if (!path.startsWith(all)) return null;
  return `${all}${path.slice(all.length).split(sep)[0]}${sep}`;
}

function checkRoom(path: string, room: string | null, source: string): void {
  if (room === null || path.startsWith(room)) return;
  throw new InvalidInput(
    `${basename(source)}: it names ${path}, which was not sent with it: send a folder that holds both, or make the collection on the machine itself`,
  );
}

async function filesOf(
  { kind, path }: CollectionSource,
  signal: AbortSignal,
  room: string | null,
): Promise<readonly FoundFile[]> {
  switch (kind) {
    case 'file':
      return [{ path, date: null }];
    case 'folder':
      return filesBelow(path, new Set(), signal);
    case 'list':
      return filesListed(path, room);
    case 'stac':
      return filesOfStac(path, signal, room);
  }
}

/** `seen` holds the real paths of the folders above, so that links in a circle end. */
async function filesBelow(
  folder: string,
  seen: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<readonly FoundFile[]> {
  signal.throwIfAborted();
  const real = await realpath(folder);
  if (seen.has(real)) return [];
  const within = new Set([...seen, real]);
  const found: FoundFile[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    const isFolder =
      entry.isDirectory() || (entry.isSymbolicLink() && (await stat(path).catch(() => null))?.isDirectory());
    if (isFolder) found.push(...(await filesBelow(path, within, signal)));
    else if (RASTER_ENDING.test(entry.name)) found.push({ path, date: null });
  }
  return found;
}

/** One path a line, relative to the list; empty lines and lines that begin with # are left out. */
async function filesListed(path: string, room: string | null): Promise<readonly FoundFile[]> {
  const text = await textOf(path);
  const files = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => ({ path: checkedPath(resolve(dirname(path), line), path), date: null }));
  for (const file of files) checkRoom(file.path, room, path);
  return files;
}

async function filesOfStac(
  path: string,
  signal: AbortSignal,
  room: string | null,
): Promise<readonly FoundFile[]> {
  const found: FoundFile[] = [];
  const seen = new Set<string>();
  const open = [path];
  for (let document = open.pop(); document !== undefined; document = open.pop()) {
    signal.throwIfAborted();
    if (seen.has(document)) continue;
    checkRoom(document, room, path);
    seen.add(document);
    if (seen.size > MOST_DOCUMENTS)
      throw new InvalidInput(`${path}: the catalogue has more than ${MOST_DOCUMENTS} documents: split it`);
    const stac = readStac(await jsonOf(document), document);
    if (stac === null)
      throw new InvalidInput(
        `${document}: this is not a STAC item, item collection, collection or catalogue`,
      );
    for (const { href, date } of stac.scenes) {
      const file = pathOf(href, document);
      checkRoom(file, room, path);
      found.push({ path: file, date });
    }
    for (const href of stac.documents) open.push(pathOf(href, document));
  }
  return found;
}

/** Throws `InvalidInput` for an address on a network: only files on this machine and its shares are read. */
function pathOf(href: string, document: string): string {
  if (href.startsWith('file:')) return pathOfFileAddress(href, document);
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(href))
    throw new InvalidInput(
      `${document}: ${href.slice(0, SHOWN_CHARACTERS)} is not on this machine: download its files, and point the catalogue to them`,
    );
  return checkedPath(isAbsolute(href) ? href : resolve(dirname(document), href), document);
}

function checkedPath(path: string, source: string): string {
  if (path.length <= LONGEST_PATH) return path;
  throw new InvalidInput(
    `${source}: names a path of ${path.length} characters: ${path.slice(0, SHOWN_CHARACTERS)}…`,
  );
}

/** Throws `InvalidInput` for the address of a file on another machine, or one that no path can have. */
function pathOfFileAddress(href: string, document: string): string {
  try {
    return fileURLToPath(href);
  } catch (cause) {
    throw new InvalidInput(`${document}: ${href.slice(0, SHOWN_CHARACTERS)} names no file on this machine`, {
      cause,
    });
  }
}

async function jsonOf(path: string): Promise<unknown> {
  const text = await textOf(path);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new InvalidInput(`${path}: is not JSON`, { cause });
  }
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new NotFound(`${path}: cannot be read: is it still there?`, { cause });
  }
}
