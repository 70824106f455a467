/**
 * Checks whether the files of an open scene have changed since they were opened, because a file that is overwritten in place is read
 * through the same handle.
 */
import { InvalidInput } from '../../../core/errors.ts';
import type { Storage } from '../../../core/host.ts';
import type { Scene } from '../../../core/raster/scene.ts';
import type { SceneReader } from '../../../core/raster/scene-reader.ts';

export class SceneFingerprints {
  readonly #storage: Storage;
  /** Fingerprints of the file of each open scene and of its mask, by path. */
  readonly #known = new WeakMap<Scene, ReadonlyMap<string, string>>();

  constructor(storage: Storage) {
    this.#storage = storage;
  }

  /** `fingerprint` is that of the scene's file before it was opened. */
  async note(scene: Scene, path: string, fingerprint: string): Promise<void> {
    const mask = scene.raster.levels[0].mask?.source.name ?? path;
    const ofMask = await this.#storage.fingerprint(mask);
    this.#known.set(
      scene,
      new Map([
        [mask, ofMask],
        [path, fingerprint],
      ]),
    );
  }

  /** The first file of the scene that has changed since it was opened; null if there is none. */
  async changedFile(scene: Scene): Promise<string | null> {
    for (const [path, fingerprint] of this.#known.get(scene) ?? [])
      if ((await this.#storage.fingerprint(path)) !== fingerprint) return path;
    return null;
  }

  /** Throws `InvalidInput` that names a changed file. */
  async check(scene: Scene): Promise<void> {
    const changed = await this.changedFile(scene);
    if (changed !== null)
      throw new InvalidInput(
        `${changed}: the file was changed while it was being read: wait until it is complete, then start again`,
      );
  }

  /** A reader of the same pixels that throws once the file has changed. */
  checked(reader: SceneReader, scene: Scene): SceneReader {
    return {
      widthPx: reader.widthPx,
      heightPx: reader.heightPx,
      readRgb: async (win, signal) => {
        const pixels = await reader.readRgb(win, signal);
        await this.check(scene);
        return pixels;
      },
      giveBack: (pixels) => reader.giveBack?.(pixels),
    };
  }
}
