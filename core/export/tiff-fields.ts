/** Writer for TIFF directories: sorted fields, with short values inline. */

type TiffFieldType = 'ascii' | 'short' | 'long' | 'double' | 'long8';

export type TiffField = {
  readonly tag: number;
  readonly type: TiffFieldType;
  readonly values: ArrayLike<number>;
};

const typeCodes: Readonly<Record<TiffFieldType, number>> = {
  ascii: 2,
  short: 3,
  long: 4,
  double: 12,
  long8: 16,
};
const typeBytes: Readonly<Record<TiffFieldType, number>> = {
  ascii: 1,
  short: 2,
  long: 4,
  double: 8,
  long8: 8,
};

/** Size in bytes of the directory, including the values that follow it because they do not fit inline. */
export function directorySize(fields: readonly TiffField[], bigTiff: boolean): number {
  return fields.reduce(
    (size, field) => size + outlineBytes(field, bigTiff),
    bigTiff ? 8 + fields.length * 20 + 8 : 2 + fields.length * 12 + 4,
  );
}

/** Bytes of a little-endian directory that starts at byte `at` of the file; `nextAt` 0 ends the chain. */
export function directoryBytes(
  fields: readonly TiffField[],
  at: number,
  nextAt: number,
  bigTiff: boolean,
): Uint8Array {
  const sorted = [...fields].sort((a, b) => a.tag - b.tag);
  const bytes = new Uint8Array(directorySize(fields, bigTiff));
  const view = new DataView(bytes.buffer);
  const [countBytes, entryBytes, inlineBytes] = bigTiff ? [8, 20, 8] : [2, 12, 4];
  if (bigTiff) view.setBigUint64(0, BigInt(sorted.length), true);
  else view.setUint16(0, sorted.length, true);
  let outlineAt = countBytes + sorted.length * entryBytes + inlineBytes;
  for (const [i, field] of sorted.entries()) {
    const entry = countBytes + i * entryBytes;
    view.setUint16(entry, field.tag, true);
    view.setUint16(entry + 2, typeCodes[field.type], true);
    setPointer(view, entry + 4, field.values.length, bigTiff);
    const valueAt = entry + (bigTiff ? 12 : 8);
    const outline = outlineBytes(field, bigTiff);
    if (outline === 0) setValues(view, valueAt, field);
    else {
      setPointer(view, valueAt, at + outlineAt, bigTiff);
      setValues(view, outlineAt, field);
      outlineAt += outline;
    }
  }
  setPointer(view, countBytes + sorted.length * entryBytes, nextAt, bigTiff);
  return bytes;
}

/** Bytes needed outside the directory: 0 for values that fit inline, otherwise their length, rounded up to even. */
function outlineBytes({ type, values }: TiffField, bigTiff: boolean): number {
  const length = typeBytes[type] * values.length;
  return length <= (bigTiff ? 8 : 4) ? 0 : length + (length % 2);
}

function setPointer(view: DataView, at: number, value: number, bigTiff: boolean): void {
  if (bigTiff) view.setBigUint64(at, BigInt(value), true);
  else view.setUint32(at, value, true);
}

function setValues(view: DataView, at: number, { type, values }: TiffField): void {
  for (let i = 0; i < values.length; i++) {
    const to = at + i * typeBytes[type];
    if (type === 'ascii') view.setUint8(to, values[i]);
    else if (type === 'short') view.setUint16(to, values[i], true);
    else if (type === 'long') view.setUint32(to, values[i], true);
    else if (type === 'double') view.setFloat64(to, values[i], true);
    else view.setBigUint64(to, BigInt(values[i]), true);
  }
}
