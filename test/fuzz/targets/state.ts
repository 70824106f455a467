/**
 * Puts the input in the place of a state file in a data folder in memory, and does what the application does with that file at its
 * start. Errors and faults must name the file, and what was in its place must be kept.
 */
import { basename, dirname } from 'node:path';
import { InvalidInput } from '../../../core/errors.ts';
import { Faults } from '../../../core/faults.ts';
import type { Host } from '../../../core/host.ts';
import { checkPortable } from '../../../core/rpc/protocol.ts';
import { MemoryStorage } from '../memory-storage.ts';
import { type Target, TargetFault } from '../outcome.ts';
import type { StateFolder } from './state-reader.ts';
import { readerOf } from './state-readers.ts';

const NEWLINE = 10;
const ANSWER = 'an answer';

/** `folder` holds sound files by path. */
export function stateTarget(host: Host, folder: ReadonlyMap<string, Uint8Array>): Target {
  return {
    fileName: (input) => placeOf(pathOf(input)),
    run: async (input) => {
      const path = pathOf(input);
      const content = input.subarray(input.indexOf(NEWLINE) + 1);
      const storage = new MemoryStorage();
      for (const [name, bytes] of folder) storage.files.set(name, bytes);
      storage.files.set(path, content);
      await readIt(path, content, { host: { ...host, storage }, storage, faults: new Faults() });
    },
  };
}

async function readIt(path: string, content: Uint8Array, state: StateFolder): Promise<void> {
  const { read, isMadeAnew } = readerOf(path);
  let refused: unknown = null;
  try {
    checkPortable(await read(state, path), ANSWER);
  } catch (error) {
    if (error instanceof InvalidInput && error.message.startsWith(ANSWER))
      throw new TargetFault(`cannot be sent to the page: ${error.message}`);
    refused = error;
  }
  for (const fault of state.faults.list())
    if (!fault.includes(placeOf(path)))
      throw new TargetFault(`a fault that does not name the file: ${fault}`);
  const isDamaged = refused !== null || state.faults.list().length > 0;
  if (isDamaged && !isMadeAnew && !isKept(path, content, state.storage))
    throw new TargetFault(`${path} was lost`);
  if (refused !== null) throw refused;
}

/** Whether these bytes are still in the folder, in their place or moved aside. */
function isKept(path: string, content: Uint8Array, { files }: MemoryStorage): boolean {
  return [...files].some(
    ([name, bytes]) =>
      dirname(name) === dirname(path) &&
      basename(name).startsWith(basename(path)) &&
      Buffer.compare(bytes, content) === 0,
  );
}

function pathOf(input: Uint8Array): string {
  const end = input.indexOf(NEWLINE);
  return new TextDecoder('latin1').decode(input.subarray(0, Math.max(0, end)));
}

/** Of the files of a model, another one than the input may turn out not to fit. */
function placeOf(path: string): string {
  return path.startsWith('models/') ? dirname(path) : path;
}
