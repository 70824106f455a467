/** Windows of a scene for the sample sentences, cut once at the start of a run. */

import { rasterWindow } from '../../core/documents/project-shapes.ts';
import type { RasterWindow } from '../../core/documents/scene.ts';
import { array } from '../../core/documents/shape.ts';
import { NotFound } from '../../core/errors.ts';
import type { Storage } from '../../core/host.ts';
import { DamagedFile, readStateFile } from '../../core/state-file.ts';

export type SampleWindows = {
  readonly windows: readonly RasterWindow[];
  /** Crops as the model sees them, `[windows, S, S, 3]`. */
  readonly crops: Uint8Array;
};

const WINDOWS_FILE = 'samples/windows.json';
const CROPS_FILE = 'samples/crops.u8';
const windowsShape = array(rasterWindow, 1_000_000);

/** The list is written last: once it exists, the set is complete. */
export async function writeSampleWindows(
  storage: Storage,
  run: string,
  { windows, crops }: SampleWindows,
): Promise<void> {
  await storage.writeFile(`${run}/${CROPS_FILE}`, crops);
  await storage.writeFile(`${run}/${WINDOWS_FILE}`, new TextEncoder().encode(JSON.stringify(windows)));
}

/** False also for a damaged set, which must be written again. */
export async function hasSampleWindows(storage: Storage, run: string): Promise<boolean> {
  try {
    await readSampleWindows(storage, run);
    return true;
  } catch (error) {
    if (!(error instanceof NotFound || error instanceof DamagedFile)) throw error;
    await storage.remove(`${run}/${WINDOWS_FILE}`);
    await storage.remove(`${run}/${CROPS_FILE}`);
    return false;
  }
}

export async function readSampleWindows(storage: Storage, run: string): Promise<SampleWindows> {
  const windows = await readStateFile(storage, `${run}/${WINDOWS_FILE}`, windowsShape);
  if (windows === null) throw new NotFound(`${run}/${WINDOWS_FILE}: no such file`);
  const path = `${run}/${CROPS_FILE}`;
  if (await storage.isFolder(path)) throw new DamagedFile(`${path}: this is a folder, not a file`);
  const crops = await storage.readFile(path);
  if (crops.length === 0 || crops.length % windows.length !== 0)
    throw new DamagedFile(`${path}: ${crops.length} bytes are not the crops of ${windows.length} windows`);
  return { windows, crops };
}
