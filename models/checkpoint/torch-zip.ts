/** PyTorch's zip format (since 1.6): `<name>/data.pkl` and one stored entry for each storage. */
import type { ByteSource } from '../../core/byte-source.ts';
import { InvalidInput, Unsupported } from '../../core/errors.ts';
import { unpickle } from './pickle.ts';
import type { CheckpointFormat } from './read-checkpoint.ts';
import { BYTES_PER_ELEMENT } from './stored-elements.ts';
import { stateDictOf, torchEnvironment } from './torch-tensors.ts';
import { contentOffset, readZipDirectory, type ZipEntry } from './zip.ts';

const MAX_PICKLE_BYTES = 64 * 2 ** 20;

export const torchZip: CheckpointFormat = {
  name: 'torch zip',
  matches: (head) => head[0] === 0x50 && head[1] === 0x4b && head[2] === 3 && head[3] === 4,
  async read(source, signal) {
    const entries = await readZipDirectory(source, signal);
    const pickleEntry = entries.find(({ name }) => /^[^/]+\/data\.pkl$/.test(name));
    if (!pickleEntry)
      throw new InvalidInput(`${source.name}: a zip archive without data.pkl: not a torch checkpoint`);
    const root = pickleEntry.name.slice(0, -'data.pkl'.length);
    if (entries.some(({ name }) => name === `${root}constants.pkl`))
      throw new Unsupported(`${source.name}: a TorchScript archive (a scripted module), not a state dict`);
    const byName = new Map(entries.map((entry) => [entry.name, entry]));
    await checkByteOrder(source, byName.get(`${root}byteorder`), signal);
    if (pickleEntry.sizeBytes > MAX_PICKLE_BYTES)
      throw new InvalidInput(
        `${source.name}: data.pkl of ${pickleEntry.sizeBytes} bytes is no table of tensors`,
      );
    const pickle = await readEntry(source, pickleEntry, signal);
    const { value } = unpickle(pickle, torchEnvironment(source.name), source.name);
    return stateDictOf(source.name, value, async (storage, start, length, signalOfRead) => {
      const entry = byName.get(`${root}data/${storage.key}`);
      if (!entry)
        throw new InvalidInput(`${source.name}: storage ${storage.key} is missing (a truncated file?)`);
      const expected = storage.elements * BYTES_PER_ELEMENT[storage.type];
      if (entry.sizeBytes !== expected)
        throw new InvalidInput(
          `${source.name}: storage ${storage.key} has ${entry.sizeBytes} bytes, expected ${expected}`,
        );
      return source.read((await contentOffset(source, entry, signalOfRead)) + start, length, signalOfRead);
    });
  },
};

async function checkByteOrder(
  source: ByteSource,
  entry: ZipEntry | undefined,
  signal?: AbortSignal,
): Promise<void> {
  if (!entry) return; // files of PyTorch < 2.1 carry no byte order and are little-endian
  if (entry.sizeBytes > 16) throw new InvalidInput(`${source.name}: malformed byteorder entry`);
  const order = new TextDecoder().decode(await readEntry(source, entry, signal));
  if (order !== 'little') throw new Unsupported(`${source.name}: ${order}-endian weights`);
}

async function readEntry(source: ByteSource, entry: ZipEntry, signal?: AbortSignal): Promise<Uint8Array> {
  return source.read(await contentOffset(source, entry, signal), entry.sizeBytes, signal);
}
