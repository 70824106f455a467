/** Reads small JSON files that hold the state of the application, with checks, and moves damaged ones aside. */
import type { Shape } from './documents/shape.ts';
import { InvalidInput } from './errors.ts';
import type { Faults } from './faults.ts';
import type { Storage } from './host.ts';

/** Error for a file whose content this program did not write: it was cut, overwritten or replaced. */
export class DamagedFile extends InvalidInput {}

/** Marks typed arrays in frames (`core/rpc/frame.ts`): a value with such a field cannot be sent to a page. */
const RESERVED_FIELD = '$b';
const MAY_BE_RESERVED = /\$b|\\u00/;

/** Null if there is no such file. Throws `DamagedFile` that names it, or the storage's error if it cannot be read. */
export async function readStateFile<T>(storage: Storage, path: string, shape: Shape<T>): Promise<T | null> {
  const text = await readStateText(storage, path);
  return text === null ? null : parseState(text, path, shape);
}

/** The text of such a file, for formats other than JSON. Throws as `readStateFile` does. */
export async function readStateText(storage: Storage, path: string): Promise<string | null> {
  if (!(await storage.exists(path))) return null;
  if (await storage.isFolder(path)) throw new DamagedFile(`${path}: this is a folder, not a file`);
  const bytes = await storage.readFile(path);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new DamagedFile(`${path}: is not text`, { cause });
  }
}

/** `path` is for messages. Throws `DamagedFile`. */
export function parseState<T>(text: string, path: string, shape: Shape<T>): T {
  let json: unknown;
  let isReserved = false;
  const look = (key: string, value: unknown): unknown => {
    isReserved ||= key === RESERVED_FIELD;
    return value;
  };
  try {
    // A function that sees every field is slow, and few texts need it.
    json = JSON.parse(text, MAY_BE_RESERVED.test(text) ? look : undefined);
  } catch (cause) {
    throw new DamagedFile(`${path}: ${text.trim() === '' ? 'the file is empty' : 'is not JSON'}`, { cause });
  }
  if (isReserved) throw new DamagedFile(`${path}: has a field ${RESERVED_FIELD}, which we never write`);
  try {
    return shape(json, path);
  } catch (cause) {
    if (cause instanceof InvalidInput) throw new DamagedFile(cause.message, { cause });
    throw cause;
  }
}

/** Renames the file, or the folder in its place, to `NAME.damaged` (`NAME.damaged-2`, …). Returns the new path. */
export async function setAside(storage: Storage, path: string): Promise<string> {
  let aside = `${path}.damaged`;
  for (let i = 2; await storage.exists(aside); i++) aside = `${path}.damaged-${i}`;
  await storage.rename(path, aside);
  return aside;
}

/**
 * What `read` gives of the file at `path`. A damaged file is moved aside and noted, and counts as absent; `instead` says for the user
 * what the application does without it.
 */
export async function readOrSetAside<T>(
  storage: Storage,
  path: string,
  faults: Faults,
  instead: string,
  read: () => Promise<T | null>,
): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof DamagedFile)) throw error;
    const aside = await setAside(storage, path).catch((cause: unknown) => cause);
    const what =
      typeof aside === 'string'
        ? `it was moved to ${aside}`
        : `it could not be moved aside (${aside instanceof Error ? aside.message : String(aside)})`;
    faults.note(path, `${error.message}: ${what}, and ${instead}`);
    return null;
  }
}
