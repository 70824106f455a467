/** The localization task: SeLo's metrics of probability maps, and what a report draws of them. */
import type {
  LocalizationFigures,
  LocalizationReport,
  LocalizationSketch,
} from '../documents/evaluation-report.ts';
import { attentionCentres } from '../selo/attention-centres.ts';
import type { ByteMap } from '../selo/byte-map.ts';
import type { Point, Polygon } from '../selo/fill-polygons.ts';
import { seloMetrics } from '../selo/selo-metrics.ts';
import type { Task } from '../task.ts';
import { meanInterval } from './bootstrap.ts';

/** Cells along the longer edge of a sketch. */
const SKETCH_CELLS = 40;

/** A sentence and where it is right: outlines in pixels of its scene. */
export type AnnotatedSentence = {
  readonly image: string;
  readonly text: string;
  readonly polygons: readonly Polygon[];
};

/** Metrics of a map, and its sketch. Throws `InvalidInput` without polygons of three points or more. */
export async function measureMap(
  map: ByteMap,
  polygons: readonly Polygon[],
  task: Task,
): Promise<{ readonly metrics: LocalizationFigures; readonly sketch: LocalizationSketch }> {
  const centres = await attentionCentres(map, task);
  return { metrics: seloMetrics(map, polygons, centres), sketch: sketchOf(map, polygons, centres) };
}

/** `queries` are not empty. */
export function localizationReport(
  map: LocalizationReport['map'],
  queries: LocalizationReport['queries'],
): LocalizationReport {
  const mean = (name: keyof LocalizationFigures) =>
    queries.reduce((sum, query) => sum + query[name], 0) / queries.length;
  return {
    task: 'localization',
    map,
    mean: { rsu: mean('rsu'), ras: mean('ras'), rda: mean('rda'), rmi: mean('rmi') },
    interval: meanInterval(queries.map(({ rmi }) => rmi)),
    queries,
  };
}

/** Values stretched from the lowest to the highest to 0 to 255 and truncated, each cell as a block of pixels; 0 where there is no value. */
export function stretchedMap(
  cells: {
    readonly columns: number;
    readonly rows: number;
    readonly values: ArrayLike<number>;
    /** Edges of a cell in pixels, not always whole. */
    readonly cellWidthPx: number;
    readonly cellHeightPx: number;
  },
  widthPx: number,
  heightPx: number,
): ByteMap {
  const { columns, rows } = cells;
  const values = new Uint8Array(widthPx * heightPx);
  const levels = stretchedLevels(cells.values);
  let before = -1;
  for (let y = 0; y < heightPx; y++) {
    const row = Math.min(rows - 1, Math.floor(y / cells.cellHeightPx));
    const start = y * widthPx;
    if (row === before) {
      values.copyWithin(start, start - widthPx, start);
      continue;
    }
    before = row;
    for (let x = 0; x < widthPx; x++)
      values[start + x] = levels[row * columns + Math.min(columns - 1, Math.floor(x / cells.cellWidthPx))];
  }
  return { widthPx, heightPx, values };
}

function stretchedLevels(values: ArrayLike<number>): Uint8Array {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < values.length; i++)
    if (Number.isFinite(values[i])) {
      low = Math.min(low, values[i]);
      high = Math.max(high, values[i]);
    }
  const range = high - low;
  return Uint8Array.from({ length: values.length }, (_, i) =>
    Number.isFinite(values[i]) && range > 0 ? Math.floor(255 * ((values[i] - low) / range)) : 0,
  );
}

function sketchOf(
  { widthPx, heightPx, values }: ByteMap,
  polygons: readonly Polygon[],
  centres: readonly Point[],
): LocalizationSketch {
  const cellPx = Math.max(widthPx, heightPx) / SKETCH_CELLS;
  const [columns, rows] = [Math.ceil(widthPx / cellPx), Math.ceil(heightPx / cellPx)];
  let map = '';
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      const y = Math.min(heightPx - 1, Math.floor((row + 0.5) * cellPx));
      const x = Math.min(widthPx - 1, Math.floor((column + 0.5) * cellPx));
      map += String.fromCharCode(values[y * widthPx + x]);
    }
  return { widthPx, heightPx, outlines: polygons, centres, columns, rows, map: btoa(map) };
}
