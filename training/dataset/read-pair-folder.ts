/** Reads a folder of pictures: `a.jpg` with its long caption in `a.txt` and, if present, its short caption in `a.short.txt`. */
import { InvalidInput } from '../../core/errors.ts';
import type { Storage } from '../../core/host.ts';
import type { CaptionPair } from './caption-pair.ts';

const PICTURE = /\.(png|jpe?g|webp|tiff?)$/i;

/** Pairs in the order of file names. Throws `InvalidInput` for a folder without pictures. */
export async function readPairFolder(storage: Storage, folder: string): Promise<CaptionPair[]> {
  const names = new Set(await storage.list(folder));
  const pictures = [...names].filter((name) => PICTURE.test(name)).sort();
  if (pictures.length === 0)
    throw new InvalidInput(`${folder}: this folder contains no PNG, JPEG, WebP or TIFF picture`);
  const text = async (name: string) =>
    names.has(name) ? new TextDecoder().decode(await storage.readFile(`${folder}/${name}`)).trim() : null;
  const pairs: CaptionPair[] = [];
  for (const picture of pictures) {
    const stem = picture.replace(PICTURE, '');
    pairs.push({
      image: `${folder}/${picture}`,
      within: null,
      long: await text(`${stem}.txt`),
      short: await text(`${stem}.short.txt`),
      group: null,
      class: null,
      origin: `${folder}/${picture}`,
    });
  }
  return pairs;
}
