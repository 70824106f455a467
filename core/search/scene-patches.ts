/** The patches of a whole scene: planned, made and read. One scale, windows without overlap. */
import type { SceneSize } from '../documents/scene.ts';
import type { PatchEncoder } from '../encoder.ts';
import type { Storage } from '../host.ts';
import type { Task } from '../task.ts';
import { type Grid, makeSegment, windowAt, windowCount } from './grid.ts';
import { type IndexRequest, writeRecords } from './index-scene.ts';
import {
  int8Cosines,
  numbersOf,
  type PatchKey,
  patchFormat,
  patchRecordSize,
  readPatchRecord,
} from './patch-file.ts';
import type { ScoredPatches } from './phrase-map.ts';
import { type ColumnRange, planRecords } from './record-plan.ts';

/** Passes for the patches, compared with those of the index. */
const MOST_SHARE = 0.1;
/** Most windows that are lost when the process is killed. A record of a large model is then some 3 MB. */
const WINDOWS_PER_RECORD = 32;

/** Windows of one of `sizesPx`: the smallest whose number is at most a tenth of `windows`, the number in the index; else the largest. */
export function patchGrid(scene: SceneSize, sizesPx: readonly number[], windows: number): Grid {
  const grids = sizesPx
    .toSorted((a, b) => a - b)
    .map((sizePx): Grid => ({ ...scene, segments: [makeSegment(scene, sizePx, sizePx, 0)] }));
  return grids.find((grid) => windowCount(grid) <= MOST_SHARE * windows) ?? grids[grids.length - 1];
}

/** Size of the file in bytes, except for the few hundred bytes of its header. */
export function patchBytes(key: PatchKey): number {
  return recordsOf(key.grid)
    .flatMap(({ records }) => records)
    .reduce((sum, { count }) => sum + patchRecordSize(key, count), 0);
}

export type PatchRequest = Omit<IndexRequest, 'key' | 'encoder'> & {
  readonly key: PatchKey;
  readonly encoder: PatchEncoder;
};

/** Resolves when the patches of every window are on disk; aborts and resumes as `indexScene` does. */
export function indexPatches(request: PatchRequest, task: Task): Promise<void> {
  const { key, encoder } = request;
  return writeRecords(
    request,
    {
      format: patchFormat(key),
      ranges: recordsOf(key.grid),
      encode: async (pictures, signal) => (await encoder.encodePatches(pictures, signal)).patches,
      numbersEach: numbersOf(key),
    },
    task,
  );
}

/** The patches at `path`, all in memory; null unless the file is there, whole, and that of this key. */
export async function readPatches(
  storage: Storage,
  path: string,
  key: PatchKey,
): Promise<readonly ScoredPatches[] | null> {
  if (!(await storage.exists(path))) return null;
  const bytes = await storage.readFile(path);
  const records = recordsOf(key.grid).flatMap((range) => range.records);
  const header = await patchFormat(key).headerBytes(records.length);
  if (!header.every((byte, i) => bytes[i] === byte)) return null;
  const [segment] = key.grid.segments;
  const found: ScoredPatches[] = [];
  let at = header.length;
  for (const [number, planned] of records.entries()) {
    const record = readPatchRecord(key, bytes.subarray(at), number);
    if (record === null || record.first !== planned.first) return null;
    for (const [i, stored] of record.windows.entries())
      if (stored !== null)
        found.push({
          window: windowAt(key.grid, segment, record.first + i),
          patchesPerEdge: key.patches.perEdge,
          scores: (vector) => int8Cosines(stored, vector),
        });
    at += patchRecordSize(key, planned.count);
  }
  return found;
}

/** Number of windows in the whole records of the file at `path`, judged by its size; 0 without a file. */
export async function windowsStored(storage: Storage, path: string, key: PatchKey): Promise<number> {
  if (!(await storage.exists(path))) return 0;
  const { sizeBytes } = await storage.stat(path);
  const records = recordsOf(key.grid).flatMap((range) => range.records);
  let at = (await patchFormat(key).headerBytes(records.length)).length;
  let windows = 0;
  for (const { count } of records) {
    at += patchRecordSize(key, count);
    if (at > sizeBytes) break;
    windows += count;
  }
  return windows;
}

function recordsOf(grid: Grid): ColumnRange[] {
  const [{ sizePx }] = grid.segments;
  return planRecords(grid, WINDOWS_PER_RECORD * sizePx);
}
