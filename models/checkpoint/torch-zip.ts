/** Reader for PyTorch's zip formats: `<name>/data.pkl` and one entry per storage; TorchScript archives also contain code. */
import type { ByteSource } from '../../core/byte-source.ts';
import { InvalidInput, Unsupported } from '../../core/errors.ts';
import type { CheckpointFormat } from './checkpoint-format.ts';
import { unpickle } from './pickle.ts';
import type { StoredCheckpoint } from './state-dict.ts';
import { BYTES_PER_ELEMENT } from './stored-elements.ts';
import { activationOf, flattenModules, torchScriptEnvironment } from './torch-script.ts';
import { stateDictOf, torchEnvironment } from './torch-tensors.ts';
import { contentOffset, readZipDirectory, type ZipEntry } from './zip.ts';

const MAX_PICKLE_BYTES = 64 * 2 ** 20;

/** Files of `torch.save`, and TorchScript archives (OpenAI's CLIP files), whose modules are read and whose code is ignored. */
export const torchZip: CheckpointFormat = {
  name: 'torch zip',
  matches: (head) => head[0] === 0x50 && head[1] === 0x4b && head[2] === 3 && head[3] === 4,
  read: readTorchZip,
};

async function readTorchZip(source: ByteSource, signal?: AbortSignal): Promise<StoredCheckpoint> {
  const entries = await readZipDirectory(source, signal);
  const pickleEntry = entries.find(({ name }) => /^[^/]+\/data\.pkl$/.test(name));
  if (!pickleEntry)
    throw new InvalidInput(
      `${source.name}: not a torch checkpoint: a zip archive without data.pkl; if it contains the weights, unpack it first`,
    );
  const root = pickleEntry.name.slice(0, -'data.pkl'.length);
  const isScript = entries.some(({ name }) => name === `${root}constants.pkl`);
  const byName = new Map(entries.map((entry) => [entry.name, entry]));
  await checkByteOrder(source, byName.get(`${root}byteorder`), signal);
  if (pickleEntry.sizeBytes > MAX_PICKLE_BYTES)
    throw new InvalidInput(
      `${source.name}: data.pkl has ${pickleEntry.sizeBytes} bytes, too many for a table of tensors`,
    );
  const pickle = await readEntry(source, pickleEntry, signal);
  const classes = new Set<string>();
  const environment = isScript ? torchScriptEnvironment(source.name, classes) : torchEnvironment(source.name);
  const { value } = unpickle(pickle, environment, source.name);
  const table = isScript ? flattenModules(source.name, value) : value;
  const dict = stateDictOf(source.name, table, async (storage, start, length, signalOfRead) => {
    const entry = byName.get(`${root}data/${storage.key}`);
    if (!entry)
      throw new InvalidInput(`${source.name}: storage ${storage.key} is missing; the file may be truncated`);
    const expected = storage.elements * BYTES_PER_ELEMENT[storage.type];
    if (entry.sizeBytes !== expected)
      throw new InvalidInput(
        `${source.name}: storage ${storage.key} has ${entry.sizeBytes} bytes, expected ${expected}`,
      );
    return source.read((await contentOffset(source, entry, signalOfRead)) + start, length, signalOfRead);
  });
  return { dict, metadata: activationOf(classes) };
}

async function checkByteOrder(
  source: ByteSource,
  entry: ZipEntry | undefined,
  signal?: AbortSignal,
): Promise<void> {
  if (!entry) return; // PyTorch before 2.1 writes no byte order, and little-endian files
  if (entry.sizeBytes > 16) throw new InvalidInput(`${source.name}: malformed byteorder entry`);
  const order = new TextDecoder().decode(await readEntry(source, entry, signal));
  if (order !== 'little') throw new Unsupported(`${source.name}: ${order}-endian weights are not supported`);
}

async function readEntry(source: ByteSource, entry: ZipEntry, signal?: AbortSignal): Promise<Uint8Array> {
  return source.read(await contentOffset(source, entry, signal), entry.sizeBytes, signal);
}
