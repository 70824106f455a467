/** A `BandRendering` as one URL path segment of a tile's address, such as `2~1~0~none` or `0~0~0~linear~0~1~0~1~0~1`. */

import type { BandRendering, ValueRange } from '../documents/scene.ts';
import { InvalidInput } from '../errors.ts';
import { inWords } from '../value-in-words.ts';

/** Unreserved in URLs (RFC 3986), and not part of any number. */
const SEPARATOR = '~';

/** The key of a rendering; equal renderings have equal keys. @throws InvalidInput when a number is not finite. */
export function renderingKey({ bands, stretch }: BandRendering): string {
  const numbers = stretch.kind === 'none' ? [] : stretch.ranges.flatMap(({ min, max }) => [min, max]);
  for (const value of numbers)
    if (!Number.isFinite(value)) throw new InvalidInput(`stretch: expected finite limits, found ${value}`);
  return [...bands, stretch.kind, ...numbers].join(SEPARATOR);
}

/** Inverse of `renderingKey`. @throws InvalidInput for any other text. */
export function parseRenderingKey(key: string): BandRendering {
  const parts = key.split(SEPARATOR);
  const [red, green, blue] = parts.slice(0, 3).map(Number);
  const kind = parts[3];
  const limits = parts.slice(4).map(Number);
  const bands = [red, green, blue] as const;
  const bandsAreValid = bands.every((band) => Number.isInteger(band) && band >= 0 && band <= 65_535);
  if (bandsAreValid && kind === 'none' && limits.length === 0)
    return canonical(key, { bands, stretch: { kind } });
  if (bandsAreValid && kind === 'linear' && limits.length === 6 && limits.every(Number.isFinite)) {
    const [a, b, c, d, e, f] = limits;
    const ranges = [range(a, b), range(c, d), range(e, f)] as const;
    return canonical(key, { bands, stretch: { kind, ranges } });
  }
  throw refused(key);
}

const range = (min: number, max: number): ValueRange => ({ min, max });

/** Accepts one spelling per rendering ("" and "1e0" are also numbers), so that no cache holds a tile twice. */
function canonical(key: string, rendering: BandRendering): BandRendering {
  if (renderingKey(rendering) !== key) throw refused(key);
  return rendering;
}

function refused(key: string): InvalidInput {
  return new InvalidInput(
    `rendering key: expected red~green~blue~none or red~green~blue~linear~min~max (three times), found ${inWords(key)}`,
  );
}
