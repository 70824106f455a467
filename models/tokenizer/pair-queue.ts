/** Queue of pairs of neighbouring symbols: lowest rank first, then leftmost. A binary heap of packed numbers. */

/** Larger than the number of places in any word, so that rank and place fit into one number. */
const PLACES = 2 ** 32;

export class PairQueue {
  readonly #heap: number[] = [];

  push(rank: number, left: number): void {
    const heap = this.#heap;
    const key = rank * PLACES + left;
    let at = heap.length;
    heap.push(key);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (heap[parent] <= key) break;
      heap[at] = heap[parent];
      at = parent;
    }
    heap[at] = key;
  }

  pop(): { readonly rank: number; readonly left: number } | null {
    const heap = this.#heap;
    if (heap.length === 0) return null;
    const first = heap[0];
    const key = heap.pop()!;
    if (heap.length > 0) this.#sink(key);
    return { rank: Math.floor(first / PLACES), left: first % PLACES };
  }

  #sink(key: number): void {
    const heap = this.#heap;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && heap[child + 1] < heap[child]) child += 1;
      if (heap[child] >= key) break;
      heap[at] = heap[child];
      at = child;
    }
    heap[at] = key;
  }
}
