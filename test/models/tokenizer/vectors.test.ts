import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { encodeText, tokenize } from '../../../models/tokenizer/tokenize.ts';
import { sharedPath, sharedTest } from '../../shared.ts';

type Vector = { readonly category: string; readonly text: string; readonly ids: readonly number[] };

const EXACT = ['rs-caption', 'selo-query', 'rs-long', 'emoji', 'script', 'html-entity', 'js-hazard'];

sharedTest('the ids equal those of the published tokenizer for all 1,052 texts', () => {
  const vectors = readVectors();
  expect(vectors.map(({ category }) => category)).toEqual(expect.arrayContaining(EXACT));
  const wrong = vectors.filter(({ text, ids }) => encodeText(text).join() !== ids.join());
  expect(wrong).toEqual([]);
});

test('a text that fits keeps all its ids and has no cut point', () => {
  expect(tokenize('a plane', 248, '')).toEqual({
    ids: [49406, 320, 5363, 49407],
    count: 4,
    limit: 248,
    truncated: false,
    cutPoint: null,
  });
});

test('a text that is too long keeps the first ids, ends with the end token and states where it is cut', () => {
  const text = 'plane '.repeat(300).trim();
  const { ids, count, truncated, cutPoint } = tokenize(text, 248, '');
  expect(ids).toHaveLength(248);
  expect(ids.slice(0, 247)).toEqual([49406, ...new Array<number>(246).fill(5363)]);
  expect(ids[247]).toBe(49407);
  expect(count).toBe(302);
  expect(truncated).toBe(true);
  expect(text.slice(0, cutPoint ?? 0).trim()).toBe('plane '.repeat(246).trim());
});

test('the start of the text up to the cut point fits exactly', () => {
  const text = 'An ærial view: 12 ships, müde Häfen & “quays”. '.repeat(40);
  const { cutPoint } = tokenize(text, 77, '');
  expect(encodeText(text.slice(0, cutPoint ?? 0)).length).toBeLessThanOrEqual(75);
  expect(encodeText(text.slice(0, (cutPoint ?? 0) + 2)).length).toBeGreaterThanOrEqual(75);
});

test('an empty text has only the start and end tokens', () => {
  expect(tokenize('', 77, '').ids).toEqual([49406, 49407]);
  expect(tokenize(' \n\t ', 77, '').ids).toEqual([49406, 49407]);
});

test('a word of 20,000 letters is encoded within seconds', () => {
  expect(encodeText('x'.repeat(20_000)).length).toBeGreaterThan(100);
});

function readVectors(): Vector[] {
  return readFileSync(sharedPath('oracles/tokenizer/vectors.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}
