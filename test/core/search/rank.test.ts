import { expect, test } from 'vitest';
import { makeGrid, segmentCount } from '../../../core/search/grid.ts';
import { rankHits } from '../../../core/search/rank.ts';
import { seededRandom } from './seeded-random.ts';

const grid = makeGrid(
  { widthPx: 900, heightPx: 700 },
  [32, 64].map((size) => ({ size, unit: 'px' as const, stride: size / 4 })),
  null,
);

function scores(seed: number): Float32Array[] {
  const random = seededRandom(seed);
  return grid.segments.map((segment) => Float32Array.from({ length: segmentCount(segment) }, () => random()));
}

test.each([1, 2, 3])(
  'above a score, the hits are those of the whole list that score more (seed %i)',
  (seed) => {
    const given = scores(seed);
    const whole = rankHits(grid, given, 200);
    for (const place of [0, 5, 50, 199]) {
      const above = whole[place]!.score;
      const bare = (hits: ReturnType<typeof rankHits>) =>
        hits.map(({ segment, number, score }) => ({ segment, number, score }));
      expect(bare(rankHits(grid, given, 200, above))).toEqual(
        bare(whole.filter(({ score }) => score > above)),
      );
    }
  },
);

test('hits far from the origin and side by side keep apart', () => {
  const given = scores(4);
  const hits = rankHits(grid, given, 100_000);
  // Every window is a hit or a member of one, once.
  const members = hits.flatMap(({ segment, number, merged }) => [{ segment, number }, ...merged]);
  expect(new Set(members.map(({ segment, number }) => `${segment} ${number}`)).size).toBe(members.length);
  expect(members.length).toBe(given.reduce((sum, list) => sum + list.length, 0));
});

test('without a single score there are no hits', () => {
  const none = scores(1).map((list) => list.fill(Number.NaN));
  expect(rankHits(grid, none, 10)).toEqual([]);
});
