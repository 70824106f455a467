/** Reads a caption pair's picture. */
import { InvalidInput, Unsupported } from '../../core/errors.ts';
import type { Codecs, Storage } from '../../core/host.ts';
import { type RgbImage, rgbOf } from '../../core/tensor/rgb-image.ts';

export type Pictures = { readonly storage: Storage; readonly codecs: Codecs };

/** Throws `InvalidInput` naming a file that is no picture, `Unsupported` a TIFF of other than 8-bit samples, `NotFound` one that is gone. */
export async function readPicture({ storage, codecs }: Pictures, path: string): Promise<RgbImage> {
  const bytes = await storage.readFile(path);
  try {
    return rgbOf(await codecs.decodePicture(bytes));
  } catch (cause) {
    if (cause instanceof Unsupported) throw new Unsupported(`${path}: ${cause.message}`, { cause });
    throw new InvalidInput(`${path}: is no PNG, JPEG, WebP or TIFF picture that can be read`, { cause });
  }
}
