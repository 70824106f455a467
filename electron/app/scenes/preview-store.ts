/** Scene previews in the data folder. A missing one is made again, so the least recently used can be removed. */
import { utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { Storage } from '../../../core/host.ts';
import type { PreviewStore } from '../../../core/raster/scene-preview.ts';

export const MOST_PREVIEW_BYTES = 2e9;

export function previewStore(storage: Storage, folder: string, mostBytes = MOST_PREVIEW_BYTES): PreviewStore {
  return {
    load: async (name) => {
      const path = join(folder, name);
      if (!(await storage.exists(path)) || (await storage.isFolder(path))) return null;
      const now = new Date();
      await utimes(path, now, now);
      return storage.readFile(path);
    },
    save: async (name, bytes) => {
      try {
        await storage.writeFile(join(folder, name), bytes);
        await keepWithin(storage, folder, mostBytes);
      } catch (error) {
        // The preview is in memory: a full or read-only disk only costs time at the next start.
        console.error(`longsight: cannot save the preview ${name}:`, error);
      }
    },
  };
}

async function keepWithin(storage: Storage, folder: string, mostBytes: number): Promise<void> {
  const files = [];
  for (const name of await storage.list(folder))
    files.push({ path: join(folder, name), ...(await storage.stat(join(folder, name))) });
  let bytes = 0;
  for (const { path, sizeBytes } of files.toSorted((a, b) => b.modifiedMs - a.modifiedMs)) {
    bytes += sizeBytes;
    if (bytes > mostBytes) await storage.remove(path);
  }
}
