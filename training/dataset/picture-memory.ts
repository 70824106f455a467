/** Estimates the memory for decoding the pictures of a data set from the headers of some of them. */
import { closing } from '../../core/closing.ts';
import { InvalidInput, NotFound, Unsupported } from '../../core/errors.ts';
import { decodingMemory } from '../../core/memory-budget.ts';
import { PICTURES_AT_ONCE } from './decode-pictures.ts';
import type { Pictures } from './read-picture.ts';

/** Enough for a header, even after a camera's metadata. */
const HEADER_BYTES = 256 << 10;

/**
 * Bytes for the pictures that are decoded together, at most the budget of the process. `paths` are a sample of the pictures; those that
 * cannot be read count as nothing.
 */
export async function pictureMemory(pictures: Pictures, paths: readonly string[]): Promise<number> {
  let most = 0;
  for (const path of paths) most = Math.max(most, await costOf(pictures, path));
  return Math.min(PICTURES_AT_ONCE * most, decodingMemory.totalBytes);
}

async function costOf({ storage, codecs }: Pictures, path: string): Promise<number> {
  try {
    await using source = closing(await storage.openRead(path));
    return await codecs.pictureCost(await source.read(0, Math.min(HEADER_BYTES, source.sizeBytes)));
  } catch (error) {
    // The check of the data names missing files and files that are not pictures.
    if (error instanceof InvalidInput || error instanceof NotFound || error instanceof Unsupported) return 0;
    throw error;
  }
}
