/**
 * Rows in PostgreSQL's binary COPY format: big-endian, each field with its length before it.
 * https://www.postgresql.org/docs/15/sql-copy.html#id-1.9.3.55.9.4
 */

const SIGNATURE = Uint8Array.of(0x50, 0x47, 0x43, 0x4f, 0x50, 0x59, 0x0a, 0xff, 0x0d, 0x0a, 0x00);
const HEADER_BYTES = SIGNATURE.length + 8;
const TRAILER_BYTES = 2;
const END = -1;
const NULL = -1;

/** A field's bytes as PostgreSQL's binary format has them; null for NULL. */
export type CopyField = Uint8Array | null;

/** The whole of a binary COPY. */
export function copyBytes(rows: readonly (readonly CopyField[])[]): Uint8Array {
  const size = rows.reduce((sum, row) => sum + rowSize(row), HEADER_BYTES + TRAILER_BYTES);
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  bytes.set(SIGNATURE);
  let at = HEADER_BYTES;
  for (const row of rows) {
    view.setInt16(at, row.length);
    at += 2;
    for (const field of row) {
      view.setInt32(at, field === null ? NULL : field.length);
      at += 4;
      if (field === null) continue;
      bytes.set(field, at);
      at += field.length;
    }
  }
  view.setInt16(at, END);
  return bytes;
}

function rowSize(row: readonly CopyField[]): number {
  return row.reduce((sum, field) => sum + 4 + (field === null ? 0 : field.length), 2);
}

export function int2(value: number): Uint8Array {
  const bytes = new Uint8Array(2);
  new DataView(bytes.buffer).setInt16(0, value);
  return bytes;
}

export function int4(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setInt32(0, value);
  return bytes;
}
