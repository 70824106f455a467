import { describe, expect, test } from 'vitest';
import { cosines } from '../../../core/search/cosines.ts';
import { makeGrid, windowAt } from '../../../core/search/grid.ts';
import { mapPeak, phraseContrast, phraseMap, type ScoredPatches } from '../../../core/search/phrase-map.ts';
import type { SimilarityMap } from '../../../core/search/similarity-map.ts';
import { parsePhraseUrl, phraseKey, phraseUrl } from '../../../core/urls/phrase-url.ts';

const PER_EDGE = 4;
const grid = makeGrid({ widthPx: 256, heightPx: 256 }, [{ size: 128, unit: 'px' }], null);
const plain: SimilarityMap = { cellPx: 64, columns: 4, rows: 4, values: new Float32Array(16).fill(0.3) };
/** Patches of the scene [1, 0], of things like A [0.8, 0.6], and of things like B [0.8, -0.6]. */
const [SCENE, A, B] = [
  [1, 0],
  [0.8, 0.6],
  [0.8, -0.6],
];
const [phraseA, phraseB] = [A, B].map((vector) => Float32Array.from(vector));

function windowWith(at: Readonly<Record<number, readonly number[]>>): ScoredPatches {
  const rows = Array.from({ length: PER_EDGE ** 2 }, (_, i) => at[i] ?? SCENE);
  return {
    window: windowAt(grid, grid.segments[0], 0),
    patchesPerEdge: PER_EDGE,
    scores: (vector) => cosines(Float32Array.from(rows.flat()), vector),
  };
}

const valueAt = ({ cellPx, columns, values }: SimilarityMap, col: number, row: number) =>
  values[Math.floor(row / cellPx) * columns + Math.floor(col / cellPx)];

describe('the map of a phrase', () => {
  const windows = [windowWith({ 5: A, 10: B })];
  const mapOf = (phrase: Float32Array, other: Float32Array) =>
    phraseMap(grid, plain, windows, phraseContrast(phrase, [other]));

  test('is highest at the patch that shows it, and lowest where the other phrase is found', () => {
    const [ofA, ofB] = [mapOf(phraseA, phraseB), mapOf(phraseB, phraseA)];
    expect(ofA.cellPx).toBe(32);
    const [atA, atB] = [48, 80];
    expect(valueAt(ofA, atA, atA)).toBeGreaterThan(1);
    expect(valueAt(ofA, atB, atB)).toBeLessThan(-1);
    expect(valueAt(ofB, atB, atB)).toBeCloseTo(valueAt(ofA, atA, atA), 4);
    expect(mapPeak(grid, ofA)).toMatchObject({ col: atA, row: atA });
    expect(mapPeak(grid, ofB)).toMatchObject({ col: atB, row: atB });
  });

  test('has no values outside the windows', () => {
    expect(valueAt(mapOf(phraseA, phraseB), 200, 200)).toBeNaN();
  });

  test('prefers windows that the whole sentence fits', () => {
    const better = { ...plain, values: plain.values.map((value, i) => (i === 0 ? value + 0.1 : value)) };
    const contrast = phraseContrast(phraseA, [phraseB]);
    const [before, after] = [plain, better].map((map) => phraseMap(grid, map, windows, contrast));
    expect(valueAt(after, 16, 16)).toBeGreaterThan(valueAt(before, 16, 16));
  });

  test('outlines the cells around its peak that reach half its height', () => {
    const { outline } = mapPeak(grid, mapOf(phraseA, phraseB))!;
    const [cols, rows] = [0, 1].map((axis) => outline.map((corner) => corner[axis]));
    expect([Math.min(...cols), Math.max(...cols)]).toEqual([32, 64]);
    expect([Math.min(...rows), Math.max(...rows)]).toEqual([32, 64]);
  });

  test('has no peak where all patches are alike', () => {
    expect(mapPeak(grid, phraseMap(grid, plain, [windowWith({})], phraseContrast(phraseA, [phraseB])))).toBe(
      null,
    );
  });
});

test('a phrase that is compared with nothing keeps its own vector', () => {
  expect([...phraseContrast(phraseA, [])]).toEqual([...phraseA]);
});

test('the address of a map holds the query, the phrase and the phrases it was compared with', () => {
  const address = {
    query: 'q-1' as never,
    chosen: { start: 0, end: 8 },
    others: [{ start: 12, end: 20 }],
    isWhole: false,
  };
  expect(phraseUrl(address)).toBe('data/phrase/q-1/0-8/12-20/best');
  expect(parsePhraseUrl('/data/phrase/q-1/0-8/12-20/best')).toEqual({ key: phraseKey(address) });
  expect(parsePhraseUrl(phraseUrl({ ...address, others: [] }))).toEqual({ key: 'q-1/0-8/-/best' });
  expect(parsePhraseUrl('data/phrase/q-1')).toBe(null);
});
