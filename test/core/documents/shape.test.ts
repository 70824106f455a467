import { expect, test } from 'vitest';
import { id, literal, object, oneOf } from '../../../core/documents/shape.ts';

test.each(['.', '..', '...', '', 'a/b', '..\\x', 'a b'])('%j is not an id', (value) => {
  expect(() => id()(value, 'scenes.forget.scene')).toThrow(/scenes\.forget\.scene: expected an id/);
});

test.each(['7875c18c1411d25d', 'LRSCLIP_ViT-B-16.v2', '.hidden'])('%j is an id', (value) => {
  expect(id()(value, 'x')).toBe(value);
});

test.each([
  [{ kind: { toString: 1 } }, /x\.kind: .* got an object/],
  [{ kind: JSON.parse(`${'['.repeat(5000)}${']'.repeat(5000)}`) }, /got an array/],
  [{ kind: 'c'.repeat(1000) }, /got "c{60}"…$/],
])('a kind that is no text is refused in words', (value, message) => {
  expect(() => oneOf({ a: object({ kind: literal('a') }) })(value, 'x')).toThrow(message);
});
