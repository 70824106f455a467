/** What the data folder takes on the disk, part by part, and clearing what is made again when it is needed. */
import { lstat, readdir, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { type ClearablePart, DISK_PARTS, type DiskPart, type DiskUse } from '../../../core/documents/app.ts';
import { dataFolderAt } from '../disk/data-folder.ts';
import { MOST_EXPORT_BYTES } from '../disk/spare-files.ts';
import { MOST_PREVIEW_BYTES } from '../scenes/preview-store.ts';

const LIMITS: Readonly<Partial<Record<DiskPart, number>>> = {
  previews: MOST_PREVIEW_BYTES,
  exports: MOST_EXPORT_BYTES,
};

/** Files that disappear meanwhile count nothing; links are not followed. */
export async function diskUse(root: string): Promise<DiskUse> {
  const folders = dataFolderAt(root);
  const space = await statfs(root).catch(() => null);
  const parts = await Promise.all(
    DISK_PARTS.map(async (part) => ({
      part,
      bytes: await bytesIn(folders[part]),
      limitBytes: LIMITS[part] ?? null,
    })),
  );
  return { freeBytes: space === null ? null : space.bavail * space.bsize, parts };
}

/** Keeps the folder itself. */
export async function clearPart(root: string, part: ClearablePart): Promise<void> {
  const folder = dataFolderAt(root)[part];
  for (const name of await namesIn(folder)) await rm(join(folder, name), { recursive: true, force: true });
}

async function bytesIn(folder: string): Promise<number> {
  const names = await namesIn(folder);
  const sizes = await Promise.all(
    names.map(async (name) => {
      const path = join(folder, name);
      const stat = await lstat(path).catch(() => null);
      if (stat === null) return 0;
      return stat.isDirectory() ? bytesIn(path) : stat.size;
    }),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw error;
  }
}
