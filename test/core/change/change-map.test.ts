/** Change between two scenes, against a brute force that looks at every window for every cell. */
import { afterAll, expect, test } from 'vitest';
import { changeMap as changeMapIfAny } from '../../../core/change/change-map.ts';
import { changedPlaces } from '../../../core/change/changed-places.ts';
import type { ScoredScene } from '../../../core/change/scored-scene.ts';
import { applyAffine, invertAffine } from '../../../core/geo/affine.ts';
import { makeGrid, segmentCount, windowAt } from '../../../core/search/grid.ts';
import { mapDifference, standings } from '../../../core/search/map-difference.ts';
import { similarityMap } from '../../../core/search/similarity-map.ts';
import { seededRandom } from '../../../core/seeded-random.ts';
import { unattended } from '../../../core/task.ts';
import { sourceHost } from '../raster/source-host.ts';

const host = sourceHost();
async function changeMap(...given: Parameters<typeof changeMapIfAny>) {
  const map = await changeMapIfAny(...given);
  if (map === null) throw new Error('the scenes share no place');
  return map;
}

afterAll(() => host.close());

type Spec = {
  readonly seed: number;
  readonly crs: string;
  readonly origin: readonly [number, number];
  readonly metres: number;
  readonly size: readonly [number, number];
  readonly sizesPx: readonly number[];
  /** x per row: not 0 for a sheared raster. */
  readonly shear?: number;
};

function scene({ seed, crs, origin, metres, size, sizesPx, shear = 0 }: Spec): ScoredScene {
  const random = seededRandom(seed);
  const grid = makeGrid(
    { widthPx: size[0], heightPx: size[1] },
    sizesPx.map((px) => ({ size: px, unit: 'px' as const })),
    null,
  );
  return {
    name: `${seed}.tif`,
    grid,
    scores: grid.segments.map((segment) =>
      Float32Array.from({ length: segmentCount(segment) }, () =>
        random() < 0.1 ? Number.NaN : random() - 0.5,
      ),
    ),
    affine: {
      ...{ xOrigin: origin[0], xPerCol: metres, xPerRow: shear },
      ...{ yOrigin: origin[1], yPerCol: 0, yPerRow: -metres },
    },
    wkt: crs,
    // A corner without data.
    showsAt: (col, row) => col + row > 40,
  };
}

const A: Spec = {
  ...{ seed: 1, crs: 'EPSG:32635', origin: [500_000, 6_300_000], metres: 1 },
  ...{ size: [203, 151], sizesPx: [32, 64] },
};

/** The centre of `scene`'s pixel position in pixels of `other`. */
async function across(
  from: ScoredScene,
  to: ScoredScene,
  col: number,
  row: number,
): Promise<[number, number]> {
  const ground = applyAffine(from.affine, col, row);
  const [x, y] = await host.crs.transform(from.wkt, to.wkt, Float64Array.from(ground));
  return applyAffine(invertAffine(to.affine)!, x!, y!);
}

function isIn({ grid, showsAt }: ScoredScene, [x, y]: readonly [number, number]): boolean {
  return x >= 0 && y >= 0 && x < grid.widthPx && y < grid.heightPx && showsAt(x, y);
}

/** Windows of a scene that count: with a score, and with data of the other scene at their centre. */
async function counted(own: ScoredScene, other: ScoredScene) {
  const found = [];
  for (const [s, segment] of own.grid.segments.entries())
    for (let number = 0; number < segmentCount(segment); number++) {
      const win = windowAt(own.grid, segment, number);
      const there = await across(own, other, win.col + win.widthPx / 2, win.row + win.heightPx / 2);
      const score = own.scores[s]![number]!;
      if (!Number.isNaN(score) && isIn(other, there)) found.push({ win, score });
    }
  return found;
}

function bestAt(windows: Awaited<ReturnType<typeof counted>>, [x, y]: readonly [number, number]): number {
  const scores = windows
    .filter(
      ({ win: { col, row, widthPx, heightPx } }) =>
        x >= col && y >= row && x < col + widthPx && y < row + heightPx,
    )
    .map(({ score }) => score);
  return scores.length === 0 ? Number.NaN : Math.max(...scores);
}

test.each([
  ['the same pixels', { ...A, seed: 2 }],
  [
    'half the pixel size, shifted',
    { ...A, seed: 3, origin: [500_040.3, 6_299_950.7], metres: 0.5, size: [300, 260] },
  ],
  [
    'larger pixels',
    { ...A, seed: 4, origin: [499_900, 6_300_100], metres: 2.3, sizesPx: [24, 48], size: [150, 140] },
  ],
  ['another zone', { ...A, seed: 5, crs: 'EPSG:32634', origin: [865_735, 6_316_070], metres: 1.4 }],
  [
    'Web Mercator, sheared',
    { ...A, seed: 6, crs: 'EPSG:3857', origin: [3_005_700, 7_728_250], metres: 1.7, shear: 0.3 },
  ],
] as const satisfies readonly (readonly [string, Spec])[])(
  'the difference to a scene with %s is that of the best windows over each cell',
  async (_, other) => {
    const [before, after] = [scene(A), scene(other)];
    const map = await changeMap(host.crs, before, after, 'cosine', unattended());
    const [own, theirs] = [await counted(before, after), await counted(after, before)];
    expect(map.columns).toBe(Math.ceil(before.grid.widthPx / map.cellPx));
    let known = 0;
    for (let cell = 0; cell < map.values.length; cell++) {
      const [column, row] = [cell % map.columns, Math.floor(cell / map.columns)];
      const x = (column * map.cellPx + Math.min((column + 1) * map.cellPx, before.grid.widthPx)) / 2;
      const y = (row * map.cellPx + Math.min((row + 1) * map.cellPx, before.grid.heightPx)) / 2;
      const there = await across(before, after, x, y);
      const isCommon = isIn(before, [x, y]) && isIn(after, there);
      const [first, second] = isCommon
        ? [bestAt(own, [x, y]), bestAt(theirs, there)]
        : [Number.NaN, Number.NaN];
      expect(map.values[cell]).toBe(Math.fround(second - first));
      if (!Number.isNaN(map.values[cell]!)) known++;
    }
    expect(known).toBeGreaterThan(10);
    const percentiles = await changeMap(host.crs, before, after, 'percentile', unattended());
    const [ranksBefore, ranksAfter] = [standings(map.before), standings(map.after)];
    expect(percentiles.values).toEqual(ranksAfter.map((value, i) => value - ranksBefore[i]!));
  },
);

test('on one raster with data everywhere it is the difference of the similarity maps, and the other way round its negative', async () => {
  const [a, b] = [A, { ...A, seed: 9 }].map((spec) => ({ ...scene(spec), showsAt: () => true }));
  const change = await changeMap(host.crs, a!, b!, 'cosine', unattended());
  const maps = [a!, b!].map(({ grid, scores }) => similarityMap(grid, scores));
  expect(change.values).toEqual(mapDifference(maps[1]!, maps[0]!, 'cosine', a!.grid).values);
  const back = await changeMap(host.crs, b!, a!, 'cosine', unattended());
  expect(back.values).toEqual(change.values.map((value) => -value));
});

test('a place that appears is the first gained place, with its window in both scenes; what is outside of the other scene is none', async () => {
  const finer = {
    ...A,
    crs: 'EPSG:32635',
    metres: 0.5,
    size: [200, 200],
    origin: [500_050, 6_299_960],
  } as const;
  const still = (spec: Spec) => {
    const made = { ...scene(spec), showsAt: () => true };
    return { ...made, scores: made.scores.map((list) => list.map(() => 0.1)) };
  };
  const [before, after] = [still(A), still(finer)];
  // The window of 64 px at column 96, row 64 of the finer scene: 32 m at 98, 72 in the first.
  const columns = after.grid.segments[1]!.columns;
  after.scores[1]![2 * columns + 3] = 0.4;
  // The window at 32, 32 reaches into the finer scene, which begins at 50, 40, but its centre is outside: it would be "lost" if it counted.
  before.scores[0]![2 * before.grid.segments[0]!.columns + 2] = 0.9;
  const map = await changeMap(host.crs, before, after, 'cosine', unattended());
  const gained = await changedPlaces(host.crs, { before, after }, map, 'gained', 5);
  expect(gained).toHaveLength(1);
  expect(gained[0]).toMatchObject({
    difference: expect.closeTo(0.3, 6),
    windowBefore: { col: 98, row: 72, widthPx: 32, heightPx: 32 },
    windowAfter: { col: 96, row: 64, widthPx: 64, heightPx: 64 },
  });
  expect(await changedPlaces(host.crs, { before, after }, map, 'lost', 5)).toEqual([]);
});

test('scenes that share no place have no map', async () => {
  const far = scene({ ...A, seed: 2, origin: [600_000, 6_300_000] });
  expect(await changeMapIfAny(host.crs, scene(A), far, 'cosine', unattended())).toBeNull();
});
