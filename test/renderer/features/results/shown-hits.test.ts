import { expect, test } from 'vitest';
import type { QueryResult } from '../../../../core/documents/search.ts';
import { hitOf } from '../../../../renderer/features/results/shown-hits.ts';

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
