/** Reads a caption pair's picture. */
import { InvalidInput, Unsupported } from '../../core/errors.ts';
import type { Codecs, Storage } from '../../core/host.ts';
import { type RgbImage, rgbOf } from '../../core/tensor/rgb-image.ts';

export type Pictures = { readonly storage: Storage; readonly codecs: Codecs };

/** Throws `InvalidInput` for a file that is not a picture, `Unsupported` for a TIFF without 8-bit samples, `NotFound` for a missing file; each names the file. */
export async function readPicture({ storage, codecs }: Pictures, path: string): Promise<RgbImage> {
  const bytes = await storage.readFile(path);
  try {
    return rgbOf(await codecs.decodePicture(bytes));
  } catch (cause) {
    if (cause instanceof Unsupported) throw new Unsupported(`${path}: ${cause.message}`, { cause });
    throw new InvalidInput(`${path}: cannot be read as a PNG, JPEG, WebP or TIFF picture`, { cause });
  }
}
