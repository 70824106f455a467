import { expect, test } from 'vitest';
import type { QueryResult } from '../../../../core/documents/search.ts';
import { dottedHits, hitOf, shownHits } from '../../../../renderer/features/results/shown-hits.ts';

const win = (col: number) => ({ col, row: 0, widthPx: 64, heightPx: 64 });
const answer = (...cols: readonly number[]) =>
  ({ hits: cols.map((col, i) => ({ rank: i + 1, window: win(col) })) }) as unknown as QueryResult;

test('a selected hit keeps its window when a new answer ranks it differently', () => {
  expect(hitOf(answer(0, 64, 128), win(64))?.rank).toBe(2);
  expect(hitOf(answer(128, 256, 64), win(64))?.rank).toBe(3);
  expect(hitOf(answer(0, 128), win(64))).toBeNull();
  expect(hitOf(answer(0, 128), null)).toBeNull();
  expect(hitOf(null, win(64))).toBeNull();
});

test('the hits at or above a threshold are shown', () => {
  const hits = [0.5, 0.4, 0.4, 0.1].map((score) => ({ score }));
  const result = { hits } as unknown as QueryResult;
  expect(shownHits(result, null).length).toBe(4);
  expect(shownHits(result, 0.4).length).toBe(3);
  expect(shownHits(result, 0.05).length).toBe(4);
  expect(shownHits(result, 0.6).length).toBe(0);
});

test('the map has no dots where it paints nothing, but for the selected and the hovered hit', () => {
  const hits = [0.5, 0.4, 0.3, 0.2, 0.1].map((score, i) => ({ rank: i + 1, score }));
  const result = { hits, verdict: { scale: { absent: 0.3 } }, histogram: {} } as unknown as QueryResult;
  const ranks = (active: number | null, hovered: number | null) =>
    dottedHits(result, result.hits, { active, hovered }).map(({ rank }) => rank);
  expect(ranks(null, null)).toEqual([1, 2, 3]);
  expect(ranks(5, null)).toEqual([1, 2, 3, 5]);
  expect(ranks(1, 4)).toEqual([1, 2, 3, 4]);
});
