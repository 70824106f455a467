import { expect, test } from 'vitest';
import { InvalidInput } from '../../../core/errors.ts';
import { AlikeTexts } from '../../../training/run/alike-texts.ts';

const unit = (degrees: number) =>
  Float32Array.of(Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180));
/** From 60 degrees on, two texts are about other things. */
const alike = new AlikeTexts(['a', 'b', 'c'], [unit(0), unit(50), unit(100)], 0.5);

test('a text shares its picture with those near it, itself included, in equal parts', () => {
  expect([...alike.shares(['a', 'b', 'c'])].map((share) => share.toFixed(3))).toEqual(
    [1 / 2, 1 / 2, 0, 1 / 3, 1 / 3, 1 / 3, 0, 1 / 2, 1 / 2].map((share) => share.toFixed(3)),
  );
});

test('the same text twice fits both pictures', () => {
  expect([...alike.shares(['a', 'c', 'a'])]).toEqual([0.5, 0, 0.5, 0, 1, 0, 0.5, 0, 0.5]);
});

test('a text of another run is named', () => {
  expect(() => alike.shares(['a', 'a pier'])).toThrow(InvalidInput);
  expect(() => alike.shares(['a', 'a pier'])).toThrow(/"a pier" is not of this run/);
});
