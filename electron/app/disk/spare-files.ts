/** Removes old exports and unused uploads of browser sessions, so that they do not fill the disk. */
import { join, sep } from 'node:path';
import type { Storage } from '../../../core/host.ts';

const DAY_MS = 86_400_000;
const LONGEST_EXPORT_MS = 7 * DAY_MS;
export const MOST_EXPORT_BYTES = 2e9;
const LONGEST_UPLOAD_MS = 30 * DAY_MS;

type Spare = { readonly path: string; readonly sizeBytes: number; readonly modifiedMs: number };

/** Removes exports older than a week, and the oldest ones beyond 2 GB. They can be exported again. */
export async function purgeExports(storage: Storage, folder: string, nowMs: number): Promise<void> {
  const files = (await spares(storage, folder)).toSorted((a, b) => b.modifiedMs - a.modifiedMs);
  let bytes = 0;
  for (const { path, sizeBytes, modifiedMs } of files) {
    bytes += sizeBytes;
    if (bytes > MOST_EXPORT_BYTES || nowMs - modifiedMs > LONGEST_EXPORT_MS) await storage.remove(path);
  }
}

/**
 * Removes uploads that nothing uses, and after 30 days those that only scenes use. `kept` are the paths of layers of the project, of
 * evaluated data and of collections. Call it before anything can be uploaded or opened: a file that has just arrived belongs to no scene yet.
 */
export async function purgeUploads(
  storage: Storage,
  folder: string,
  paths: { readonly ofScenes: readonly string[]; readonly kept: readonly string[] },
  nowMs: number,
): Promise<void> {
  for (const name of await storage.list(folder)) {
    const own = join(folder, name);
    const isIn = (path: string): boolean => path.startsWith(`${own}${sep}`);
    if (paths.kept.some(isIn)) continue;
    const files = await spares(storage, own);
    const isOld = files.every(({ modifiedMs }) => nowMs - modifiedMs > LONGEST_UPLOAD_MS);
    if (isOld || !paths.ofScenes.some(isIn)) await storage.remove(own);
  }
}

async function spares(storage: Storage, folder: string): Promise<readonly Spare[]> {
  const found: Spare[] = [];
  for (const name of await storage.list(folder)) {
    const path = join(folder, name);
    found.push({ path, ...(await storage.stat(path)) });
  }
  return found;
}
