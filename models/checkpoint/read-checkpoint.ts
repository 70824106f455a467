/** Any checkpoint file → its state dict. A new format is one file and one line here. */
import type { ByteSource } from '../../core/byte-source.ts';
import { InvalidInput } from '../../core/errors.ts';
import { safetensors } from './safetensors.ts';
import type { StateDict } from './state-dict.ts';
import { torchLegacy } from './torch-legacy.ts';
import { torchZip } from './torch-zip.ts';

export type CheckpointFormat = {
  readonly name: string;
  /** Told from the first 16 bytes and the file's size. */
  readonly matches: (head: Uint8Array, sizeBytes: number) => boolean;
  readonly read: (source: ByteSource, signal?: AbortSignal) => Promise<StateDict>;
};

const FORMATS: readonly CheckpointFormat[] = [torchZip, torchLegacy, safetensors];

/** Throws `InvalidInput` for what is no checkpoint or is damaged, `Unsupported` for kinds that are not read. */
export async function readCheckpoint(
  source: ByteSource,
  signal?: AbortSignal,
): Promise<{ format: string; dict: StateDict }> {
  const head = await source.read(0, Math.min(16, source.sizeBytes), signal);
  const format = FORMATS.find((candidate) => candidate.matches(head, source.sizeBytes));
  if (!format)
    throw new InvalidInput(
      `${source.name}: not a checkpoint (expected ${FORMATS.map(({ name }) => name).join(' or ')})`,
    );
  return { format: format.name, dict: await format.read(source, signal) };
}
