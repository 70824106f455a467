import { expect, test } from 'vitest';
import type { QueryResult } from '../../../../core/documents/search.ts';
import { hitOf, shownHits } from '../../../../renderer/features/results/shown-hits.ts';

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
