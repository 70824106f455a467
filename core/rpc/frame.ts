/**
 * Encoding of a message as bytes, for channels without structured clone: length of the JSON header (u32, little-endian), the
 * header, then the bytes of the typed arrays, each aligned to 8. In the header a typed array is `{ $b: offset, t: type, n: bytes }`,
 * with the offset counted from the first segment. Decoded arrays are views into the frame.
 */
import { InvalidInput } from '../errors.ts';
import { inWords } from '../value-in-words.ts';
import { isTypedArray } from './protocol.ts';

const TYPES = {
  u8: Uint8Array,
  u8c: Uint8ClampedArray,
  i8: Int8Array,
  u16: Uint16Array,
  i16: Int16Array,
  u32: Uint32Array,
  i32: Int32Array,
  f32: Float32Array,
  f64: Float64Array,
  u64: BigUint64Array,
  i64: BigInt64Array,
} as const;

const ALIGNMENT = 8;
const aligned = (bytes: number): number => Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;

/** The frame for `message`, which must be portable (`checkPortable`). */
export function encodeFrame(message: unknown): Uint8Array<ArrayBuffer> {
  const segments: { offset: number; bytes: Uint8Array }[] = [];
  let segmentBytes = 0;
  // `this[key]` rather than `value`, because JSON.stringify has already called toJSON on `value`.
  const header = JSON.stringify(message, function (this: Record<string, unknown>, key: string) {
    const value = this[key];
    if (!isTypedArray(value)) return value;
    const offset = segmentBytes;
    segments.push({ offset, bytes: new Uint8Array(value.buffer, value.byteOffset, value.byteLength) });
    segmentBytes = aligned(offset + value.byteLength);
    return { $b: offset, t: typeOf(value), n: value.byteLength };
  });
  const headerBytes = new TextEncoder().encode(header);
  const start = aligned(4 + headerBytes.length);
  const frame = new Uint8Array(start + segmentBytes);
  new DataView(frame.buffer).setUint32(0, headerBytes.length, true);
  frame.set(headerBytes, 4);
  for (const { offset, bytes } of segments) frame.set(bytes, start + offset);
  return frame;
}

/** The message in `frame`. Throws `InvalidInput` for a malformed frame. */
export function decodeFrame(frame: ArrayBuffer): unknown {
  if (frame.byteLength < 4)
    throw new InvalidInput(`frame: ${frame.byteLength} bytes, too short for a header`);
  const headerLength = new DataView(frame).getUint32(0, true);
  if (4 + headerLength > frame.byteLength)
    throw new InvalidInput(
      `frame: a header of ${headerLength} bytes does not fit into ${frame.byteLength} bytes`,
    );
  const start = aligned(4 + headerLength);
  try {
    const header = new TextDecoder('utf-8', { fatal: true }).decode(new Uint8Array(frame, 4, headerLength));
    return JSON.parse(header, (_key, value: unknown) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, '$b')
        ? viewOf(frame, start, { ...value })
        : value,
    );
  } catch (cause) {
    if (cause instanceof InvalidInput) throw cause;
    throw new InvalidInput('frame: the header is not JSON, or nested too deeply', { cause });
  }
}

function typeOf(array: ArrayBufferView): string {
  const found = Object.entries(TYPES).find(([, type]) => array instanceof type);
  if (found === undefined) throw new InvalidInput(`frame: ${array.constructor.name} cannot be sent`);
  return found[0];
}

function viewOf(frame: ArrayBuffer, start: number, reference: Record<string, unknown>): ArrayBufferView {
  const { $b: offset, t: type, n: bytes } = reference;
  const fits =
    typeof offset === 'number' &&
    typeof bytes === 'number' &&
    Number.isSafeInteger(offset) &&
    Number.isSafeInteger(bytes) &&
    offset >= 0 &&
    bytes >= 0 &&
    offset % ALIGNMENT === 0 &&
    start + offset + bytes <= frame.byteLength;
  if (!fits || typeof type !== 'string' || !isTypeTag(type))
    throw new InvalidInput(
      `frame: segment ${inWords(type)} at ${inWords(offset)}, ${inWords(bytes)} bytes, does not fit`,
    );
  const View = TYPES[type];
  if (bytes % View.BYTES_PER_ELEMENT !== 0)
    throw new InvalidInput(`frame: ${bytes} bytes are not a whole number of ${type} elements`);
  return new View(frame, start + offset, bytes / View.BYTES_PER_ELEMENT);
}

function isTypeTag(tag: string): tag is keyof typeof TYPES {
  return Object.hasOwn(TYPES, tag);
}
