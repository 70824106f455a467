/** Files of the team that a worker has open: as few as it works on. */
import { InvalidInput } from '../../core/errors.ts';
import type { Host } from '../../core/host.ts';
import { openIndexView } from '../../core/raster/index-view.ts';
import { modelViewText } from '../../core/raster/model-view.ts';
import { openScene } from '../../core/raster/open-scene.ts';
import type { Scene } from '../../core/raster/scene.ts';
import type { SceneReader } from '../../core/raster/scene-reader.ts';
import { unattended } from '../../core/task.ts';
import type { TeamIndex } from './index-rows.ts';

type Opened = { readonly scene: Scene; readonly fingerprint: string };

const MOST_OPEN = 4;

export class TeamScenes {
  readonly #host: Host;
  /** Least recently used first. */
  readonly #open = new Map<string, Promise<Opened>>();
  readonly #inUse = new Map<string, number>();

  constructor(host: Host) {
    this.#host = host;
  }

  /**
   * Runs `work` with the pixels of the index. Throws `InvalidInput` if the file is not the one that was added, or changes meanwhile.
   */
  async reading<T>(
    path: string,
    index: TeamIndex,
    work: (reader: SceneReader, scene: Scene) => Promise<T>,
  ): Promise<T> {
    this.#inUse.set(path, (this.#inUse.get(path) ?? 0) + 1);
    try {
      const { scene, fingerprint } = await this.#opened(path);
      checkIsSame(scene, index, path);
      const result = await work(await openIndexView(scene, index.view), scene);
      if ((await this.#host.storage.fingerprint(path)) !== fingerprint) {
        await this.#close(path);
        throw new InvalidInput(`${path}: the file was changed while it was read: add it again`);
      }
      return result;
    } finally {
      this.#inUse.set(path, (this.#inUse.get(path) ?? 1) - 1);
      await this.#makeRoom();
    }
  }

  async close(): Promise<void> {
    for (const path of [...this.#open.keys()]) await this.#close(path);
  }

  async #opened(path: string): Promise<Opened> {
    const fingerprint = await this.#host.storage.fingerprint(path);
    const known = this.#open.get(path);
    if (known !== undefined && (await known).fingerprint !== fingerprint) await this.#close(path);
    const opening = this.#open.get(path) ?? this.#openAnew(path, fingerprint);
    this.#open.delete(path);
    this.#open.set(path, opening);
    return opening;
  }

  async #openAnew(path: string, fingerprint: string): Promise<Opened> {
    try {
      return { scene: await openScene(this.#host, path, unattended()), fingerprint };
    } catch (error) {
      this.#open.delete(path);
      throw error;
    }
  }

  async #makeRoom(): Promise<void> {
    for (const path of [...this.#open.keys()])
      if (this.#open.size > MOST_OPEN && this.#inUse.get(path) === 0) await this.#close(path);
  }

  async #close(path: string): Promise<void> {
    const opening = this.#open.get(path);
    this.#open.delete(path);
    this.#inUse.delete(path);
    if (opening !== undefined) await (await opening).scene.close();
  }
}

function checkIsSame({ description }: Scene, { key, view }: TeamIndex, path: string): void {
  if (description.identity !== key.sceneContent)
    throw new InvalidInput(
      `${path}: the file is not the one that was added (its size, time or content differs): add it again`,
    );
  if (modelViewText(view, description.sampleType) !== key.modelView)
    throw new InvalidInput(
      `${path}: this version of Longsight would read it in another way: use one version on all machines`,
    );
}
