import { expect, test } from 'vitest';
import { id } from '../../../core/documents/shape.ts';

test.each(['.', '..', '...', '', 'a/b', '..\\x', 'a b'])('%j is not an id', (value) => {
  expect(() => id()(value, 'scenes.forget.scene')).toThrow(/scenes\.forget\.scene: expected an id/);
});

test.each(['7875c18c1411d25d', 'LRSCLIP_ViT-B-16.v2', '.hidden'])('%j is an id', (value) => {
  expect(id()(value, 'x')).toBe(value);
});
