/** Pictures that are no scenes: files decoded to RGB, pixels encoded for the page. */
import { InvalidInput } from '../../../core/errors.ts';
import type { Codecs } from '../../../core/host.ts';
import { type RgbImage, rgbOf } from '../../../core/tensor/rgb-image.ts';

export class PictureService {
  readonly #codecs: Codecs;

  constructor(codecs: Codecs) {
    this.#codecs = codecs;
  }

  /** Gray is repeated, alpha dropped. Throws `InvalidInput` naming `name` for what is no picture. */
  async decode(bytes: Uint8Array, name: string): Promise<RgbImage> {
    return rgbOf(
      await this.#codecs.decodePicture(bytes).catch((cause: unknown) => {
        throw new InvalidInput(`${name}: is no PNG, JPEG, WebP or TIFF picture that can be read`, { cause });
      }),
    );
  }
  encode(...[picture, format]: Parameters<Codecs['encodePicture']>): Promise<Uint8Array> {
    return this.#codecs.encodePicture(picture, format);
  }
}
