/** Makes the picture of a collected pair: cut from a scene with its world file, or copied from an imported list. */
import { randomUUID } from 'node:crypto';
import { basename, extname, join } from 'node:path';
import type { CollectedPair, PairId, WindowPair } from '../../../core/documents/dataset.ts';
import type { SceneId } from '../../../core/documents/ids.ts';
import { InvalidInput } from '../../../core/errors.ts';
import { lonLatRings, windowRing } from '../../../core/export/lon-lat.ts';
import { worldFile } from '../../../core/export/world-file.ts';
import { cellAffine } from '../../../core/geo/affine.ts';
import type { Host } from '../../../core/host.ts';
import type { RgbImage } from '../../../core/tensor/rgb-image.ts';
import type { CaptionPair } from '../../../training/dataset/caption-pair.ts';
import { findPicture } from '../../../training/dataset/find-picture.ts';
import { chosenAs } from '../../../training/dataset/picture-path.ts';
import type { PictureService } from '../scenes/picture-service.ts';
import type { SceneService } from '../scenes/scene-service.ts';

/** Training reduces a picture to a few hundred pixels a side. */
const LARGEST_WINDOW_PX = 4096;
const EXTENSIONS: Readonly<Record<string, string>> = {
  '.png': '.png',
  '.jpg': '.jpg',
  '.jpeg': '.jpg',
  '.webp': '.webp',
};

export class PairPictures {
  readonly #host: Host;
  readonly #scenes: SceneService;
  readonly #pictures: PictureService;

  constructor(host: Host, scenes: SceneService, pictures: PictureService) {
    this.#host = host;
    this.#scenes = scenes;
    this.#pictures = pictures;
  }

  /**
   * Writes the window as the model sees it to `folder`/images as PNG, with a world file and the CRS where the scene has them.
   * Throws `InvalidInput` for a window of more than 4096 px a side.
   */
  async cut(
    folder: string,
    scene: SceneId,
    { window: win, short, long, source }: WindowPair,
    signal: AbortSignal,
  ): Promise<CollectedPair> {
    if (Math.max(win.widthPx, win.heightPx) > LARGEST_WINDOW_PX)
      throw new InvalidInput(
        `a window of ${win.widthPx} x ${win.heightPx} px is too large for a training picture: use at most ${LARGEST_WINDOW_PX} px a side`,
      );
    const { widthPx, heightPx, rgb } = await this.#scenes.modelViewPixels(scene, win, signal);
    const pair = randomUUID() as PairId;
    const picture = await this.#pictures.encode({ widthPx, heightPx, channels: 3, pixels: rgb }, 'png');
    const { name, isGeoreferenced, crs } = await this.#scenes.detail(scene);
    const affine = await this.#scenes.affine(scene);
    const path = join(folder, 'images', pair);
    if (isGeoreferenced)
      await this.#write(`${path}.pgw`, worldFile(cellAffine(affine, win.col, win.row, 1, 1)));
    if (crs) await this.#write(`${path}.prj`, crs.wkt);
    await this.#host.storage.writeFile(`${path}.png`, picture);
    const [footprint] = crs
      ? await lonLatRings(this.#host.crs, { affine, wkt: crs.wkt }, [windowRing(win)])
      : [null];
    return {
      ...{ id: pair, image: `images/${pair}.png`, widthPx, heightPx, short, long, labels: '', source },
      place: { scene, sceneName: name, window: win, footprint },
      ...{ addedAt: new Date().toISOString(), group: null, class: null, fault: null },
    };
  }

  /**
   * Copies the picture of an imported pair to `folder`/images. Looks for it at its own path, then among the `chosen` files by
   * name. Returns the collected pair, or a sentence that says why there is none. The sentence is the same for a missing picture and
   * for a link to another folder.
   */
  async copy(folder: string, pair: CaptionPair, chosen: readonly string[]): Promise<CollectedPair | string> {
    const { storage } = this.#host;
    const path = (await findPicture(storage, pair)) === null ? chosenAs(pair.image, chosen) : pair.image;
    if (path === null)
      return `${basename(pair.image)} is not beside the list, and no selected file has that name`;
    const extension = EXTENSIONS[extname(path).toLowerCase()];
    if (extension === undefined) return `${basename(path)}: expected a PNG, JPEG or WebP picture`;
    let picture: RgbImage;
    try {
      picture = await this.#pictures.read(path);
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
    const { widthPx, heightPx } = picture;
    const own = randomUUID() as PairId;
    const image = `images/${own}${extension}`;
    await storage.writeFile(join(folder, image), await storage.readFile(path));
    const { group, class: name } = pair;
    return {
      ...{ id: own, image, widthPx, heightPx, short: pair.short ?? '', long: pair.long ?? '', labels: '' },
      ...{ place: null, source: 'file', addedAt: new Date().toISOString(), group, class: name, fault: null },
    };
  }

  async #write(path: string, text: string): Promise<void> {
    await this.#host.storage.writeFile(path, new TextEncoder().encode(text));
  }
}
