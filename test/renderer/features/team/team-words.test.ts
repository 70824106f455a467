import { expect, test } from 'vitest';
import type { TeamOverview, TeamReview } from '../../../../core/documents/team.ts';
import {
  placeOf,
  queueInWords,
  rankingInWords,
  reviewInWords,
  sharesNotReached,
} from '../../../../renderer/features/team/team-words.ts';

const overview: TeamOverview = {
  ...{
    version: 2,
    postgres: '15.1',
    scenes: 3,
    indexes: 3,
    indexesComplete: 1,
    windows: 9000,
    windowsDone: 3000,
  },
  ...{
    bytes: 1e6,
    windowsPerSecond: 25.4,
    secondsLeft: 240,
    hasVectorChord: false,
    user: 'anna',
    role: 'analyst',
  },
  blocks: { waiting: 5, active: 2, done: 3, failed: 0, cancelled: 0 },
  ...{ workers: [], failures: [], rankings: [] },
  shares: [
    { name: 'archive', isReached: true },
    { name: 'far', isReached: false },
    { name: 'tiles', isReached: false },
  ],
};

test.each([
  ['postgresql://anna@db.example:5433/longsight?sslmode=verify-full', 'db.example:5433/longsight'],
  ['postgres://db/x', 'db/x'],
  ['service:team', 'service:team'],
])('%s is shown as %s', (address, place) => {
  expect(placeOf(address)).toBe(place);
});

test('the queue says what waits and how long it takes; without work it says what was cancelled', () => {
  expect(queueInWords(overview)).toBe(
    '5 blocks waiting, 2 being encoded, 25 windows a second, 4\u00a0min 0\u00a0s left',
  );
  const idle = { ...overview, blocks: { waiting: 0, active: 0, done: 10, failed: 0, cancelled: 4 } };
  expect(queueInWords(idle)).toBe('4 cancelled');
});

test('an approximate ranking says what was measured', () => {
  expect(rankingInWords({ kind: 'exact' })).toBe('exact');
  const measuredAt = '2026-11-29T10:00:00.000Z';
  expect(rankingInWords({ kind: 'approximate', method: 'hnsw', recall: 0.9676, measuredAt })).toBe(
    'approximate, recall 0.968 of the best 100, measured on this store on 2026-11-29',
  );
});

test('shares that this machine does not reach are named, and reviews with who wrote them', () => {
  expect(sharesNotReached(overview)).toBe('far, tiles');
  const review = { by: 'anna', judgement: 'accepted', note: '' } as TeamReview;
  expect(reviewInWords(review)).toBe('anna accepted');
  expect(reviewInWords({ ...review, judgement: null, note: 'look again' })).toBe('anna noted (look again)');
});
