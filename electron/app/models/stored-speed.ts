/** Speed of a model on this machine, measured once for each device and precision and kept beside the model. */
import type { Precision } from '../../../core/documents/model.ts';
import { atLeast, number, string } from '../../../core/documents/shape.ts';
import { InvalidInput, Unsupported } from '../../../core/errors.ts';
import type { Storage } from '../../../core/host.ts';
import { DamagedFile, readStateFile } from '../../../core/state-file.ts';

const speed = atLeast({ device: string(), precision: string(), windowsPerSecond: number(0) });

/** Null if it was not measured on this device. A damaged file is removed, so that the speed is measured again. */
export async function readSpeed(
  storage: Storage,
  path: string,
  device: string,
  precision: Precision,
): Promise<number | null> {
  try {
    const stored = await readStateFile(storage, path, speed);
    const isOfThis = stored !== null && stored.device === device && stored.precision === precision;
    return isOfThis && stored.windowsPerSecond > 0 ? stored.windowsPerSecond : null;
  } catch (error) {
    if (!(error instanceof DamagedFile)) throw error;
    await storage.remove(path);
    return null;
  }
}

/** Stores the speed. On a full or read-only disk it is measured again at the next start. */
export async function storeSpeed(
  storage: Storage,
  path: string,
  device: string,
  precision: Precision,
  windowsPerSecond: number,
): Promise<void> {
  const text = JSON.stringify({ device, precision, windowsPerSecond });
  try {
    await storage.writeFile(path, new TextEncoder().encode(text));
  } catch (error) {
    if (!(error instanceof InvalidInput || error instanceof Unsupported)) throw error;
  }
}
