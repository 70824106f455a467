// Copies of earlier output, as deflate and zstd ask for.

/** In the work memory: for each distance below 16 the places of 16 bytes that repeat, and how many of them are whole repeats. */
// @ts-ignore: decorator
@inline
const PATTERNS: usize = 61440;
// @ts-ignore: decorator
@inline
const STEPS: usize = PATTERNS + 256;

/** Needed once before copies. */
export function setPatterns(): void {
  for (let distance: usize = 1; distance < 16; distance++) {
    let place: usize = 0;
    for (let i: usize = 0; i < 16; i++) {
      store<u8>(PATTERNS + (distance << 4) + i, <u8>place);
      place = place + 1 == distance ? 0 : place + 1;
    }
    store<u8>(STEPS + distance, <u8>(16 - place));
  }
}

/** Copies at least one vector: up to 15 bytes too many. */
// @ts-ignore: decorator
@inline
export function copyWild(to: usize, from: usize, length: usize): void {
  let i: usize = 0;
  do {
    v128.store(to + i, v128.load(from + i));
    i += 16;
  } while (i < length);
}

/** Copies bytes that may overlap their copy; writes up to 15 more. */
// @ts-ignore: decorator
@inline
export function copyMatch(to: usize, distance: usize, length: usize): void {
  const from = to - distance;
  if (distance >= 16) {
    copyWild(to, from, length);
    return;
  }
  // The same bytes again and again: none of them has to be read after it was written.
  const pattern = i8x16.swizzle(v128.load(from), v128.load(PATTERNS + (distance << 4)));
  const step = <usize>load<u8>(STEPS + distance);
  let i: usize = 0;
  do {
    v128.store(to + i, pattern);
    i += step;
  } while (i < length);
}
