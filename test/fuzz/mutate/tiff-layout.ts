/** The directories of a TIFF as they lie in the file, read leniently and written again with changed fields. Not the reader under test. */

/** Bytes of a value by field type. */
export const TYPE_BYTES: Readonly<Record<number, number>> = {
  1: 1,
  2: 1,
  3: 2,
  4: 4,
  5: 8,
  6: 1,
  7: 1,
  8: 2,
  9: 4,
  10: 8,
  11: 4,
  12: 8,
  13: 4,
  16: 8,
  17: 8,
  18: 8,
};

export type RawField = {
  readonly tag: number;
  readonly type: number;
  readonly count: number;
  /** Values, little-endian. */
  readonly bytes: Uint8Array;
  /** Written instead of the place of the values; null for the true one. */
  readonly statedOffset: number | null;
};

export type RawDirectory = {
  readonly at: number;
  /** Where the offset of this directory is stored, and that of the next one. */
  readonly pointerAt: number;
  readonly nextAt: number;
  readonly isBig: boolean;
  readonly littleEndian: boolean;
  readonly fields: readonly RawField[];
  /** Where the blocks lie, as far as the fields tell. */
  readonly blocks: readonly { readonly at: number; readonly size: number }[];
};

const MOST_DIRECTORIES = 12;
const MOST_FIELDS = 200;
const MOST_VALUE_BYTES = 60_000;

/** Every directory that can be found; empty if the file has no TIFF header. */
export function rawDirectories(bytes: Uint8Array): readonly RawDirectory[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 16) return [];
  const littleEndian = bytes[0] === 0x49;
  const magic = view.getUint16(2, littleEndian);
  if (magic !== 42 && magic !== 43) return [];
  const isBig = magic === 43;
  const found: RawDirectory[] = [];
  const seen = new Set<number>();
  let pointerAt = isBig ? 8 : 4;
  while (found.length < MOST_DIRECTORIES && pointerAt + 8 <= bytes.length) {
    const at = offsetAt(view, pointerAt, isBig, littleEndian);
    if (at < 8 || at + 10 > bytes.length || seen.has(at)) break;
    seen.add(at);
    const directory = rawDirectory(view, at, pointerAt, isBig, littleEndian);
    if (directory === null) break;
    found.push(directory);
    pointerAt = directory.nextAt;
  }
  return found;
}

function rawDirectory(
  view: DataView,
  at: number,
  pointerAt: number,
  isBig: boolean,
  littleEndian: boolean,
): RawDirectory | null {
  const count = isBig ? Number(view.getBigUint64(at, littleEndian)) : view.getUint16(at, littleEndian);
  const [head, entry] = isBig ? [8, 20] : [2, 12];
  const nextAt = at + head + count * entry;
  if (count > MOST_FIELDS || nextAt > view.byteLength) return null;
  const fields: RawField[] = [];
  for (let i = 0; i < count; i++) fields.push(rawField(view, at + head + i * entry, isBig, littleEndian));
  return { at, pointerAt, nextAt, isBig, littleEndian, fields, blocks: blocksOf(fields) };
}

function rawField(view: DataView, at: number, isBig: boolean, littleEndian: boolean): RawField {
  const [tag, type] = [view.getUint16(at, littleEndian), view.getUint16(at + 2, littleEndian)];
  const count = isBig
    ? Number(view.getBigUint64(at + 4, littleEndian))
    : view.getUint32(at + 4, littleEndian);
  const size = TYPE_BYTES[type] ?? 1;
  const inline = isBig ? 8 : 4;
  const valueAt = isBig ? at + 12 : at + 8;
  const length = Math.min(count * size, MOST_VALUE_BYTES);
  const from = count * size <= inline ? valueAt : offsetAt(view, valueAt, isBig, littleEndian);
  const end = Math.min(view.byteLength, from + length);
  const bytes = new Uint8Array(Math.max(0, end - from));
  for (let i = 0; i < bytes.length; i++) bytes[i] = view.getUint8(from + i);
  if (!littleEndian) swap(bytes, size);
  // A field whose values are missing or too long stays as it is.
  const isWhole = bytes.length === count * size;
  return { tag, type, count, bytes, statedOffset: isWhole ? null : from };
}

function blocksOf(fields: readonly RawField[]): RawDirectory['blocks'] {
  const offsets = numbersOf(fields.find(({ tag }) => tag === 273 || tag === 324));
  const sizes = numbersOf(fields.find(({ tag }) => tag === 279 || tag === 325));
  return offsets.slice(0, 64).map((at, i) => ({ at, size: sizes[i] ?? 0 }));
}

function numbersOf(field: RawField | undefined): readonly number[] {
  if (field === undefined) return [];
  const { bytes, type } = field;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = TYPE_BYTES[type] ?? 1;
  const numbers: number[] = [];
  for (let at = 0; at + size <= bytes.length; at += size)
    numbers.push(
      size === 2
        ? view.getUint16(at, true)
        : size === 4
          ? view.getUint32(at, true)
          : size === 8
            ? Number(view.getBigUint64(at, true))
            : bytes[at],
    );
  return numbers;
}

/** `bytes` with the fields of `directory` written again at the end of the file. */
export function withDirectory(
  bytes: Uint8Array,
  directory: RawDirectory,
  changed: readonly RawField[],
): Uint8Array<ArrayBuffer> {
  const { isBig, littleEndian, pointerAt, nextAt } = directory;
  const fields = changed.slice(0, MOST_FIELDS).toSorted((a, b) => a.tag - b.tag);
  const [head, entry, inline] = isBig ? [8, 20, 8] : [2, 12, 4];
  const at = bytes.length + (bytes.length % 2);
  let valuesAt = at + head + fields.length * entry + inline;
  const total = fields.reduce((sum, { bytes: value }) => sum + value.length + (value.length % 2), valuesAt);
  const out = new Uint8Array(total);
  out.set(bytes);
  const view = new DataView(out.buffer);
  const setOffset = (place: number, value: number) =>
    isBig
      ? view.setBigUint64(place, BigInt(Math.max(0, Math.trunc(value))), littleEndian)
      : view.setUint32(place, value, littleEndian);
  if (isBig) view.setBigUint64(at, BigInt(fields.length), littleEndian);
  else view.setUint16(at, fields.length, littleEndian);
  fields.forEach((field, i) => {
    const place = at + head + i * entry;
    const value = field.bytes.slice();
    if (!littleEndian) swap(value, TYPE_BYTES[field.type] ?? 1);
    view.setUint16(place, field.tag, littleEndian);
    view.setUint16(place + 2, field.type, littleEndian);
    setOffset(place + 4, field.count);
    const valueAt = place + (isBig ? 12 : 8);
    if (field.statedOffset !== null) setOffset(valueAt, field.statedOffset);
    else if (value.length <= inline) out.set(value, valueAt);
    else {
      setOffset(valueAt, valuesAt);
      out.set(value, valuesAt);
      valuesAt += value.length + (value.length % 2);
    }
  });
  const next = nextAt + inline <= bytes.length ? offsetAt(view, nextAt, isBig, littleEndian) : 0;
  setOffset(at + head + fields.length * entry, next);
  setOffset(pointerAt, at);
  return out;
}

function offsetAt(view: DataView, at: number, isBig: boolean, littleEndian: boolean): number {
  if (at + (isBig ? 8 : 4) > view.byteLength) return 0;
  return isBig ? Number(view.getBigUint64(at, littleEndian)) : view.getUint32(at, littleEndian);
}

function swap(bytes: Uint8Array, size: number): void {
  if (size > 1)
    for (let at = 0; at + size <= bytes.length; at += size) bytes.subarray(at, at + size).reverse();
}
