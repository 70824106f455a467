/** Reading of NumPy's `.npy` files of float32, in which the oracles keep arrays. */

export function readNpy(bytes: Uint8Array): { shape: number[]; elements: Float32Array } {
  const headerLength = new DataView(bytes.buffer, bytes.byteOffset).getUint16(8, true);
  const header = new TextDecoder().decode(bytes.subarray(10, 10 + headerLength));
  const shape = /'shape': \(([^)]*)\)/
    .exec(header)?.[1]
    .split(',')
    .filter((part) => part.trim() !== '');
  if (!shape || !header.includes("'<f4'") || header.includes('True')) throw new Error(`unexpected ${header}`);
  return {
    shape: shape.map(Number),
    elements: new Float32Array(new Uint8Array(bytes.subarray(10 + headerLength)).buffer),
  };
}
