/**
 * Which requests of a list the worker may still begin: its parent takes back what waits for long, and gives it to another. Plain JavaScript, for
 * both sides. `shared` is an Int32Array of `CLAIM_WORDS`: the id of the request that the worker is at, and offers.
 */

/** Ids on offer at the same time must differ by less. */
export const OFFERS = 32;
export const CLAIM_WORDS = 1 + OFFERS;

/** Before the request is sent. */
export function offer(shared, id) {
  Atomics.store(shared, 1 + (id % OFFERS), id);
}

/** By the worker before it begins, or by its parent to take it back: true for whoever comes first. */
export function claim(shared, id) {
  return Atomics.compareExchange(shared, 1 + (id % OFFERS), id, 0) === id;
}
