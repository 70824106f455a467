/** Reader for checkpoints of any supported format. A new format is one file and one line here. */
import type { ByteSource } from '../../core/byte-source.ts';
import { InvalidInput } from '../../core/errors.ts';
import type { CheckpointFiles } from './checkpoint-files.ts';
import type { CheckpointFormat } from './checkpoint-format.ts';
import { recogniseFile } from './recognise-file.ts';
import { safetensors } from './safetensors.ts';
import type { StateDict, StoredCheckpoint, StoredTensor } from './state-dict.ts';
import { withoutWrapperPrefixes } from './state-dict.ts';
import { torchLegacy } from './torch-legacy.ts';
import { torchZip } from './torch-zip.ts';

type ReadCheckpoint = StoredCheckpoint & { readonly format: string };

const FORMATS: readonly CheckpointFormat[] = [torchZip, torchLegacy, safetensors];
const HEAD_BYTES = 256;

/** The state dict of one file. Throws `InvalidInput` if it is not a checkpoint or is damaged, `Unsupported` for unsupported contents. */
export async function readCheckpoint(source: ByteSource, signal?: AbortSignal): Promise<ReadCheckpoint> {
  const head = await source.read(0, Math.min(HEAD_BYTES, source.sizeBytes), signal);
  const format = FORMATS.find((candidate) => candidate.matches(head, source.sizeBytes));
  if (!format) throw notOne(source.name, head);
  const { dict, metadata } = await format.read(source, signal);
  if (dict.size === 0) throw new InvalidInput(`${source.name}: not a checkpoint: it contains no tensors`);
  return { format: format.name, dict: withoutWrapperPrefixes(dict), metadata };
}

/** The state dict of one file, or of all shards of an index together. Throws like `readCheckpoint`. */
export async function readCheckpointFiles(
  { name, parts, shards }: CheckpointFiles,
  signal?: AbortSignal,
): Promise<ReadCheckpoint> {
  if (shards === null) return readCheckpoint(parts[0], signal);
  const read = new Map<ByteSource, StateDict>();
  let metadata: StoredCheckpoint['metadata'] = {};
  for (const part of parts) {
    const shard = await safetensors.read(part, signal);
    read.set(part, shard.dict);
    metadata = { ...metadata, ...shard.metadata };
  }
  const dict = new Map<string, StoredTensor>();
  for (const [key, part] of shards) {
    const tensor = read.get(part)?.get(key);
    if (!tensor)
      throw new InvalidInput(
        `${name}: ${key} is not in ${part.name}: the shards may belong to another model`,
      );
    dict.set(key, tensor);
  }
  return { format: 'sharded safetensors', dict: withoutWrapperPrefixes(dict), metadata };
}

function notOne(name: string, head: Uint8Array): InvalidInput {
  const told = recogniseFile(head);
  const expected = FORMATS.map((format) => format.name).join(' or ');
  return new InvalidInput(
    told === null
      ? `${name}: not a checkpoint (expected ${expected})`
      : `${name}: not a checkpoint: it is ${told}`,
  );
}
