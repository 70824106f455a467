/** Reads the calibration pictures and sentences that are shipped with the program. */
import { join } from 'node:path';
import { InvalidInput } from '../../../core/errors.ts';
import type { Storage } from '../../../core/host.ts';
import type { RgbImage } from '../../../core/tensor/rgb-image.ts';
import type { PictureService } from '../scenes/picture-service.ts';

export type CalibrationSet = {
  /** Edge length of a picture on the ground. */
  readonly pictureMetres: number;
  readonly pictures: readonly { readonly className: string; readonly read: () => Promise<RgbImage> }[];
  readonly sentences: readonly { readonly className: string; readonly text: string }[];
};

type Listed = {
  readonly pictureMetres: number;
  readonly classes: Readonly<
    Record<string, { readonly sentences: readonly string[]; readonly pictures: readonly string[] }>
  >;
};

/** Reads the list; pictures are read on demand. Throws `NotFound` or `InvalidInput` for an incomplete installation. */
export async function openCalibrationSet(
  storage: Storage,
  pictureService: PictureService,
  folder: string,
): Promise<CalibrationSet> {
  const path = join(folder, 'calibration.json');
  const { pictureMetres, classes } = parse(new TextDecoder().decode(await storage.readFile(path)), path);
  const entries = Object.entries(classes);
  return {
    pictureMetres,
    pictures: entries.flatMap(([className, { pictures }]) =>
      pictures.map((name) => ({
        className,
        read: () => pictureService.read(join(folder, 'pictures', name)),
      })),
    ),
    sentences: entries.flatMap(([className, { sentences }]) =>
      sentences.map((text) => ({ className, text })),
    ),
  };
}

function parse(text: string, path: string): Listed {
  try {
    // Shipped with the program.
    return JSON.parse(text) as Listed;
  } catch (cause) {
    throw new InvalidInput(`${path} is not JSON: install Longsight again`, { cause });
  }
}
