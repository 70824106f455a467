/** Maximum filter for 8-bit maps with a square neighbourhood, placed as in scipy's maximum_filter for even sizes. */
import { type Task, unattended } from '../task.ts';
import type { ByteMap } from './byte-map.ts';
import { Turns } from './turns.ts';

/**
 * Maximum over x - size/2 … x + size/2 - 1 on both axes, clipped at the border. scipy mirrors there, which adds only values that the
 * neighbourhood already contains.
 */
export async function maximumFilter(
  { widthPx, heightPx, values }: ByteMap,
  size: number,
  task: Task = unattended(),
): Promise<ByteMap> {
  const turns = new Turns(task, heightPx + widthPx);
  const across = new Uint8Array(values.length);
  for (let row = 0; row < heightPx; row++) {
    slidingMaximum(values, across, row * widthPx, 1, widthPx, size);
    await turns.pass(row + 1);
  }
  const filtered = new Uint8Array(values.length);
  for (let col = 0; col < widthPx; col++) {
    slidingMaximum(across, filtered, col, widthPx, heightPx, size);
    await turns.pass(heightPx + col + 1);
  }
  return { widthPx, heightPx, values: filtered };
}

/** Maximum along one line, with a queue of descending candidates that each enter and leave once. */
function slidingMaximum(
  from: Uint8Array,
  to: Uint8Array,
  start: number,
  step: number,
  length: number,
  size: number,
): void {
  const before = size / 2;
  const queue = new Int32Array(length);
  let head = 0;
  let tail = 0;
  let entered = 0;
  for (let i = 0; i < length; i++) {
    for (; entered < Math.min(length, i + size - before); entered++) {
      const value = from[start + entered * step];
      while (tail > head && from[start + queue[tail - 1] * step] <= value) tail--;
      queue[tail++] = entered;
    }
    while (queue[head] < i - before) head++;
    to[start + i * step] = from[start + queue[head] * step];
  }
}
