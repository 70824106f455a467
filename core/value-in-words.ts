/** Describes values of unknown type for messages. `String(value)` fails for some of them, such as `{ toString: 1 }` or arrays nested deeply. */

const LONGEST_TEXT = 60;

/** A short text for any value: strings in quotes, other simple values as they are written, the rest by kind. */
export function inWords(value: unknown): string {
  if (typeof value === 'string')
    return value.length > LONGEST_TEXT
      ? `${JSON.stringify(value.slice(0, LONGEST_TEXT))}…`
      : JSON.stringify(value);
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'object' && value !== null) return 'an object';
  return typeof value === 'function' || typeof value === 'symbol' ? `a ${typeof value}` : String(value);
}
