/** Embeddings as pgvector's `halfvec` sends them: u16 dimensions, u16 zero, then the halves; big-endian. */
import { InvalidInput } from '../errors.ts';

const HEAD_BYTES = 4;

export function halfvecBytes(halves: Uint16Array): Uint8Array {
  const bytes = new Uint8Array(HEAD_BYTES + halves.length * 2);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, halves.length);
  for (let i = 0; i < halves.length; i++) view.setUint16(HEAD_BYTES + 2 * i, halves[i]);
  return bytes;
}

/** Writes the halves [dim] to `into`. Throws `InvalidInput` for another length. */
export function readHalfvec(bytes: Uint8Array, into: Uint16Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length !== HEAD_BYTES + into.length * 2 || view.getUint16(0) !== into.length)
    throw new InvalidInput(
      `an embedding of the team store has ${bytes.length} bytes; ${HEAD_BYTES + into.length * 2} were expected`,
    );
  for (let i = 0; i < into.length; i++) into[i] = view.getUint16(HEAD_BYTES + 2 * i);
}
