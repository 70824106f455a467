/** Arrays laid one after the other in a new one. */

/** The bytes of any typed arrays. */
export function joinBytes(parts: readonly ArrayBufferView[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, { byteLength }) => sum + byteLength, 0));
  let at = 0;
  for (const part of parts) {
    all.set(viewBytes(part), at);
    at += part.byteLength;
  }
  return all;
}

export function joinFloats(parts: readonly Float32Array[]): Float32Array<ArrayBuffer> {
  return new Float32Array(joinBytes(parts).buffer);
}

/** The memory of a typed array as bytes, not copied. */
export function viewBytes({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
