/** Box filter of even size for 8-bit maps, with OpenCV's anchor, border and rounding. */
import { type Task, unattended } from '../task.ts';
import type { ByteMap } from './byte-map.ts';
import { reflect101 } from './reflect.ts';
import { Turns } from './turns.ts';

/** Mean over x - size/2 … x + size/2 - 1 on both axes, mirrored at the border without repeating the edge pixel; halves round to even. */
export async function boxFilter(
  { widthPx, heightPx, values }: ByteMap,
  size: number,
  task: Task = unattended(),
): Promise<ByteMap> {
  const turns = new Turns(task, heightPx);
  const scale = 1 / (size * size);
  const before = size / 2;
  const columnSums = new Int32Array(widthPx);
  const addRow = (row: number, sign: 1 | -1) => {
    const start = reflect101(row, heightPx) * widthPx;
    for (let col = 0; col < widthPx; col++) columnSums[col] += sign * values[start + col];
  };
  for (let row = -before; row < before; row++) addRow(row, 1);
  const filtered = new Uint8Array(values.length);
  for (let row = 0; row < heightPx; row++) {
    if (row > 0) {
      addRow(row - 1 - before, -1);
      addRow(row - 1 + before, 1);
    }
    let sum = 0;
    for (let col = -before; col < before; col++) sum += columnSums[reflect101(col, widthPx)];
    for (let col = 0; col < widthPx; col++) {
      if (col > 0)
        sum +=
          columnSums[reflect101(col - 1 + before, widthPx)] -
          columnSums[reflect101(col - 1 - before, widthPx)];
      filtered[row * widthPx + col] = roundHalfToEven(sum * scale);
    }
    await turns.pass(row + 1);
  }
  return { widthPx, heightPx, values: filtered };
}

function roundHalfToEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return rest < 0.5 ? floor : floor + 1;
  return floor + (floor & 1);
}
