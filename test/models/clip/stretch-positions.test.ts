import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { InvalidInput } from '../../../core/errors.ts';
import { stretchPositions } from '../../../models/clip/stretch-positions.ts';
import { fixture, maxDifference } from '../oracle.ts';

test('77 positions are stretched to the 248 that the published code gives', async () => {
  const { width, positional77, positional248 } = JSON.parse(await readFile(fixture('kps.json'), 'utf8'));
  const stretched = stretchPositions(Float32Array.from(positional77.flat()), width);
  expect(maxDifference(stretched, positional248.flat())).toBeLessThan(2e-8);
});

test('another number of positions is refused', () => {
  expect(() => stretchPositions(new Float32Array(76 * 4), 4)).toThrow(InvalidInput);
});
