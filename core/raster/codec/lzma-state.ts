/** LZMA: a range coder with adaptive bits, literals and matches (after the description in Igor Pavlov's LZMA specification). */
import { InvalidInput } from '../../errors.ts';

const bitModelTotal = 2048;
const moveBits = 5;
const states = 12;
const lengthChoices = 2;
/** Positions of a length coder's three trees, and its size. */
const lowAt = lengthChoices;
const midAt = lowAt + 16 * 8;
const highAt = midAt + 16 * 8;
const lengthModels = highAt + 256;
const matchMinimum = 2;
const endDistances = 14;
const alignBits = 4;

/** What the decoder of a stream keeps from one chunk to the next. */
export class LzmaState {
  readonly out: Uint8Array;
  at = 0;
  readonly #bytes: Uint8Array;
  #dictionaryAt = 0;
  #range = 0;
  #code = 0;
  #from = 0;
  #literalContextBits = 3;
  #literalPositionBits = 0;
  #positionBits = 2;
  #state = 0;
  readonly #distances = [0, 0, 0, 0];
  readonly #isMatch = new Uint16Array(states * 16);
  readonly #isRepeat = new Uint16Array(states);
  readonly #isRepeat0 = new Uint16Array(states);
  readonly #isRepeat1 = new Uint16Array(states);
  readonly #isRepeat2 = new Uint16Array(states);
  readonly #isLongRepeat0 = new Uint16Array(states * 16);
  readonly #slots = new Uint16Array(4 * 64);
  readonly #special = new Uint16Array(128);
  readonly #align = new Uint16Array(1 << alignBits);
  readonly #lengths = new Uint16Array(lengthModels);
  readonly #repeatLengths = new Uint16Array(lengthModels);
  #literals = new Uint16Array(0x300);

  constructor(bytes: Uint8Array, sizeBytes: number) {
    this.#bytes = bytes;
    this.out = new Uint8Array(sizeBytes);
  }

  resetDictionary(): void {
    this.#dictionaryAt = this.at;
  }

  /** Bytes that are stored as they are. */
  copy(bytes: Uint8Array): void {
    const fitting = bytes.subarray(0, this.out.length - this.at);
    this.out.set(fitting, this.at);
    this.at += fitting.length;
  }

  setProperties(byte: number): void {
    const literalContextBits = byte % 9;
    const literalPositionBits = Math.floor(byte / 9) % 5;
    if (byte >= 225 || literalContextBits + literalPositionBits > 4)
      throw new InvalidInput('LZMA: properties that are not possible');
    this.#literalContextBits = literalContextBits;
    this.#literalPositionBits = literalPositionBits;
    this.#positionBits = Math.floor(byte / 45);
    this.#literals = new Uint16Array(0x300 << (literalContextBits + literalPositionBits));
  }

  reset(): void {
    this.#state = 0;
    this.#distances.fill(0);
    for (const models of [
      ...[this.#isMatch, this.#isRepeat, this.#isRepeat0, this.#isRepeat1, this.#isRepeat2],
      ...[this.#isLongRepeat0, this.#slots, this.#special, this.#align],
      ...[this.#lengths, this.#repeatLengths, this.#literals],
    ])
      models.fill(bitModelTotal / 2);
  }

  /** Decodes `plainBytes` bytes from the chunk at `from`; what does not fit into `out` is left away. */
  decode(from: number, plainBytes: number): void {
    this.#range = 0xffff_ffff;
    this.#code = 0;
    this.#from = from + 1;
    for (let i = 0; i < 4; i++) this.#code = ((this.#code << 8) | this.#next()) >>> 0;
    const end = Math.min(this.out.length, this.at + plainBytes);
    const mask = (1 << this.#positionBits) - 1;
    while (this.at < end) {
      const position = (this.at - this.#dictionaryAt) & mask;
      if (this.#bit(this.#isMatch, this.#state * 16 + position) === 0) this.#literal();
      else this.#match(position, end);
    }
  }

  #literal(): void {
    const { out, at } = this;
    const previous = at > this.#dictionaryAt ? out[at - 1] : 0;
    const position = (at - this.#dictionaryAt) & ((1 << this.#literalPositionBits) - 1);
    const context = (position << this.#literalContextBits) | (previous >> (8 - this.#literalContextBits));
    const models = 0x300 * context;
    let symbol = 1;
    if (this.#state >= 7) {
      let match = out[at - this.#distances[0] - 1];
      while (symbol < 0x100) {
        const bit = match >> 7;
        match = (match << 1) & 255;
        const got = this.#bit(this.#literals, models + ((1 + bit) << 8) + symbol);
        symbol = (symbol << 1) | got;
        if (bit !== got) break;
      }
    }
    while (symbol < 0x100) symbol = (symbol << 1) | this.#bit(this.#literals, models + symbol);
    out[at] = symbol & 255;
    this.at += 1;
    this.#state = this.#state < 4 ? 0 : this.#state < 10 ? this.#state - 3 : this.#state - 6;
  }

  #match(position: number, end: number): void {
    const d = this.#distances;
    const isSimple = this.#bit(this.#isRepeat, this.#state) === 0;
    if (isSimple) {
      [d[3], d[2], d[1]] = [d[2], d[1], d[0]];
      const length = this.#length(this.#lengths, position);
      this.#state = this.#state < 7 ? 7 : 10;
      d[0] = this.#distance(length);
      this.#copyMatch(length + matchMinimum, end);
      return;
    }
    if (this.#bit(this.#isRepeat0, this.#state) === 1) this.#chooseRepeat();
    else if (this.#bit(this.#isLongRepeat0, this.#state * 16 + position) === 0) {
      this.#state = this.#state < 7 ? 9 : 11;
      this.#copyMatch(1, end);
      return;
    }
    const length = this.#length(this.#repeatLengths, position);
    this.#state = this.#state < 7 ? 8 : 11;
    this.#copyMatch(length + matchMinimum, end);
  }

  /** Moves one of the older distances to the front. */
  #chooseRepeat(): void {
    const d = this.#distances;
    let chosen = 1;
    if (this.#bit(this.#isRepeat1, this.#state) === 1) chosen = 2 + this.#bit(this.#isRepeat2, this.#state);
    d.unshift(d.splice(chosen, 1)[0]);
  }

  #copyMatch(length: number, end: number): void {
    const { out } = this;
    const from = this.at - this.#distances[0] - 1;
    if (from < this.#dictionaryAt) throw new InvalidInput('LZMA: a match before the start of the block');
    const to = Math.min(end, this.at + length);
    for (let at = this.at, source = from; at < to; at++, source++) out[at] = out[source];
    this.at = to;
  }

  #length(models: Uint16Array, position: number): number {
    if (this.#bit(models, 0) === 0) return this.#tree(models, lowAt + position * 8, 3);
    if (this.#bit(models, 1) === 0) return 8 + this.#tree(models, midAt + position * 8, 3);
    return 16 + this.#tree(models, highAt, 8);
  }

  #distance(length: number): number {
    const slot = this.#tree(this.#slots, Math.min(length, 3) * 64, 6);
    if (slot < 4) return slot;
    const directBits = (slot >> 1) - 1;
    const base = ((2 | (slot & 1)) << directBits) >>> 0;
    if (slot < endDistances) return base + this.#reverseTree(this.#special, base - slot, directBits);
    const high = this.#directBits(directBits - alignBits) * (1 << alignBits);
    return base + high + this.#reverseTree(this.#align, 0, alignBits);
  }

  #tree(models: Uint16Array, from: number, bits: number): number {
    let symbol = 1;
    for (let i = 0; i < bits; i++) symbol = (symbol << 1) | this.#bit(models, from + symbol);
    return symbol - (1 << bits);
  }

  /** Lowest bit first. */
  #reverseTree(models: Uint16Array, from: number, bits: number): number {
    let symbol = 1;
    let value = 0;
    for (let i = 0; i < bits; i++) {
      const bit = this.#bit(models, from + symbol);
      symbol = (symbol << 1) | bit;
      value |= bit << i;
    }
    return value;
  }

  #bit(models: Uint16Array, index: number): number {
    const model = models[index];
    const bound = (this.#range >>> 11) * model;
    let bit = 0;
    if (this.#code < bound) {
      this.#range = bound;
      models[index] = model + ((bitModelTotal - model) >> moveBits);
    } else {
      bit = 1;
      this.#range -= bound;
      this.#code -= bound;
      models[index] = model - (model >> moveBits);
    }
    this.#normalize();
    return bit;
  }

  #directBits(count: number): number {
    let value = 0;
    for (let i = 0; i < count; i++) {
      this.#range >>>= 1;
      const bit = this.#code >= this.#range ? 1 : 0;
      if (bit === 1) this.#code -= this.#range;
      value = value * 2 + bit;
      this.#normalize();
    }
    return value;
  }

  #normalize(): void {
    if (this.#range >= 0x100_0000) return;
    this.#range = (this.#range << 8) >>> 0;
    this.#code = ((this.#code << 8) | this.#next()) >>> 0;
  }

  #next(): number {
    const byte = this.#bytes[this.#from] ?? 0;
    this.#from += 1;
    return byte;
  }
}
