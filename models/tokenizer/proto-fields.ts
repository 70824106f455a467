/** Fields of a message in the Protocol Buffers wire format. */
import { InvalidInput } from '../../core/errors.ts';

export type ProtoField = { readonly number: number } & (
  | { readonly kind: 'int'; readonly value: number }
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'bytes'; readonly value: Uint8Array }
);

const VARINT = 0;
const FIXED64 = 1;
const LENGTH_DELIMITED = 2;
const FIXED32 = 5;

/** Fields in file order; 64-bit fixed values are skipped. Throws `InvalidInput` for damaged bytes. */
export function protoFields(bytes: Uint8Array): ProtoField[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const fields: ProtoField[] = [];
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      if (at >= bytes.length) throw damaged();
      const byte = bytes[at++];
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    throw damaged();
  };
  const take = (length: number): number => {
    const start = at;
    if (start + length > bytes.length) throw damaged();
    at += length;
    return start;
  };
  while (at < bytes.length) {
    const tag = varint();
    const number = Math.floor(tag / 8);
    const wire = tag % 8;
    if (number === 0) throw damaged();
    if (wire === VARINT) fields.push({ number, kind: 'int', value: varint() });
    else if (wire === LENGTH_DELIMITED) {
      const length = varint();
      const start = take(length);
      fields.push({ number, kind: 'bytes', value: bytes.subarray(start, start + length) });
    } else if (wire === FIXED32)
      fields.push({ number, kind: 'float', value: view.getFloat32(take(4), true) });
    else if (wire === FIXED64) take(8);
    else throw damaged();
  }
  return fields;
}

function damaged(): InvalidInput {
  return new InvalidInput('the file is damaged, or not a SentencePiece model: get it again');
}
