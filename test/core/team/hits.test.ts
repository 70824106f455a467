import { expect, test } from 'vitest';
import type { Outline } from '../../../core/documents/search.ts';
import { makeGrid, segmentCount } from '../../../core/search/grid.ts';
import { rankHits } from '../../../core/search/rank.ts';
import { areaScores } from '../../../core/search/within-area.ts';
import { seededRandom } from '../../../core/seeded-random.ts';
import { areaRanges } from '../../../core/team/area-ranges.ts';
import { type Candidate, hitsAmong, type TeamFound } from '../../../core/team/hits.ts';

const random = seededRandom(5);
const size = { widthPx: 300, heightPx: 200 };
const grid = makeGrid(
  size,
  [32, 64].map((px) => ({ size: px, unit: 'px' as const })),
  null,
);
const indexes = [0, 1, 2].map(() => ({ grid, areas: null }));
const all: Candidate[] = indexes
  .flatMap((_, index) =>
    grid.segments.flatMap((each, segment) =>
      Array.from({ length: segmentCount(each) }, (_, number) => ({
        index,
        segment,
        number,
        score: Math.fround(random()),
      })),
    ),
  )
  .sort((a, b) => b.score - a.score);

/** Each index alone, then merged. */
function expected(limit: number, perIndex: number) {
  return indexes
    .flatMap((_, index) => {
      const scores = grid.segments.map((segment) => new Float32Array(segmentCount(segment)));
      for (const each of all) if (each.index === index) scores[each.segment][each.number] = each.score;
      return rankHits(grid, scores, Math.min(limit, perIndex)).map((hit) => ({ ...hit, index }));
    })
    .sort((a, b) => b.score - a.score || a.index - b.index)
    .slice(0, limit);
}

const places = (hits: readonly TeamFound[]) =>
  hits.map(({ index, segment, number, score }) => `${index} ${segment} ${number} ${score}`);

test('hits among some candidates are those among all, as soon as they are called sure', () => {
  let sure = 0;
  let unsure = 0;
  for (const [limit, perIndex] of [
    [1, 1],
    [5, 5],
    [5, 2],
    [20, 20],
  ])
    for (const error of [0, 0.01, 0.1])
      for (let count = limit; count < all.length; count = Math.ceil(count * 1.7)) {
        // A database ranks by rounded scores, and knows of the others only that they are not much better.
        const rounded = all.map((each) => ({ each, rank: each.score + error * (2 * random() - 1) }));
        rounded.sort((a, b) => b.rank - a.rank);
        const floor = rounded[count - 1].rank + error;
        const given = rounded.slice(0, count).map(({ each }) => each);
        const { list, isSure } = hitsAmong(given, indexes, { limit, perIndex, floor });
        if (isSure) expect(places(list)).toEqual(places(expected(limit, perIndex)));
        if (isSure) sure++;
        else unsure++;
      }
  expect(sure).toBeGreaterThan(20);
  expect(unsure).toBeGreaterThan(20);
});

test('the ranges of areas hold every window whose centre lies in them, and few others', () => {
  for (let round = 0; round < 50; round++) {
    const [col, row] = [random() * 350 - 25, random() * 250 - 25];
    const area: Outline = [
      [col, row],
      [col + random() * 200, row + random() * 30],
      [col + random() * 50, row + random() * 120],
    ];
    const ones = grid.segments.map((segment) => new Float32Array(segmentCount(segment)).fill(1));
    const inside = areaScores(grid, ones, [area]);
    const ranges = areaRanges(grid, [area]);
    grid.segments.forEach(({ columns }, s) => {
      const covers = (number: number) =>
        ranges.some(
          ({ segment, firstRow, lastRow, firstColumn, lastColumn }) =>
            segment === s &&
            Math.floor(number / columns) >= firstRow &&
            Math.floor(number / columns) <= lastRow &&
            number % columns >= firstColumn &&
            number % columns <= lastColumn,
        );
      inside[s].forEach((value, number) => {
        if (value === 1) expect(covers(number)).toBe(true);
      });
    });
  }
  expect(
    areaRanges(grid, [
      [
        [400, 0],
        [500, 0],
        [500, 50],
      ],
    ]),
  ).toEqual([]);
});
