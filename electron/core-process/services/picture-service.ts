/** Pictures that are no scenes: files decoded to RGB, pixels encoded for the page. */
import { InvalidInput } from '../../../core/errors.ts';
import type { Codecs } from '../../../core/host.ts';
import type { RgbImage } from '../../../core/tensor/rgb-image.ts';

export class PictureService {
  readonly #codecs: Codecs;

  constructor(codecs: Codecs) {
    this.#codecs = codecs;
  }

  /** Gray is repeated, alpha dropped. Throws `InvalidInput` naming `name` for what is no picture. */
  async decode(bytes: Uint8Array, name: string): Promise<RgbImage> {
    const { widthPx, heightPx, channels, pixels } = await this.#codecs
      .decodePicture(bytes)
      .catch((cause: unknown) => {
        throw new InvalidInput(`${name}: is no PNG, JPEG, WebP or TIFF picture that can be read`, { cause });
      });
    const rgb = new Uint8Array(widthPx * heightPx * 3);
    for (let i = 0; i < widthPx * heightPx; i++)
      for (let c = 0; c < 3; c++) rgb[3 * i + c] = pixels[i * channels + (channels < 3 ? 0 : c)]!;
    return { widthPx, heightPx, rgb };
  }
  encode(...[picture, format]: Parameters<Codecs['encodePicture']>): Promise<Uint8Array> {
    return this.#codecs.encodePicture(picture, format);
  }
}
