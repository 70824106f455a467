/** Files of a checkpoint: one weights file, or the shards named by a safetensors index, and text files beside them. */
import type { ByteSource } from '../../core/byte-source.ts';
import {
  checkpointEndingsInWords,
  isWeightsFile,
  SHARD_INDEX_ENDING,
} from '../../core/documents/checkpoint-endings.ts';
import { InvalidInput, NotFound, Unsupported } from '../../core/errors.ts';
import type { Storage } from '../../core/host.ts';
import { parseShardIndex } from './shard-index.ts';

export type CheckpointFiles = {
  /** Name of the weights file or the index, for messages and provenance. */
  readonly name: string;
  /** Weights files; shards are sorted by name. */
  readonly parts: readonly ByteSource[];
  /** Null for a single file. */
  readonly index: ByteSource | null;
  /** The part that holds each key; null for a single file. */
  readonly shards: ReadonlyMap<string, ByteSource> | null;
  /** Reads a short text file in the same folder, such as `config.json`; null if there is none. */
  readonly note: (name: string) => Promise<string | null>;
  /** Reads a file that belongs to the weights in the same folder, such as a vocabulary; null if there is none. */
  readonly companion: (name: string) => Promise<Uint8Array | null>;
  readonly close: () => Promise<void>;
};

const MAX_NOTE_BYTES = 2 ** 20;
/** Limit on such a file; vocabularies have a few megabytes. */
const MAX_COMPANION_BYTES = 64 * 2 ** 20;
const MAX_INDEX_BYTES = 16 * 2 ** 20;
/** Usual names of weights files in repositories, in order of preference. */
const USUAL_NAMES = [
  'model.safetensors.index.json',
  'model.safetensors',
  'open_clip_model.safetensors',
  'pytorch_model.bin',
  'open_clip_pytorch_model.bin',
];

/**
 * Opens a checkpoint; `path` is a weights file, a safetensors index, or a folder that contains one of them. Throws `NotFound` for a
 * missing file or shard, `InvalidInput` for a folder without weights or a damaged index, `Unsupported` for a folder with several
 * weights files.
 */
export async function openCheckpoint(storage: Storage, path: string): Promise<CheckpointFiles> {
  const file = (await storage.isFolder(path)) ? await weightsIn(storage, path) : path;
  const folder = folderOf(file);
  const beside = {
    note: (name: string) => readNote(storage, `${folder}${name}`),
    companion: (name: string) => readBeside(storage, `${folder}${name}`, MAX_COMPANION_BYTES),
  };
  if (file.endsWith(SHARD_INDEX_ENDING)) return openShards(storage, file, beside);
  const source = await storage.openRead(file);
  return { ...oneFile(source), ...beside };
}

/** A checkpoint of one file, without text files beside it. */
export function oneFile(source: ByteSource): CheckpointFiles {
  return {
    name: source.name,
    parts: [source],
    index: null,
    shards: null,
    note: async () => null,
    companion: async () => null,
    close: () => source.close(),
  };
}

async function openShards(
  storage: Storage,
  file: string,
  beside: Pick<CheckpointFiles, 'note' | 'companion'>,
): Promise<CheckpointFiles> {
  const index = await storage.openRead(file);
  const opened = new Map<string, ByteSource>();
  const close = async (): Promise<void> => {
    for (const source of [index, ...opened.values()]) await source.close();
  };
  try {
    if (index.sizeBytes > MAX_INDEX_BYTES)
      throw new InvalidInput(`${file}: ${index.sizeBytes} bytes are too many for an index of shards`);
    const fileOfKey = parseShardIndex(file, await index.read(0, index.sizeBytes));
    for (const name of [...new Set(fileOfKey.values())].sort())
      opened.set(name, await openShard(storage, file, name));
    const shards = new Map([...fileOfKey].map(([key, name]) => [key, opened.get(name)!]));
    return { name: file, parts: [...opened.values()], index, shards, ...beside, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function openShard(storage: Storage, index: string, name: string): Promise<ByteSource> {
  const path = `${folderOf(index)}${name}`;
  if (!(await storage.exists(path)))
    throw new NotFound(
      `${index}: shard ${name} is not in the same folder: put the index and all shards into one folder`,
    );
  return storage.openRead(path);
}

async function weightsIn(storage: Storage, folder: string): Promise<string> {
  const names = await storage.list(folder);
  const usual = USUAL_NAMES.find((name) => names.includes(name));
  const found = usual === undefined ? names.filter(isWeightsFile).sort() : [usual];
  const [only, ...others] = found;
  if (only === undefined)
    throw new InvalidInput(`${folder}: no weights in this folder (expected ${checkpointEndingsInWords()})`);
  if (others.length > 0)
    throw new Unsupported(
      `${folder}: this folder contains ${found.length} weights files (${found.slice(0, 5).join(', ')}): choose one`,
    );
  return `${folder.replace(/[/\\]$/, '')}/${only}`;
}

async function readNote(storage: Storage, path: string): Promise<string | null> {
  const bytes = await readBeside(storage, path, MAX_NOTE_BYTES);
  return bytes === null ? null : new TextDecoder().decode(bytes);
}

async function readBeside(storage: Storage, path: string, mostBytes: number): Promise<Uint8Array | null> {
  if (!(await storage.exists(path)) || (await storage.stat(path)).sizeBytes > mostBytes) return null;
  return storage.readFile(path);
}

/** The folder of `path`, with its separator; empty for a plain name. */
function folderOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}
