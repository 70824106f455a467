/** Layout of a safetensors file: its header and the offset of each tensor. */
import type { SafetensorsEntry } from './safetensors.ts';
import { elementCount } from './state-dict.ts';
import { BYTES_PER_ELEMENT } from './stored-elements.ts';

type WrittenType = keyof typeof DTYPES;

const DTYPES = { fp32: 'F32', fp16: 'F16', int8: 'I8' } as const;

/** Tensors are stored in the order of `shapes`, without gaps. The header is padded to a multiple of 8 bytes. */
export function layOutSafetensors(
  shapes: ReadonlyMap<string, readonly number[]>,
  metadata: Readonly<Record<string, string>>,
  typeOf: (key: string) => WrittenType = () => 'fp32',
): { header: Uint8Array; entries: Map<string, SafetensorsEntry>; sizeBytes: number } {
  const table: Record<string, unknown> = { __metadata__: metadata };
  let end = 0;
  for (const [key, shape] of shapes) {
    const length = BYTES_PER_ELEMENT[typeOf(key)] * elementCount(shape);
    table[key] = { dtype: DTYPES[typeOf(key)], shape, data_offsets: [end, end + length] };
    end += length;
  }
  const json = new TextEncoder().encode(JSON.stringify(table));
  const padded = Math.ceil(json.length / 8) * 8;
  const header = new Uint8Array(8 + padded).fill(0x20);
  new DataView(header.buffer).setBigUint64(0, BigInt(padded), true);
  header.set(json, 8);
  const entries = new Map<string, SafetensorsEntry>();
  let offset = header.length;
  for (const [key, shape] of shapes) {
    const type = typeOf(key);
    const length = BYTES_PER_ELEMENT[type] * elementCount(shape);
    entries.set(key, { type, shape, offset, length });
    offset += length;
  }
  return { header, entries, sizeBytes: offset };
}
