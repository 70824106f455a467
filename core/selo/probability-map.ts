/** The SeLo paper's 8-bit probability map: scores stretched from the lowest to the highest of the scene, then smoothed. */
import { Unsupported } from '../errors.ts';
import { type Task, unattended } from '../task.ts';
import type { ByteMap } from './byte-map.ts';
import { gaussianBlur } from './gaussian-blur.ts';
import { medianBlur } from './median-blur.ts';
import type { SeloMap } from './selo-map.ts';

/** Memory limit: the median filter holds two maps of one byte per pixel. */
const MOST_PX = 1e9;
const MEDIAN_APERTURE = 251;
const GAUSSIAN_KERNEL = 255;

/** Call before computing scores. Throws `Unsupported` if the map at full resolution would not fit into memory. */
export function checkProbabilityMap({ widthPx, heightPx }: Pick<ByteMap, 'widthPx' | 'heightPx'>): void {
  if (widthPx * heightPx > MOST_PX)
    throw new Unsupported(
      `a probability map of ${widthPx} x ${heightPx} px exceeds the limit of ${MOST_PX} pixels: export the similarity map instead`,
    );
}

/** SeLo v1; 0 where no window covers the pixel. */
export function probabilityMap(map: SeloMap, task: Task = unattended()): Promise<ByteMap> {
  return medianBlur(stretched(map, Number.NaN), MEDIAN_APERTURE, task);
}

/** SeLo v2; pixels without a window count as score 0, also in the stretch. */
export function probabilityMapV2(map: SeloMap, task: Task = unattended()): Promise<ByteMap> {
  return gaussianBlur(stretched(map, 0), GAUSSIAN_KERNEL, task);
}

/** (score - min) / (max - min) scaled to 0-255 and truncated; all 0 if the scores are equal. NaN is replaced by `uncovered`. */
function stretched(map: SeloMap, uncovered: number): ByteMap {
  const values = map.values.map((value) => (Number.isNaN(value) ? uncovered : value));
  const covered = values.filter((value) => !Number.isNaN(value));
  const min = covered.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const range = covered.reduce((a, b) => Math.max(a, b - min), 0);
  const levels = Uint8Array.from(values, (value) =>
    Number.isNaN(value) || range === 0 ? 0 : Math.floor(255 * ((value - min) / range)),
  );
  return expanded(map, levels);
}

/** Expands one level per rectangle to one byte per pixel. */
function expanded({ widthPx, heightPx, colEdges, rowEdges }: SeloMap, levels: Uint8Array): ByteMap {
  const values = new Uint8Array(widthPx * heightPx);
  const columns = colEdges.length - 1;
  for (let r = 0; r + 1 < rowEdges.length; r++) {
    const start = rowEdges[r] * widthPx;
    for (let c = 0; c < columns; c++)
      values.fill(levels[r * columns + c], start + colEdges[c], start + colEdges[c + 1]);
    for (let row = rowEdges[r] + 1; row < rowEdges[r + 1]; row++)
      values.copyWithin(row * widthPx, start, start + widthPx);
  }
  return { widthPx, heightPx, values };
}
