import { expect, test } from 'vitest';
import type { IndexStatus } from '../../../../core/documents/search.ts';
import { skippedWords } from '../../../../renderer/features/scenes/index-badge.ts';

test('the note on skipped windows gives their number among all windows done', () => {
  const status = { windows: 3000, windowsDone: 2000, windowsSkipped: 1200 } as IndexStatus;
  expect(skippedWords(status)).toMatch(/^1,200 of 2,000 windows were skipped because they are empty/);
  expect(skippedWords({ ...status, windowsSkipped: 0 })).toBe(null);
});
