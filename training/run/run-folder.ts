/** A run on disk: `spec.json`, the log, checkpoints. RUNS.md describes every file. */

import type { RunLogEntry, RunSpec } from '../../core/documents/run.ts';
import { runLogEntry } from '../../core/documents/run-shapes.ts';
import { InvalidInput, NotFound } from '../../core/errors.ts';
import type { AppendFile, Storage } from '../../core/host.ts';
import { parseState, readStateText } from '../../core/state-file.ts';
import { listedSentences } from './listed-sentences.ts';
import { parseRunSpec } from './run-spec.ts';

export const SPEC_FILE = 'spec.json';
const LOG_FILE = 'log.jsonl';
/** Creating this file asks the run to save and stop; the run removes it. */
const STOP_FILE = 'stop';

/**
 * Stores the spec with the counter-examples themselves, so that the run does not depend on the version of the program. Throws
 * `InvalidInput` if the folder exists.
 */
export async function createRunFolder(
  storage: Storage,
  folder: string,
  spec: RunSpec,
  createdAt: string,
): Promise<void> {
  if (await storage.exists(`${folder}/${SPEC_FILE}`))
    throw new InvalidInput(`${folder}: there is already a run in this folder: choose another name`);
  const log = await RunLogFile.open(storage, folder);
  await log.append({ kind: 'created', at: createdAt });
  await log.close();
  const stored = { ...spec, otherSentences: listedSentences(spec.otherSentences) };
  await storage.writeFile(`${folder}/${SPEC_FILE}`, encode(`${JSON.stringify(stored, null, 2)}\n`));
}

/** Throws `NotFound` if there is no run, `InvalidInput` for a damaged spec. */
export async function readRunSpec(storage: Storage, folder: string): Promise<RunSpec> {
  const path = `${folder}/${SPEC_FILE}`;
  const text = await readStateText(storage, path);
  if (text === null) throw new NotFound(`there is no run at ${folder}`);
  // Fields that an earlier version did not know yet have their defaults.
  return parseRunSpec(text, path);
}

export function requestStop(storage: Storage, folder: string): Promise<void> {
  return storage.writeFile(`${folder}/${STOP_FILE}`, new Uint8Array());
}

export function isStopRequested(storage: Storage, folder: string): Promise<boolean> {
  return storage.exists(`${folder}/${STOP_FILE}`);
}

export function clearStop(storage: Storage, folder: string): Promise<void> {
  return storage.remove(`${folder}/${STOP_FILE}`);
}

/** Valid entries of the log, without those that a resumed run has replaced. */
export async function readRunLog(storage: Storage, folder: string): Promise<RunLogEntry[]> {
  const path = `${folder}/${LOG_FILE}`;
  const text = await readStateText(storage, path);
  return text === null ? [] : validEntries(parseEntries(text, path));
}

/** Complete lines from byte `from` on, including replaced ones, and the byte at which the next line will begin. */
export async function readLogFrom(
  storage: Storage,
  folder: string,
  from: number,
): Promise<{ entries: RunLogEntry[]; next: number }> {
  const path = `${folder}/${LOG_FILE}`;
  if (!(await storage.exists(path))) return { entries: [], next: 0 };
  const bytes = await storage.readFile(path);
  const end = bytes.lastIndexOf(NEWLINE) + 1;
  return { entries: parseEntries(decode(bytes.subarray(Math.min(from, end), end)), path), next: end };
}

/** The entries without steps that were lost and repeated. */
export function validEntries(entries: readonly RunLogEntry[]): RunLogEntry[] {
  let valid: RunLogEntry[] = [];
  for (const entry of entries) {
    if (entry.kind === 'resumed') valid = valid.filter((each) => !isLaterStep(each, entry.step));
    valid.push(entry);
  }
  return valid;
}

/** The log as held by its only writer. A line is on disk when `append` resolves. */
export class RunLogFile {
  readonly #file: AppendFile;

  /** Cuts off an incomplete last line. */
  static async open(storage: Storage, folder: string): Promise<RunLogFile> {
    const file = await storage.openAppend(`${folder}/${LOG_FILE}`);
    const bytes = file.sizeBytes > 0 ? await file.read(0, file.sizeBytes) : new Uint8Array();
    const end = bytes.lastIndexOf(NEWLINE) + 1;
    if (end < file.sizeBytes) await file.truncate(end);
    return new RunLogFile(file);
  }

  private constructor(file: AppendFile) {
    this.#file = file;
  }

  append(entry: RunLogEntry): Promise<void> {
    return this.#file.append(encode(`${JSON.stringify(entry)}\n`));
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}

const NEWLINE = 0x0a;

function isLaterStep(entry: RunLogEntry, step: number): boolean {
  const belongsToSteps =
    entry.kind === 'step' ||
    entry.kind === 'validation' ||
    entry.kind === 'samples' ||
    entry.kind === 'checkpoint';
  return belongsToSteps && entry.step > step;
}

function parseEntries(text: string, path: string): RunLogEntry[] {
  const lines = text.split('\n').slice(0, -1);
  return lines.map((line, i) => parseState(line, `${path}, line ${i + 1}`, runLogEntry));
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
