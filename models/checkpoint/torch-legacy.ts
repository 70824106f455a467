/** Reader for PyTorch's format before 1.6: five pickles (magic, version, system, object, storage keys), then the storages. */
import type { ByteSource } from '../../core/byte-source.ts';
import { InvalidInput } from '../../core/errors.ts';
import { inWords } from '../../core/value-in-words.ts';
import type { CheckpointFormat } from './checkpoint-format.ts';
import { type PickleValue, unpickle } from './pickle.ts';
import { BYTES_PER_ELEMENT } from './stored-elements.ts';
import { stateDictOf, type TorchStorage, torchEnvironment } from './torch-tensors.ts';

/** The first pickle: PROTO 2, the magic number as LONG1 of ten bytes, STOP. */
const MAGIC = [0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, 0x2e];
const MAX_PICKLE_BYTES = 32 * 2 ** 20;
const COUNT_BYTES = 8;

export const torchLegacy: CheckpointFormat = {
  name: 'torch legacy',
  matches: (head) => MAGIC.every((byte, i) => head[i] === byte),
  async read(source, signal) {
    const head = await source.read(0, Math.min(source.sizeBytes, MAX_PICKLE_BYTES), signal);
    const { name } = source;
    const storages = new Map<string, TorchStorage>();
    const environment = torchEnvironment(name, (storage) => remember(name, storages, storage));
    let at = MAGIC.length;
    const next = (): PickleValue => {
      const { value, end } = unpickle(head.subarray(at), environment, name);
      at += end;
      return value;
    };
    next(); // version
    next(); // system
    const object = next();
    const keys = next();
    const offsets = await storageOffsets(source, keys, storages, at, signal);
    const dict = stateDictOf(name, object, async (storage, start, length, signalOfRead) => {
      const offset = offsets.get(storage.key);
      if (offset === undefined) throw new InvalidInput(`${name}: storage ${storage.key} is missing`);
      return source.read(offset + start, length, signalOfRead);
    });
    return { dict, metadata: {} };
  },
};

/** Records a storage; all tensors that share it must describe it in the same way. */
function remember(name: string, storages: Map<string, TorchStorage>, storage: TorchStorage): void {
  const known = storages.get(storage.key);
  if (known && (known.type !== storage.type || known.elements !== storage.elements))
    throw new InvalidInput(
      `${name}: storage ${storage.key} is described both as ${known.elements} ${known.type} elements and as ${storage.elements} ${storage.type} elements`,
    );
  storages.set(storage.key, storage);
}

/** Offsets of the storages, which follow in the order of `keys`, each preceded by its number of elements. */
async function storageOffsets(
  source: ByteSource,
  keys: PickleValue,
  storages: ReadonlyMap<string, TorchStorage>,
  start: number,
  signal?: AbortSignal,
): Promise<Map<string, number>> {
  if (!Array.isArray(keys)) throw new InvalidInput(`${source.name}: its list of storages is damaged`);
  const offsets = new Map<string, number>();
  let at = start;
  for (const key of keys) {
    const storage = typeof key === 'string' ? storages.get(key) : undefined;
    if (!storage) throw new InvalidInput(`${source.name}: storage ${inWords(key)} belongs to no tensor`);
    const end = at + COUNT_BYTES + storage.elements * BYTES_PER_ELEMENT[storage.type];
    if (end > source.sizeBytes)
      throw new InvalidInput(
        `${source.name}: storage ${storage.key} ends at byte ${end}, the file at ${source.sizeBytes}`,
      );
    const bytes = await source.read(at, COUNT_BYTES, signal);
    const count = new DataView(bytes.buffer, bytes.byteOffset).getBigInt64(0, true);
    if (count !== BigInt(storage.elements))
      throw new InvalidInput(
        `${source.name}: storage ${storage.key} has ${count} elements, expected ${storage.elements}`,
      );
    if (offsets.has(storage.key))
      throw new InvalidInput(`${source.name}: storage ${storage.key} occurs twice`);
    offsets.set(storage.key, at + COUNT_BYTES);
    at = end;
  }
  return offsets;
}
