/** Conversion of stored little-endian elements to float32. */
import { Unsupported } from '../../core/errors.ts';
import type { StoredType } from './state-dict.ts';

export const BYTES_PER_ELEMENT: Readonly<Record<StoredType, number>> = {
  fp64: 8,
  fp32: 4,
  fp16: 2,
  bf16: 2,
  int64: 8,
  int32: 4,
  int16: 2,
  int8: 1,
  uint8: 1,
  bool: 1,
};

/** Elements as float32; may share the memory of `bytes`. Throws `Unsupported`, naming `key`, for integers. */
export function toFloat32(bytes: Uint8Array, type: StoredType, key: string): Float32Array {
  switch (type) {
    case 'fp32':
      return new Float32Array(aligned(bytes, 4));
    case 'fp64':
      return Float32Array.from(new Float64Array(aligned(bytes, 8)));
    case 'fp16':
      return fromHalves(new Uint16Array(aligned(bytes, 2)));
    case 'bf16':
      return fromBrainHalves(new Uint16Array(aligned(bytes, 2)));
    default:
      throw new Unsupported(`${key}: expected floating-point elements, found ${type}`);
  }
}

/** A buffer that starts at the first byte: the view's own if aligned, otherwise a copy. */
function aligned(bytes: Uint8Array, elementBytes: number): ArrayBuffer {
  const whole = bytes.byteOffset === 0 && bytes.byteLength === bytes.buffer.byteLength;
  if (whole && bytes.buffer instanceof ArrayBuffer && bytes.byteLength % elementBytes === 0)
    return bytes.buffer;
  const copy = new ArrayBuffer(bytes.byteLength);
  new Uint8Array(copy).set(bytes);
  return copy;
}

function fromBrainHalves(halves: Uint16Array): Float32Array {
  const bits = new Uint32Array(halves.length);
  for (let i = 0; i < halves.length; i++) bits[i] = halves[i] << 16;
  return new Float32Array(bits.buffer);
}

function fromHalves(halves: Uint16Array): Float32Array {
  const bits = new Uint32Array(halves.length);
  const table = halfTable();
  for (let i = 0; i < halves.length; i++) bits[i] = table[halves[i]];
  return new Float32Array(bits.buffer);
}

let cachedHalfTable: Uint32Array | null = null;

/** float32 bits of all 65,536 IEEE half-precision patterns. */
function halfTable(): Uint32Array {
  if (cachedHalfTable) return cachedHalfTable;
  const value = new Float32Array(1);
  const bits = new Uint32Array(value.buffer);
  const table = new Uint32Array(65536);
  for (let half = 0; half < 65536; half++) {
    const exponent = (half >> 10) & 31;
    const fraction = half & 1023;
    const sign = half >> 15 ? -1 : 1;
    if (exponent === 31) value[0] = fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
    else if (exponent === 0) value[0] = sign * fraction * 2 ** -24;
    else value[0] = sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
    table[half] = bits[0];
  }
  cachedHalfTable = table;
  return table;
}
