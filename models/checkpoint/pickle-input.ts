/** Sequential reader for the bytes of a pickle: numbers and texts of limited size. Throws `InvalidInput` at a premature end. */
import { InvalidInput, Unsupported } from '../../core/errors.ts';

const MAX_TEXT_BYTES = 2 ** 20;
const utf8 = new TextDecoder('utf-8', { fatal: true });
const latin1 = new TextDecoder('latin1');

export class PickleInput {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #name: string;
  #at = 0;

  /** `name` is for messages. */
  constructor(bytes: Uint8Array, name: string) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#name = name;
  }

  /** Offset of the next byte. */
  get at(): number {
    return this.#at;
  }

  /** Little-endian two's complement. */
  long(byteCount: number): number {
    if (byteCount > 8) throw new Unsupported(`${this.#name}: an integer of ${byteCount} bytes is too long`);
    const start = this.take(byteCount);
    let value = 0n;
    for (let i = 0; i < byteCount; i++) value |= BigInt(this.#bytes[start + i]) << BigInt(8 * i);
    return Number(BigInt.asIntN(8 * byteCount, value));
  }

  text(byteCount: number): string {
    this.#checkText(byteCount);
    const start = this.take(byteCount);
    try {
      return utf8.decode(this.#bytes.subarray(start, this.#at));
    } catch (cause) {
      throw new InvalidInput(`${this.#name}: malformed pickle: text at byte ${start} is not UTF-8`, {
        cause,
      });
    }
  }

  latin1(byteCount: number): string {
    this.#checkText(byteCount);
    const start = this.take(byteCount);
    return latin1.decode(this.#bytes.subarray(start, this.#at));
  }

  /** Text up to the next line feed, which is skipped. */
  line(): string {
    const end = this.#bytes.indexOf(0x0a, this.#at);
    if (end < 0 || end - this.#at > 4096) throw this.malformed('a global without an end of line');
    const line = String.fromCharCode(...this.#bytes.subarray(this.#at, end));
    this.#at = end + 1;
    return line;
  }

  uint8(): number {
    return this.#bytes[this.take(1)];
  }

  uint32(): number {
    return this.#view.getUint32(this.take(4), true);
  }

  /** Skips `count` bytes and returns the offset of the first. */
  take(count: number): number {
    const start = this.#at;
    if (start + count > this.#bytes.length)
      throw new InvalidInput(`${this.#name}: the pickle ends at byte ${this.#bytes.length}, inside a value`);
    this.#at += count;
    return start;
  }

  uint16(): number {
    return this.#view.getUint16(this.take(2), true);
  }

  int32(): number {
    return this.#view.getInt32(this.take(4), true);
  }

  /** Big-endian, unlike the other numbers in a pickle. */
  float64(): number {
    return this.#view.getFloat64(this.take(8), false);
  }

  /** An error that names the position, for the caller to throw. */
  malformed(what: string): InvalidInput {
    return new InvalidInput(`${this.#name}: malformed pickle: ${what} at byte ${this.#at}`);
  }

  #checkText(byteCount: number): void {
    if (byteCount > MAX_TEXT_BYTES)
      throw new Unsupported(`${this.#name}: a text of ${byteCount} bytes at byte ${this.#at} is too long`);
  }
}
