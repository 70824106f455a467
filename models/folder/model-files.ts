/**
 * Compares the files in a model folder with their sums before they are used: a damaged weight changes every score without an error.
 * `sums.json` holds what was written; `verified.json` notes which files have been compared, so that not every start reads them all.
 */
import { LONGEST_TRUST_MS } from '../../core/compared-files.ts';
import { atLeast, integer, record, type Shape, string } from '../../core/documents/shape.ts';
import { InvalidInput, Unsupported } from '../../core/errors.ts';
import type { Storage } from '../../core/host.ts';
import { DamagedFile, readStateFile } from '../../core/state-file.ts';
import { type ModelFolder, PRECISION_FILES, WEIGHTS_FILE } from './model-folder.ts';

const SUMS_FILE = 'sums.json';
const VERIFIED_FILE = 'verified.json';

type FileSum = { readonly sha256: string; readonly sizeBytes: number };
type Verified = { readonly fingerprint: string; readonly sha256: string; readonly atMs: number };

const count = integer(0, Number.MAX_SAFE_INTEGER);
const sums = atLeast({ files: record(atLeast({ sha256: string(64), sizeBytes: count })) });
const verified = atLeast({
  files: record(atLeast({ fingerprint: string(), sha256: string(64), atMs: count })),
});

/** Compares the files that the model needs in its precision. Throws `InvalidInput` that names a damaged one and says what to do. */
export async function verifyModel(storage: Storage, model: ModelFolder, signal?: AbortSignal): Promise<void> {
  const { precision } = model.config;
  // The text tower of int8 and the features of its patches are computed from the float32 weights.
  const further = precision === 'int8' ? [WEIGHTS_FILE] : [];
  await verifyFiles(storage, model, [...Object.values(PRECISION_FILES[precision]), ...further], signal);
}

/** Compares the given files of the model. Throws as `verifyModel` does. */
export async function verifyFiles(
  storage: Storage,
  model: ModelFolder,
  names: readonly string[],
  signal?: AbortSignal,
): Promise<void> {
  const { path, config } = model;
  const listed = await readKnown(storage, `${path}/${SUMS_FILE}`, sums);
  const known: Readonly<Record<string, FileSum | undefined>> = { ...listed, [WEIGHTS_FILE]: config.weights };
  const before: Readonly<Record<string, Verified | undefined>> = await readKnown(
    storage,
    `${path}/${VERIFIED_FILE}`,
    verified,
  );
  const found: Record<string, Verified> = {};
  for (const name of names) {
    const file = `${path}/${name}`;
    const fingerprint = await storage.fingerprint(file);
    const last = before[name];
    const expected = known[name]?.sha256;
    const isTrusted = last?.fingerprint === fingerprint && Date.now() - last.atMs < LONGEST_TRUST_MS;
    if (isTrusted && (expected === undefined || last.sha256 === expected)) continue;
    const sha256 = await storage.sha256(file, signal);
    if (expected !== undefined && expected !== sha256) throw damaged(model, name);
    found[name] = { fingerprint, sha256, atMs: Date.now() };
  }
  if (Object.keys(found).length === 0) return;
  await storage
    .writeFile(`${path}/${VERIFIED_FILE}`, encoded({ ...before, ...found }))
    .catch(unlessUnwritable);
  // Folders of earlier versions have only the sum of the float32 weights: their other files are used unchecked.
  const strange = Object.keys(found).filter((name) => known[name] === undefined);
  if (strange.length > 0) await storeSums(storage, path, strange).catch(unlessUnwritable);
}

/** Notes the sums of files that have just been written, and removes those of files that are gone. */
export async function storeSums(storage: Storage, path: string, names: readonly string[]): Promise<void> {
  const all = { ...(await readKnown(storage, `${path}/${SUMS_FILE}`, sums)) };
  for (const name of names) {
    const file = `${path}/${name}`;
    if (!(await storage.exists(file))) delete all[name];
    else all[name] = { sha256: await storage.sha256(file), sizeBytes: (await storage.stat(file)).sizeBytes };
  }
  await storage.writeFile(`${path}/${SUMS_FILE}`, encoded(all));
}

/** A damaged list counts as missing and is written again. */
async function readKnown<T>(
  storage: Storage,
  path: string,
  shape: Shape<{ readonly files: Readonly<Record<string, T>> }>,
): Promise<Readonly<Record<string, T>>> {
  try {
    return (await readStateFile(storage, path, shape))?.files ?? {};
  } catch (error) {
    if (!(error instanceof DamagedFile)) throw error;
    await storage.remove(path).catch(unlessUnwritable);
    return {};
  }
}

/** On a full or read-only disk the note is lost, which only costs time at the next start. */
function unlessUnwritable(error: unknown): void {
  if (!(error instanceof InvalidInput || error instanceof Unsupported)) throw error;
}

function encoded(files: object): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify({ version: 1, files }, null, 1)}\n`);
}

function damaged({ path, identity }: ModelFolder, name: string): InvalidInput {
  return new InvalidInput(
    `${path}/${name}: the file is damaged (its SHA-256 is not that of the file that was written): remove model ${identity.id} and import it again`,
  );
}
