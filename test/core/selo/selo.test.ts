import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { makeSegment, segmentCount, windowAt } from '../../../core/search/grid.ts';
import { attentionCentres } from '../../../core/selo/attention-centres.ts';
import { fillPolygons, type Polygon } from '../../../core/selo/fill-polygons.ts';
import { probabilityMap } from '../../../core/selo/probability-map.ts';
import { distinctWindows, seloGrid } from '../../../core/selo/selo-grid.ts';
import { seloMap, valueAt } from '../../../core/selo/selo-map.ts';
import { seloMetrics } from '../../../core/selo/selo-metrics.ts';
import { sharedPath } from '../../shared.ts';

/** Results of the published code; see the README of the shared folder. */
type Oracle = {
  readonly width: number;
  readonly height: number;
  readonly scales: readonly number[];
  readonly windows: readonly {
    readonly rowStart: number;
    readonly rowEnd: number;
    readonly colStart: number;
    readonly colEnd: number;
    readonly similarity: number;
  }[];
  readonly regions: readonly Polygon[];
  readonly heatMapSamples: {
    readonly rows: readonly number[];
    readonly cols: readonly number[];
    readonly values: readonly (readonly number[])[];
  };
  readonly maskPixels: number;
  readonly attentionCenters: readonly (readonly [number, number])[];
  readonly metrics: {
    readonly rsu: number;
    readonly ras: number;
    readonly rda: number;
    readonly rmi: number;
  };
};

const fixture = (name: string) => fileURLToPath(new URL(`../../fixtures/selo/${name}`, import.meta.url));

/** Two cases are in the repository, two only in the shared folder. */
describe.each([0, 1, 2, 3])('case %i of the published SeLo code', (number) => {
  const folder = existsSync(fixture(`case${number}.json`)) ? fixture('') : sharedPath('oracles/selo/');
  const present = test.skipIf(!existsSync(`${folder}case${number}.json`));
  const oracle = (): Oracle => JSON.parse(readFileSync(`${folder}case${number}.json`, 'utf8'));
  const oracleMap = ({ width, height, windows }: Oracle) =>
    seloMap(
      width,
      height,
      windows.map(({ rowStart, rowEnd, colStart, colEnd, similarity }) => ({
        win: { col: colStart, row: rowStart, widthPx: colEnd - colStart, heightPx: rowEnd - rowStart },
        score: similarity,
      })),
    );

  present('has the same windows', () => {
    const { width, height, scales, windows } = oracle();
    const grid = seloGrid({ widthPx: width, heightPx: height }, scales);
    const scores = grid.segments.map((segment) => new Float32Array(segmentCount(segment)));
    const ours = distinctWindows(grid, scores).map(({ win }) =>
      [win.row, win.row + win.heightPx, win.col, win.col + win.widthPx].join(),
    );
    const theirs = windows.map((w) => [w.rowStart, w.rowEnd, w.colStart, w.colEnd].join());
    expect(ours.sort()).toEqual(theirs.sort());
  });

  present('has the same map of scores within 1e-6', () => {
    const { heatMapSamples, ...rest } = oracle();
    const map = oracleMap({ heatMapSamples, ...rest });
    heatMapSamples.rows.forEach((row, r) => {
      heatMapSamples.cols.forEach((col, c) => {
        expect(Math.abs(valueAt(map, col, row) - heatMapSamples.values[r][c])).toBeLessThan(1e-6);
      });
    });
  });

  present('has the same probability map, byte for byte, and metrics within 1e-6', async () => {
    const { regions, maskPixels, attentionCenters, metrics, width, height, ...rest } = oracle();
    const map = await probabilityMap(
      oracleMap({ regions, maskPixels, attentionCenters, metrics, width, height, ...rest }),
    );
    const expected = await sharp(`${folder}case${number}_probability.png`).extractChannel(0).raw().toBuffer();
    expect(Buffer.compare(expected, map.values)).toBe(0);
    expect(fillPolygons(width, height, regions).filter((pixel) => pixel === 1).length).toBe(maskPixels);
    const centres = await attentionCentres(map);
    expect(centres).toEqual(attentionCenters);
    const ours = seloMetrics(map, regions, centres);
    for (const metric of ['rsu', 'ras', 'rda', 'rmi'] as const)
      expect(Math.abs(ours[metric] - metrics[metric])).toBeLessThan(1e-6);
  });
});

describe('SeLo windows', () => {
  test('start at multiples of their size, without and with an offset of half of it, and end at the edge', () => {
    const grid = seloGrid({ widthPx: 700, heightPx: 600 }, [256]);
    const [, shifted] = grid.segments;
    expect(windowAt(grid, shifted, 0)).toMatchObject({ col: 128, row: 128 });
    expect(windowAt(grid, shifted, segmentCount(shifted) - 1)).toMatchObject({ col: 444, row: 344 });
  });

  test('of a 10,000 x 10,001 scene at 256, 512 and 768 px number 4,283, as in the paper', () => {
    const grid = seloGrid({ widthPx: 10_000, heightPx: 10_001 }, [256, 512, 768]);
    const scores = grid.segments.map((segment) => new Float32Array(segmentCount(segment)));
    expect(distinctWindows(grid, scores).length).toBe(4283);
  });

  test('without a score are left out, and pixels without a window are NaN', () => {
    const scene = { widthPx: 8, heightPx: 4 };
    const grid = { ...scene, segments: [makeSegment(scene, 4, 4, 0)] };
    const map = seloMap(8, 4, distinctWindows(grid, [Float32Array.of(0.5, Number.NaN)]));
    expect(valueAt(map, 3, 3)).toBe(0.5);
    expect(valueAt(map, 4, 0)).toBeNaN();
  });
});
