/** Reader for safetensors files: u64 header length, JSON header, raw little-endian tensors. */
import type { ByteSource } from '../../core/byte-source.ts';
import { InvalidInput } from '../../core/errors.ts';
import { inWords } from '../../core/value-in-words.ts';
import type { CheckpointFormat } from './checkpoint-format.ts';
import { elementCount, type StoredTensor, type StoredType } from './state-dict.ts';
import { BYTES_PER_ELEMENT, toFloat32 } from './stored-elements.ts';

/** A thousand tensors take 100 kB; a much larger header is an attack on memory. */
const MAX_HEADER_BYTES = 25_000_000;
const METADATA = '__metadata__';
const MAX_KEY_LENGTH = 500;
const TYPES: ReadonlyMap<string, StoredType> = new Map([
  ['F64', 'fp64'],
  ['F32', 'fp32'],
  ['F16', 'fp16'],
  ['BF16', 'bf16'],
  ['I64', 'int64'],
  ['I32', 'int32'],
  ['I16', 'int16'],
  ['I8', 'int8'],
  ['U8', 'uint8'],
  ['BOOL', 'bool'],
]);

/** One tensor of a safetensors file; `offset` counts from the start of the file. */
export type SafetensorsEntry = {
  readonly type: StoredType;
  readonly shape: readonly number[];
  readonly offset: number;
  readonly length: number;
};

export const safetensors: CheckpointFormat = {
  name: 'safetensors',
  matches: (head, sizeBytes) => {
    if (head.length < 9 || head[8] !== 0x7b) return false;
    const length = new DataView(head.buffer, head.byteOffset, 8).getBigUint64(0, true);
    return length <= BigInt(Math.max(sizeBytes, MAX_HEADER_BYTES));
  },
  async read(source, signal) {
    const dict = new Map<string, StoredTensor>();
    const { entries, metadata } = await readSafetensorsHeader(source, signal);
    for (const [key, entry] of entries)
      dict.set(key, {
        type: entry.type,
        shape: entry.shape,
        async read(signalOfRead) {
          return toFloat32(await source.read(entry.offset, entry.length, signalOfRead), entry.type, key);
        },
      });
    return { dict, metadata };
  },
};

/** Type, shape and place of every tensor. Throws `InvalidInput` if the header is malformed or does not fit the file. */
export async function readSafetensorsHeader(
  source: ByteSource,
  signal?: AbortSignal,
): Promise<{ entries: Map<string, SafetensorsEntry>; metadata: Record<string, string> }> {
  if (source.sizeBytes < 8) throw malformed(source, `it has only ${source.sizeBytes} bytes`);
  const lengthBytes = await source.read(0, 8, signal);
  const length = Number(new DataView(lengthBytes.buffer, lengthBytes.byteOffset, 8).getBigUint64(0, true));
  if (length > MAX_HEADER_BYTES || 8 + length > source.sizeBytes)
    throw malformed(source, `its header of ${length} bytes is cut off (file: ${source.sizeBytes} bytes)`);
  const header = parseHeader(source, await source.read(8, length, signal));
  const entries = new Map<string, SafetensorsEntry>();
  for (const [key, value] of Object.entries(header))
    if (key !== METADATA) entries.set(key, parseEntry(source, key, value, 8 + length));
  checkCoverage(source, entries, 8 + length);
  return { entries, metadata: textsOf(Object.hasOwn(header, METADATA) ? header[METADATA] : undefined) };
}

/** Checks a rule of the format: tensors follow one another without gap or overlap up to the end of the file. */
function checkCoverage(
  source: ByteSource,
  entries: ReadonlyMap<string, SafetensorsEntry>,
  start: number,
): void {
  let end = start;
  for (const [key, { offset, length }] of [...entries].toSorted(
    ([, a], [, b]) => a.offset - b.offset || a.length - b.length,
  )) {
    if (offset < end) throw malformed(source, `${key} overlaps the tensor before it`);
    if (offset > end) throw malformed(source, `${offset - end} bytes before ${key} belong to no tensor`);
    end = offset + length;
  }
  if (end !== source.sizeBytes)
    throw malformed(source, `its tensors end at byte ${end}, the file at ${source.sizeBytes}`);
}

function textsOf(metadata: unknown): Record<string, string> {
  if (metadata === null || typeof metadata !== 'object') return {};
  return Object.fromEntries(
    Object.entries(metadata).filter((pair): pair is [string, string] => typeof pair[1] === 'string'),
  );
}

function parseHeader(source: ByteSource, bytes: Uint8Array): Record<string, unknown> {
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new InvalidInput(`${source.name}: damaged safetensors file: its header is not JSON`, { cause });
  }
  if (header === null || typeof header !== 'object' || Array.isArray(header))
    throw malformed(source, 'its header is not an object');
  return header as Record<string, unknown>;
}

function parseEntry(source: ByteSource, key: string, value: unknown, start: number): SafetensorsEntry {
  if (key.length > MAX_KEY_LENGTH)
    throw malformed(source, `it has a key of ${key.length} characters: ${key.slice(0, 50)}…`);
  if (value === null || typeof value !== 'object') throw malformed(source, `${key} is not an object`);
  const { dtype, shape, data_offsets: offsets } = value as Record<string, unknown>;
  const type = typeof dtype === 'string' ? TYPES.get(dtype) : undefined;
  if (!type)
    throw malformed(
      source,
      `${key} has the element type ${typeof dtype === 'string' ? dtype.slice(0, 20) : inWords(dtype)}, which is not supported`,
    );
  if (!isCounts(shape) || !isCounts(offsets) || offsets.length !== 2)
    throw malformed(source, `${key} has a malformed shape or offsets`);
  const [from, to] = offsets;
  const expected = elementCount(shape) * BYTES_PER_ELEMENT[type];
  if (to - from !== expected)
    throw malformed(source, `${key} [${shape}] has ${to - from} bytes, not ${expected}`);
  if (start + to > source.sizeBytes)
    throw malformed(
      source,
      `${key} ends at byte ${start + to}, the file at ${source.sizeBytes} (truncated?)`,
    );
  return { type, shape, offset: start + from, length: expected };
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && item >= 0);
}

function malformed(source: ByteSource, what: string): InvalidInput {
  return new InvalidInput(`${source.name}: damaged safetensors file: ${what}`);
}
