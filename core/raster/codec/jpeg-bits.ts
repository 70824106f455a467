/** Bits of the entropy-coded part of a JPEG stream (ITU-T T.81, annex F): stuffed bytes are skipped, markers end it. */
import { InvalidInput } from '../../errors.ts';
import { type HuffmanTable, SHORT_BITS } from './jpeg-tables.ts';

export class JpegBits {
  readonly #bytes: Uint8Array;
  #at: number;
  #held = 0;
  #heldBits = 0;
  #zeros = 0;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.#at = at;
  }

  /** Where the next marker or the end is. */
  get at(): number {
    return this.#at;
  }

  /** Zeros that were made up behind the end; a sound stream needs a few at most. */
  get isExhausted(): boolean {
    return this.#zeros > 64;
  }

  bit(): number {
    if (this.#heldBits === 0) this.#fill(1);
    this.#heldBits -= 1;
    return (this.#held >> this.#heldBits) & 1;
  }

  /** `count` bits, at most 16. */
  bits(count: number): number {
    if (count === 0) return 0;
    if (this.#heldBits < count) this.#fill(count);
    this.#heldBits -= count;
    return (this.#held >> this.#heldBits) & ((1 << count) - 1);
  }

  /** A number of `count` bits, whose first bit tells the sign. */
  signed(count: number): number {
    const value = this.bits(count);
    return count > 0 && value < 1 << (count - 1) ? value - (1 << count) + 1 : value;
  }

  symbol(table: HuffmanTable): number {
    if (this.#heldBits < 16) this.#fill(16);
    const entry = table.short[(this.#held >> (this.#heldBits - SHORT_BITS)) & ((1 << SHORT_BITS) - 1)];
    if (entry !== 0) {
      this.#heldBits -= entry & 15;
      return entry >> 4;
    }
    for (let length = SHORT_BITS + 1; length <= 16; length++) {
      const code = (this.#held >> (this.#heldBits - length)) & ((1 << length) - 1);
      if (code > table.largest[length]) continue;
      this.#heldBits -= length;
      return table.values[table.offset[length] + code];
    }
    throw new InvalidInput('JPEG: bits that are no Huffman code');
  }

  /** Goes to the restart marker that comes next, and behind it. False if there is none. */
  restart(): boolean {
    this.#held = 0;
    this.#heldBits = 0;
    this.#zeros = 0;
    const bytes = this.#bytes;
    while (this.#at + 1 < bytes.length) {
      const isMarker = bytes[this.#at] === 0xff && bytes[this.#at + 1] !== 0 && bytes[this.#at + 1] !== 0xff;
      if (isMarker) break;
      this.#at += 1;
    }
    if ((bytes[this.#at + 1] & 0xf8) !== 0xd0) return false;
    this.#at += 2;
    return true;
  }

  #fill(count: number): void {
    const bytes = this.#bytes;
    while (this.#heldBits < count) {
      let byte = 0;
      if (this.#at >= bytes.length) this.#zeros += 8;
      else {
        byte = bytes[this.#at];
        if (byte !== 0xff) this.#at += 1;
        else if (bytes[this.#at + 1] === 0) this.#at += 2;
        else {
          byte = 0;
          this.#zeros += 8;
        }
      }
      this.#held = ((this.#held << 8) | byte) & 0xff_ffff;
      this.#heldBits += 8;
    }
  }
}
