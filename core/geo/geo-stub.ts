/** Writer for a 1 x 1 TIFF with only the georeferencing of a file, so that the CRS authority need not support the file's codec. */
import type { GeoTags } from './geo-tags.ts';

const short = 3;
const long = 4;
const ascii = 2;
const double = 12;

type Field = {
  readonly tag: number;
  readonly type: number;
  readonly count: number;
  readonly bytes: Uint8Array;
};

/** A little-endian classic TIFF of a few hundred bytes. Ignore its extent: it is only meaningful if the source has a tie point. */
export function geoStub(tags: GeoTags): Uint8Array {
  const pixelAt = 8;
  const fields: Field[] = [
    field(256, short, [1]),
    field(257, short, [1]),
    field(258, short, [8]),
    field(259, short, [1]),
    field(262, short, [1]),
    field(273, long, [pixelAt]),
    field(277, short, [1]),
    field(278, short, [1]),
    field(279, long, [1]),
    ...optional(33550, double, tags.pixelScale),
    ...optional(33922, double, tags.tiepoints),
    ...optional(34264, double, tags.transformation),
    ...optional(34735, short, tags.keyDirectory),
    ...optional(34736, double, tags.doubleParams),
    ...(tags.asciiParams === null
      ? []
      : [{ tag: 34737, type: ascii, count: tags.asciiParams.length, bytes: tags.asciiParams }]),
  ];
  return assemble(fields, pixelAt + 2);
}

function assemble(fields: readonly Field[], directoryAt: number): Uint8Array {
  const valuesAt = directoryAt + 2 + fields.length * 12 + 4;
  const size = fields.reduce(
    (at, { bytes }) => at + (bytes.length > 4 ? bytes.length + (bytes.length % 2) : 0),
    valuesAt,
  );
  const out = new Uint8Array(size);
  const view = new DataView(out.buffer);
  out.set([0x49, 0x49, 42, 0]);
  view.setUint32(4, directoryAt, true);
  view.setUint16(directoryAt, fields.length, true);
  let valueAt = valuesAt;
  for (const [i, { tag, type, count, bytes }] of fields.entries()) {
    const at = directoryAt + 2 + i * 12;
    view.setUint16(at, tag, true);
    view.setUint16(at + 2, type, true);
    view.setUint32(at + 4, count, true);
    if (bytes.length <= 4) out.set(bytes, at + 8);
    else {
      view.setUint32(at + 8, valueAt, true);
      out.set(bytes, valueAt);
      valueAt += bytes.length + (bytes.length % 2);
    }
  }
  return out;
}

function optional(tag: number, type: number, values: readonly number[] | null): readonly Field[] {
  return values === null ? [] : [field(tag, type, values)];
}

function field(tag: number, type: number, values: readonly number[]): Field {
  const size = type === short ? 2 : type === long ? 4 : 8;
  const bytes = new Uint8Array(values.length * size);
  const view = new DataView(bytes.buffer);
  for (const [i, value] of values.entries()) {
    if (type === short) view.setUint16(i * size, value, true);
    else if (type === long) view.setUint32(i * size, value, true);
    else view.setFloat64(i * size, value, true);
  }
  return { tag, type, count: values.length, bytes };
}
