/** Remembers which texts have been seen, by digests of 64 bits: millions of captions take a few dozen megabytes. */

const LARGEST_LOAD = 0.7;

/** Two of two million different texts have the same digest with a probability of 1e-7. */
export class FirstSeen {
  /** Open addressing: both halves of a digest, and 1 + the record; 0 in a free slot. */
  #slots = new Uint32Array(3 << 10);
  #size = 0;

  /** The record that first had `text`: `record` itself for a new one. Records are whole numbers below 2^32 - 1. */
  add(text: string, record: number): number {
    if ((this.#size + 1) * 3 > LARGEST_LOAD * this.#slots.length) this.#grow();
    const [high, low] = digest(text);
    const slot = slotOf(this.#slots, high, low);
    const before = this.#slots[slot + 2];
    if (before !== 0) return before - 1;
    this.#slots.set([high, low, record + 1], slot);
    this.#size++;
    return record;
  }

  #grow(): void {
    const [old, larger] = [this.#slots, new Uint32Array(2 * this.#slots.length)];
    for (let i = 0; i < old.length; i += 3)
      if (old[i + 2] !== 0) larger.set(old.subarray(i, i + 3), slotOf(larger, old[i], old[i + 1]));
    this.#slots = larger;
  }
}

/** Place of the digest, or of the free slot for it. */
function slotOf(slots: Uint32Array, high: number, low: number): number {
  const mask = slots.length / 3 - 1;
  for (let i = low & mask; ; i = (i + 1) & mask) {
    const slot = 3 * i;
    if (slots[slot + 2] === 0 || (slots[slot] === high && slots[slot + 1] === low)) return slot;
  }
}

/** Two multiplicative hashes, mixed at the end as MurmurHash3 does (Austin Appleby, public domain). */
function digest(text: string): readonly [number, number] {
  let [high, low] = [0x9e3779b9, 0x85ebca6b];
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    high = Math.imul(high ^ unit, 0x01000193);
    high ^= high >>> 15;
    low = Math.imul(low ^ unit, 0x5bd1e995);
    low ^= low >>> 13;
  }
  return [mixed(high ^ text.length), mixed(low ^ Math.imul(high, 0x27d4eb2f))];
}

function mixed(hash: number): number {
  let h = hash;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
