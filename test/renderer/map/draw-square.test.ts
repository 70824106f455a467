import { expect, test } from 'vitest';
import { drawnWindow } from '../../../renderer/map/draw-square.ts';
import { seededRandom } from '../../core/search/seeded-random.ts';

const size = { widthPx: 1000, heightPx: 600 };

test('a square has the longer edge of the drag and keeps its first corner', () => {
  expect(drawnWindow([100, 100], [300, 150], size, true)).toEqual({
    ...{ col: 100, row: 100, widthPx: 200, heightPx: 200 },
  });
  expect(drawnWindow([300, 500], [290, 300], size, true)).toEqual({
    ...{ col: 100, row: 300, widthPx: 200, heightPx: 200 },
  });
});

test('with Shift the window is the dragged rectangle', () => {
  expect(drawnWindow([300, 150], [100, 100], size, false)).toEqual({
    ...{ col: 100, row: 100, widthPx: 200, heightPx: 50 },
  });
});

test('every drag gives a square inside the scene', () => {
  const random = seededRandom(5);
  for (let i = 0; i < 500; i++) {
    const point = (): [number, number] => [random() * 1400 - 200, random() * 1000 - 200];
    const { col, row, widthPx, heightPx } = drawnWindow(point(), point(), size, true);
    expect(widthPx).toBe(heightPx);
    expect(Math.min(col, row)).toBeGreaterThanOrEqual(0);
    expect(col + widthPx).toBeLessThanOrEqual(1000);
    expect(row + heightPx).toBeLessThanOrEqual(600);
  }
});
