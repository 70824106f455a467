/**
 * The character map of a SentencePiece model: a double-array trie (Darts) over UTF-8 from strings to their replacements. The longest
 * match is replaced; characters that do not occur stay.
 */
import { InvalidInput } from '../../core/errors.ts';

/** Keeps a byte order mark, which is an ordinary character here. */
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const encoder = new TextEncoder();

export class CharMap {
  readonly #units: Uint32Array;
  /** Replacements, each ended by a zero byte. */
  readonly #replacements: Uint8Array;

  /** `bytes`: the size of the trie in bytes (32 bits), the trie, the replacements. Throws `InvalidInput` if they do not fit. */
  constructor(bytes: Uint8Array) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const trieBytes = bytes.length < 4 ? -1 : view.getUint32(0, true);
    if (trieBytes < 4 || trieBytes % 4 !== 0 || 4 + trieBytes > bytes.length)
      throw new InvalidInput('the character map of the vocabulary is damaged: get the file again');
    this.#units = Uint32Array.from({ length: trieBytes / 4 }, (_, i) => view.getUint32(4 + 4 * i, true));
    this.#replacements = bytes.subarray(4 + trieBytes);
  }

  apply(text: string): string {
    const bytes = encoder.encode(text);
    const pieces: Uint8Array[] = [];
    for (let at = 0; at < bytes.length; ) {
      const match = this.#longestMatch(bytes, at);
      pieces.push(match ? this.#replacement(match.value) : bytes.subarray(at, at + charBytes(bytes[at])));
      at += match ? match.length : charBytes(bytes[at]);
    }
    return decoder.decode(joined(pieces));
  }

  #longestMatch(bytes: Uint8Array, start: number): { length: number; value: number } | null {
    const units = this.#units;
    let match: { length: number; value: number } | null = null;
    let node = offsetOf(units[0]);
    for (let at = start; at < bytes.length; at++) {
      node ^= bytes[at];
      if (node >= units.length || labelOf(units[node]) !== bytes[at]) break;
      const unit = units[node];
      node ^= offsetOf(unit);
      if (hasLeaf(unit)) match = { length: at + 1 - start, value: units[node] & 0x7fffffff };
    }
    return match;
  }

  #replacement(start: number): Uint8Array {
    const end = this.#replacements.indexOf(0, start);
    if (start >= this.#replacements.length || end < 0)
      throw new InvalidInput('the character map of the vocabulary is damaged: get the file again');
    return this.#replacements.subarray(start, end);
  }
}

function hasLeaf(unit: number): boolean {
  return ((unit >>> 8) & 1) === 1;
}

/** A value has the highest bit set, so that no byte equals its label. */
function labelOf(unit: number): number {
  return (unit & 0x800000ff) >>> 0;
}

function offsetOf(unit: number): number {
  return ((unit >>> 10) << ((unit & 0x200) >>> 6)) >>> 0;
}

function charBytes(first: number): number {
  if (first < 0x80) return 1;
  if (first < 0xe0) return 2;
  return first < 0xf0 ? 3 : 4;
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
