/** PyTorch zip files and pickles, put together by hand so that they can be put together wrongly. */
import type { Weights } from '../tiny-weights.ts';
import { bytesOf } from '../tiny-weights.ts';

const text = new TextEncoder();

/** Opcodes, as bytes; strings are Latin-1. */
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

/** A zip of stored entries. */
export function zipFile(entries: readonly (readonly [string, Uint8Array])[]): Uint8Array {
  const parts: number[][] = [];
  const directory: number[][] = [];
  let offset = 0;
  for (const [name, bytes] of entries) {
    const nameBytes = [...text.encode(name)];
    const sizes = [...uint32(0), ...uint32(bytes.length), ...uint32(bytes.length), nameBytes.length, 0, 0, 0];
    const local = [0x50, 0x4b, 3, 4, ...new Array<number>(10).fill(0), ...sizes, ...nameBytes];
    const fixed = [0x50, 0x4b, 1, 2, ...new Array<number>(12).fill(0), ...sizes];
    directory.push([...fixed, ...new Array<number>(10).fill(0), ...uint32(offset), ...nameBytes]);
    parts.push(local, [...bytes]);
    offset += local.length + bytes.length;
  }
  const directoryBytes = directory.reduce((sum, entry) => sum + entry.length, 0);
  const count = [entries.length & 255, entries.length >> 8];
  const end = [
    0x50,
    0x4b,
    5,
    6,
    0,
    0,
    0,
    0,
    ...count,
    ...count,
    ...uint32(directoryBytes),
    ...uint32(offset),
    0,
    0,
  ];
  return Uint8Array.from([...parts, ...directory, end].flat());
}

/** A checkpoint as `torch.save` writes it. */
export function torchFile(
  weights: Weights,
  wrap: (state: Uint8Array) => Uint8Array = (state) => state,
): Uint8Array {
  const keys = [...weights.keys()];
  const state = dict(
    [...weights].map(([key, { shape, elements }], i) => [
      key,
      tensor({ storage: String(i), elements: elements.length, shape }),
    ]),
  );
  return zipFile([
    ['archive/data.pkl', program(wrap(state))],
    ...keys.map((key, i) => [`archive/data/${i}`, bytesOf(weights.get(key)!.elements)] as const),
    ['archive/version', text.encode('3\n')],
  ]);
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
