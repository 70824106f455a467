/** Gaussian blur for 8-bit maps in float64; OpenCV uses fixed point and may differ by one level. */
import { type Task, unattended } from '../task.ts';
import type { ByteMap } from './byte-map.ts';
import { reflect101 } from './reflect.ts';
import { Turns } from './turns.ts';

/** Blurs with a kernel of odd `size` and OpenCV's sigma, 0.3 ((size - 1) / 2 - 1) + 0.8. The border is mirrored without repeating the edge pixel. */
export async function gaussianBlur(
  { widthPx, heightPx, values }: ByteMap,
  size: number,
  task: Task = unattended(),
): Promise<ByteMap> {
  const turns = new Turns(task, heightPx + widthPx);
  const kernel = gaussianKernel(size);
  const across = new Float32Array(values.length);
  for (let row = 0; row < heightPx; row++) {
    convolve(kernel, values, row * widthPx, 1, widthPx, (col, sum) => {
      across[row * widthPx + col] = sum;
    });
    await turns.pass(row + 1);
  }
  const blurred = new Uint8Array(values.length);
  for (let col = 0; col < widthPx; col++) {
    convolve(kernel, across, col, widthPx, heightPx, (row, sum) => {
      blurred[row * widthPx + col] = Math.round(sum);
    });
    await turns.pass(heightPx + col + 1);
  }
  return { widthPx, heightPx, values: blurred };
}

/** Kernel [size], normalized to a sum of 1. */
export function gaussianKernel(size: number): Float64Array {
  const sigma = 0.3 * ((size - 1) * 0.5 - 1) + 0.8;
  const weights = Float64Array.from({ length: size }, (_, i) =>
    Math.exp(-((i - (size - 1) / 2) ** 2) / (2 * sigma ** 2)),
  );
  const sum = weights.reduce((a, b) => a + b);
  return weights.map((weight) => weight / sum);
}

/** Convolves the line from[start + i * step] for i < length. */
function convolve(
  kernel: Float64Array,
  from: Uint8Array | Float32Array,
  start: number,
  step: number,
  length: number,
  put: (i: number, sum: number) => void,
): void {
  const radius = (kernel.length - 1) / 2;
  const line = Float64Array.from(
    { length: length + 2 * radius },
    (_, i) => from[start + reflect101(i - radius, length) * step],
  );
  for (let i = 0; i < length; i++) {
    let sum = 0;
    for (let k = 0; k < kernel.length; k++) sum += kernel[k] * line[i + k];
    put(i, sum);
  }
}
