import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import table from '../../../models/tokenizer/bpe-merges.json';
import { repairText } from '../../../models/tokenizer/repair-text.ts';
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

test('long words are merged as by merging the pair of lowest rank everywhere, again and again', () => {
  const ranks = new Map(table.merges.split('\n').map((pair, rank) => [pair, rank]));
  let state = 7;
  const letter = (letters: string) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return letters[(state >>> 16) % letters.length];
  };
  for (const letters of ['ab', 'aeinst', 'abcdefghijklmnopqrstuvwxyz'])
    for (let length = 1; length < 300; length += 13) {
      const word = Array.from({ length }, () => letter(letters)).join('');
      const symbols = [...word];
      symbols[symbols.length - 1] += '</w>';
      const merged = mergedByHand(symbols, ranks);
      expect(encodeText(word)).toEqual(merged.map(idOf));
    }
});

test('a word of a megabyte of random letters is encoded within seconds', () => {
  const letters = Array.from({ length: 1_000_000 }, (_, i) =>
    String.fromCharCode(97 + ((Math.imul(i, 2_654_435_761) >>> 7) % 26)),
  );
  expect(encodeText(letters.join('')).length).toBeGreaterThan(100_000);
});

function mergedByHand(symbols: readonly string[], ranks: ReadonlyMap<string, number>): readonly string[] {
  let current = [...symbols];
  for (;;) {
    const rankAt = (i: number) => ranks.get(`${current[i]} ${current[i + 1]}`) ?? Number.POSITIVE_INFINITY;
    const all = current.slice(1).map((_, i) => rankAt(i));
    const lowest = Math.min(...all);
    if (current.length < 2 || lowest === Number.POSITIVE_INFINITY) return current;
    const next: string[] = [];
    for (let i = 0; i < current.length; i++)
      if (rankAt(i) === lowest) {
        next.push(current[i] + current[i + 1]);
        i++;
      } else next.push(current[i]);
    current = next;
  }
}

/** Of letters, of letters that end a word, and of merges in their order. */
const MERGED = new Map(table.merges.split('\n').map((pair, i) => [pair.replace(' ', ''), 512 + i]));

function idOf(symbol: string): number | undefined {
  const letter = symbol.charCodeAt(0) - 0x21;
  return MERGED.get(symbol) ?? (symbol.length === 1 ? letter : 256 + letter);
}

function readVectors(): Vector[] {
  return readFileSync(sharedPath('oracles/tokenizer/vectors.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

test('pairs of letters that could be misread bytes are repaired, or left, as by ftfy 6.3', () => {
  const file = new URL('../../fixtures/tokenizer/ftfy-pairs.json', import.meta.url);
  const pairs: readonly (readonly [string, string])[] = JSON.parse(readFileSync(file, 'utf8'));
  expect(pairs.length).toBeGreaterThan(400);
  expect(pairs.filter(([text, repaired]) => repairText(text) !== repaired)).toEqual([]);
});
