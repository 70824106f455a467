/** Permissions for paths the user chose outside the page. The page holds ids, never paths. */
import { randomUUID } from 'node:crypto';
import { realpath, stat } from 'node:fs/promises';
import { basename, isAbsolute } from 'node:path';
import type { Grant, GrantId, PathAccess } from '../../../core/documents/ids.ts';
import { InvalidInput, NotFound } from '../../../core/errors.ts';

type Entry = { readonly path: string; readonly access: PathAccess };

export class GrantTable {
  readonly #entries = new Map<GrantId, Entry>();

  /** Throws `InvalidInput` unless `path` is absolute and names a file, `NotFound` when it does not exist. */
  async grantRead(path: string): Promise<Grant> {
    const resolved = await resolvedPath(path, 'file');
    if (!(await stat(resolved)).isFile()) throw new InvalidInput(`${path}: this is a folder, not a file`);
    return this.#add({ path: resolved, access: 'read' });
  }

  /** The same for a folder and everything in it. */
  async grantFolder(path: string): Promise<Grant> {
    const resolved = await resolvedPath(path, 'folder');
    if (!(await stat(resolved)).isDirectory())
      throw new InvalidInput(`${path}: this is a file, not a folder`);
    return this.#add({ path: resolved, access: 'read' });
  }

  /** For a file, or a folder and everything in it. */
  async grantEither(path: string): Promise<Grant> {
    return this.#add({ path: await resolvedPath(path, 'file or folder'), access: 'read' });
  }

  async grantWrite(path: string): Promise<Grant> {
    if (!isAbsolute(path)) throw new InvalidInput(`${path}: expected an absolute path`);
    return this.#add({ path, access: 'write' });
  }

  /** Restores a grant of an earlier process. A file that is now missing is reported when it is opened. */
  async restore(id: GrantId, path: string, access: PathAccess): Promise<void> {
    const resolved = access === 'read' ? await realpath(path).catch(() => path) : path;
    this.#entries.set(id, { path: resolved, access });
  }

  /** Throws `NotFound` (code NOT_FOUND) for an id that was never given for this access. */
  pathOf(id: GrantId, access: PathAccess): string {
    const entry = this.#entries.get(id);
    if (!entry || entry.access !== access) throw new NotFound(`no permission ${id} to ${access} a file`);
    return entry.path;
  }

  #add(entry: Entry): Grant {
    const id = randomUUID() as GrantId;
    this.#entries.set(id, entry);
    return { id, name: basename(entry.path) };
  }
}

async function resolvedPath(path: string, kind: string): Promise<string> {
  if (!isAbsolute(path)) throw new InvalidInput(`${path}: expected an absolute path`);
  return realpath(path).catch((cause: unknown) => {
    throw new NotFound(`${path}: no such ${kind}`, { cause });
  });
}
