/** Attention centres of a probability map: the middles of its broad maxima (Yuan et al. 2022). */
import { type Task, unattended } from '../task.ts';
import { boxFilter } from './box-filter.ts';
import type { ByteMap } from './byte-map.ts';
import type { Point } from './fill-polygons.ts';
import { neighbourhoodMaxima } from './neighbourhood-maxima.ts';

const BOX_PX = 50;
const BOX_PASSES = 5;
const NEIGHBOURHOOD_PX = 1000;
const LEAST_PROBABILITY = 0.5;

/** Centres [x, y] in whole pixels with a probability of at least 0.5, highest first. Rejects when the task is aborted. */
export async function attentionCentres(map: ByteMap, task: Task = unattended()): Promise<Point[]> {
  const probability = (point: Point) => map.values[point[1] * map.widthPx + point[0]] / 255;
  return regionCentroids(await maximaOf(map, task))
    .sort((a, b) => probability(b) - probability(a))
    .filter((point) => probability(point) >= LEAST_PROBABILITY);
}

/** 1 where the softened map has a maximum. */
async function maximaOf(map: ByteMap, task: Task): Promise<ByteMap> {
  return { ...map, values: await neighbourhoodMaxima(await softened(map, task), NEIGHBOURHOOD_PX, task) };
}

/** The published code first scales to 0-1 and back, which changes no level. */
async function softened(map: ByteMap, task: Task): Promise<ByteMap> {
  return boxFilter(map, BOX_PX, BOX_PASSES, task);
}

/** Truncated centroids of the 8-connected regions of ones, ordered by their first pixels. The ones are cleared. */
function regionCentroids({ widthPx, heightPx, values: open }: ByteMap): Point[] {
  const centroids: Point[] = [];
  for (let start = open.indexOf(1); start >= 0; start = open.indexOf(1, start)) {
    let [count, sumX, sumY] = [0, 0, 0];
    const stack = [start];
    open[start] = 0;
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      const [x, y] = [at % widthPx, Math.floor(at / widthPx)];
      count++;
      sumX += x;
      sumY += y;
      for (let ny = Math.max(0, y - 1); ny <= Math.min(heightPx - 1, y + 1); ny++)
        for (let nx = Math.max(0, x - 1); nx <= Math.min(widthPx - 1, x + 1); nx++)
          if (open[ny * widthPx + nx] === 1) {
            open[ny * widthPx + nx] = 0;
            stack.push(ny * widthPx + nx);
          }
    }
    centroids.push([Math.trunc(sumX / count), Math.trunc(sumY / count)]);
  }
  return centroids;
}
