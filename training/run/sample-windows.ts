/** Windows of a scene for the sample sentences, cut once at the start of a run. */

import type { RasterWindow } from '../../core/documents/scene.ts';
import { InvalidInput } from '../../core/errors.ts';
import type { Storage } from '../../core/host.ts';

export type SampleWindows = {
  readonly windows: readonly RasterWindow[];
  /** Crops as the model sees them, `[windows, S, S, 3]`. */
  readonly crops: Uint8Array;
};

const WINDOWS_FILE = 'samples/windows.json';
const CROPS_FILE = 'samples/crops.u8';

/** The list is written last: once it exists, the set is complete. */
export async function writeSampleWindows(
  storage: Storage,
  run: string,
  { windows, crops }: SampleWindows,
): Promise<void> {
  await storage.writeFile(`${run}/${CROPS_FILE}`, crops);
  await storage.writeFile(`${run}/${WINDOWS_FILE}`, new TextEncoder().encode(JSON.stringify(windows)));
}

export function hasSampleWindows(storage: Storage, run: string): Promise<boolean> {
  return storage.exists(`${run}/${WINDOWS_FILE}`);
}

export async function readSampleWindows(storage: Storage, run: string): Promise<SampleWindows> {
  const windows = JSON.parse(new TextDecoder().decode(await storage.readFile(`${run}/${WINDOWS_FILE}`)));
  if (!Array.isArray(windows)) throw new InvalidInput(`${run}/${WINDOWS_FILE}: expected a list of windows`);
  return { windows, crops: await storage.readFile(`${run}/${CROPS_FILE}`) };
}
