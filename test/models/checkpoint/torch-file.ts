/** PyTorch zip files and pickles, assembled by hand so that tests can also assemble them wrongly. */
import type { Weights } from '../tiny-weights.ts';
import { bytesOf } from '../tiny-weights.ts';

const text = new TextEncoder();

/** Joins opcodes into bytes; strings are Latin-1. */
export function pickle(...parts: (string | number | Uint8Array)[]): Uint8Array {
  return Uint8Array.from(
    parts.flatMap((part) =>
      typeof part === 'number'
        ? [part]
        : typeof part === 'string'
          ? Array.from(part, (character) => character.charCodeAt(0))
          : [...part],
    ),
  );
}

/** BINUNICODE */
export function unicode(value: string): Uint8Array {
  const bytes = text.encode(value);
  return Uint8Array.from([0x58, ...uint32(bytes.length), ...bytes]);
}

/** BININT */
export function integer(value: number): Uint8Array {
  return Uint8Array.from([0x4a, ...uint32(value)]);
}

export type TensorSpec = {
  readonly storage: string;
  readonly storageClass?: string;
  readonly elements: number;
  readonly offset?: number;
  readonly shape: readonly number[];
  readonly strides?: readonly number[];
};

/** `torch._utils._rebuild_tensor_v2(storage, offset, shape, strides, False, OrderedDict())` */
export function tensor({
  storage,
  storageClass,
  elements,
  offset = 0,
  shape,
  strides,
}: TensorSpec): Uint8Array {
  return pickle(
    'ctorch._utils\n_rebuild_tensor_v2\n((',
    unicode('storage'),
    `ctorch\n${storageClass ?? 'FloatStorage'}\n`,
    unicode(storage),
    unicode('cpu'),
    integer(elements),
    'tQ',
    integer(offset),
    tuple(shape),
    tuple(strides ?? contiguous(shape)),
    '\x89ccollections\nOrderedDict\n)RtR',
  );
}

export function dict(entries: readonly (readonly [string, Uint8Array])[]): Uint8Array {
  return pickle('}(', ...entries.flatMap(([key, value]) => [unicode(key), value]), 'u');
}

export function program(value: Uint8Array): Uint8Array {
  return pickle(0x80, 2, value, '.');
}

/** What an archive may state wrongly about its entries. */
export type ZipFlaws = {
  /** Compression method written for every entry; 8 is deflate. */
  readonly method?: number;
  /** General purpose flags; 1 is encrypted. */
  readonly flags?: number;
  /** Offset of the local header that the directory states for entry i. */
  readonly offsetOf?: (i: number, offset: number) => number;
  /** Uncompressed size that the directory states for entry i. */
  readonly sizeOf?: (i: number, size: number) => number;
  readonly count?: number;
};

/** A zip of stored entries. */
export function zipFile(
  entries: readonly (readonly [string, Uint8Array])[],
  {
    method = 0,
    flags = 0,
    offsetOf = (_, offset) => offset,
    sizeOf = (_, size) => size,
    count,
  }: ZipFlaws = {},
): Uint8Array {
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  entries.forEach(([name, bytes], i) => {
    const nameBytes = [...text.encode(name)];
    const kind = [20, 0, flags, 0, method, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    const sizes = (size: number) => [
      ...uint32(bytes.length),
      ...uint32(size),
      nameBytes.length & 255,
      nameBytes.length >> 8,
      0,
      0,
    ];
    const local = Uint8Array.from([0x50, 0x4b, 3, 4, ...kind, ...sizes(bytes.length), ...nameBytes]);
    const listed = [0x50, 0x4b, 1, 2, 20, 0, ...kind, ...sizes(sizeOf(i, bytes.length))];
    directory.push(
      Uint8Array.from([
        ...listed,
        ...new Array<number>(10).fill(0),
        ...uint32(offsetOf(i, offset)),
        ...nameBytes,
      ]),
    );
    parts.push(local, bytes);
    offset += local.length + bytes.length;
  });
  const directoryBytes = directory.reduce((sum, entry) => sum + entry.length, 0);
  const counted = count ?? entries.length;
  const counts = [counted & 255, counted >> 8];
  const end = [
    0x50,
    0x4b,
    5,
    6,
    0,
    0,
    0,
    0,
    ...counts,
    ...counts,
    ...uint32(directoryBytes),
    ...uint32(offset),
    0,
    0,
  ];
  return joined([...parts, ...directory, Uint8Array.from(end)]);
}

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** A checkpoint as `torch.save` writes it. */
export function torchFile(
  weights: Weights,
  wrap: (state: Uint8Array) => Uint8Array = (state) => state,
): Uint8Array {
  return zipFile([
    ['archive/data.pkl', program(wrap(dict(stateEntries(weights))))],
    ...storageEntries('archive', weights),
    ['archive/version', text.encode('3\n')],
  ]);
}

/** A TorchScript archive whose one activation module is of class `__torch__.<module>.<name>`. */
export function scriptFile(weights: Weights, module: string, name: string): Uint8Array {
  const attributes = [
    ...stateEntries(weights),
    ['act', pickle(`c__torch__.${module}\n${name}\n)\x81}b`)] as const,
  ];
  return zipFile([
    ['m/data.pkl', program(pickle('c__torch__\nClip\n)\x81', dict(attributes), 'b'))],
    ['m/constants.pkl', program(dict([]))],
    ...storageEntries('m', weights),
  ]);
}

/** A checkpoint as `torch.save` wrote it before 1.6. */
export function legacyFile(weights: Weights): Uint8Array {
  const storages = [...weights.values()];
  const magic = pickle(0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, '.');
  const keys = pickle(']', ...storages.flatMap((_, i) => [unicode(String(i)), 'a']));
  return Uint8Array.from([
    ...magic,
    ...program(pickle('M\xe9\x03')),
    ...program(dict([['little_endian', pickle('\x88')]])),
    ...program(dict(stateEntries(weights))),
    ...program(keys),
    ...storages.flatMap(({ elements }) => [...uint32(elements.length), 0, 0, 0, 0, ...bytesOf(elements)]),
  ]);
}

function stateEntries(weights: Weights): (readonly [string, Uint8Array])[] {
  return [...weights].map(([key, { shape, elements }], i) => [
    key,
    tensor({ storage: String(i), elements: elements.length, shape }),
  ]);
}

function storageEntries(root: string, weights: Weights): (readonly [string, Uint8Array])[] {
  return [...weights.values()].map(({ elements }, i) => [`${root}/data/${i}`, bytesOf(elements)]);
}

function tuple(values: readonly number[]): Uint8Array {
  return pickle('(', ...values.map(integer), 't');
}

function contiguous(shape: readonly number[]): number[] {
  return shape.map((_, axis) => shape.slice(axis + 1).reduce((product, extent) => product * extent, 1));
}

function uint32(value: number): number[] {
  return [value & 255, (value >>> 8) & 255, (value >>> 16) & 255, (value >>> 24) & 255];
}
