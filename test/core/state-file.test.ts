import { expect, test } from 'vitest';
import { string } from '../../core/documents/shape.ts';
import { DamagedFile, parseState } from '../../core/state-file.ts';

test.each(['{"a":{"$b":1}}', '{"a":{"\\u0024b":1}}', '[{"$b":null}]'])(
  '%s is damaged: no page could be sent a value with this field',
  (text) => {
    expect(() => parseState(text, 'runs/x/log.jsonl', (value) => value)).toThrow(DamagedFile);
    expect(() => parseState(text, 'runs/x/log.jsonl', (value) => value)).toThrow(
      /^runs\/x\/log\.jsonl: has a field \$b/,
    );
  },
);

test('the same characters in a text are no damage', () => {
  expect(parseState('"costs $b \\u0041"', 'x', string())).toBe('costs $b A');
});
