/** Reads picture files as RGB and encodes pixels for the page. */
import { closing } from '../../../core/closing.ts';
import { InvalidInput } from '../../../core/errors.ts';
import type { Codecs, Host } from '../../../core/host.ts';
import { isTiff } from '../../../core/raster/file-signature.ts';
import { openModelView } from '../../../core/raster/open-model-view.ts';
import { openScene } from '../../../core/raster/open-scene.ts';
import { unattended } from '../../../core/task.ts';
import type { RgbImage } from '../../../core/tensor/rgb-image.ts';
import { readPicture } from '../../../training/dataset/read-picture.ts';
import { MOST_WINDOW_PX } from './scene-checks.ts';

export class PictureService {
  readonly #host: Host;

  constructor(host: Host) {
    this.#host = host;
  }

  /**
   * Repeats gray, drops alpha, and renders a TIFF with its default model view. Throws `InvalidInput` or `Unsupported` naming
   * a file that is not a picture or is too large, `NotFound` for a missing file.
   */
  async read(path: string): Promise<RgbImage> {
    return (await this.#isTiff(path)) ? this.#readTiff(path) : readPicture(this.#host, path);
  }

  encode(...[picture, format]: Parameters<Codecs['encodePicture']>): Promise<Uint8Array> {
    return this.#host.codecs.encodePicture(picture, format);
  }

  async #isTiff(path: string): Promise<boolean> {
    await using source = closing(await this.#host.storage.openRead(path));
    return isTiff(await source.read(0, Math.min(4, source.sizeBytes)));
  }

  async #readTiff(path: string): Promise<RgbImage> {
    await using scene = closing(await openScene(this.#host, path, unattended()));
    const { widthPx, heightPx, defaultView } = scene.description;
    if (widthPx * heightPx > MOST_WINDOW_PX)
      throw new InvalidInput(
        `${path}: ${widthPx} x ${heightPx} px are too many for one picture; index it as a scene`,
      );
    return await openModelView(scene, defaultView).readRgb({ col: 0, row: 0, widthPx, heightPx });
  }
}
