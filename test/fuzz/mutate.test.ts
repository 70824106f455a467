import { expect, test } from 'vitest';
import { Dice } from './dice.ts';
import { FORMATS, MUTATORS } from './formats.ts';

const bytes = (...values: readonly number[]): Uint8Array => Uint8Array.from(values);
const text = (words: string): Uint8Array => new TextEncoder().encode(words);
/** Each holds nothing that could be changed or taken. */
const POOR = {
  nothing: bytes(),
  'a TIFF directory without fields': bytes(0x49, 0x49, 42, 0, 8, ...new Array<number>(19).fill(0)),
  'an archive without entries': bytes(0x50, 0x4b, 5, 6, ...new Array<number>(18).fill(0)),
  'an empty object': text('{}'),
  'an empty line': text('\n'),
};

test.each(FORMATS)('inputs of %s with nothing in them can be changed too', (format) => {
  for (const [name, input] of Object.entries(POOR))
    for (let seed = 0; seed < 300; seed++)
      expect(() => MUTATORS[format](input, input, new Dice(seed)), `${name}, seed ${seed}`).not.toThrow();
});
