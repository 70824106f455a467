/** Decodes many pictures, a few at a time. Each is used and released before the next, because a batch of large ones would fill the memory. */
import type { RgbImage } from '../../core/tensor/rgb-image.ts';
import { type Pictures, readPicture } from './read-picture.ts';

/** Pictures at a time: enough to keep the decoding threads busy with small ones. */
export const PICTURES_AT_ONCE = 4;

/** Calls `use` once for each picture, in any order; `use` must not keep it. Rejects with the first error. */
export async function decodePictures(
  pictures: Pictures,
  paths: readonly string[],
  use: (picture: RgbImage, index: number) => void,
): Promise<void> {
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < paths.length) {
      const index = next;
      next += 1;
      try {
        use(await readPicture(pictures, paths[index]), index);
      } catch (error) {
        // The other pictures are not needed.
        next = paths.length;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(PICTURES_AT_ONCE, paths.length) }, work));
}
