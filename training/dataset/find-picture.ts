/** Finds the file of a pair's picture. */
import type { FileStat, Storage } from '../../core/host.ts';
import type { CaptionPair } from './caption-pair.ts';
import { isUnder } from './picture-path.ts';

/** The file; null if the pair's picture is not a file, or a link leads out of the folder that must contain it. Callers must not see which. */
export async function findPicture(
  storage: Storage,
  { image, within }: Pick<CaptionPair, 'image' | 'within'>,
): Promise<FileStat | null> {
  const found = await storage.fileAt(image);
  if (found === null || within === null) return found;
  const [path, folder] = [await storage.realPath(image), await storage.realPath(within)];
  return isUnder(path, folder) ? found : null;
}
