/** Open scenes: a limited number of files, none closed while in use. */

import type { SceneId } from '../../../core/documents/ids.ts';
import type { Scene } from '../../../core/raster/scene.ts';

/** The least recently used is closed first. */
const MOST_OPEN = 24;

export class OpenScenes {
  /** Least recently used first. */
  readonly #open = new Map<SceneId, Promise<Scene>>();
  /** How many users hold each scene, which may still be opening; a held scene stays open. */
  readonly #holders = new Map<Promise<Scene>, number>();
  /** Held, but no longer in `#open`: closed at the last release. */
  readonly #retired = new Set<Promise<Scene>>();
  readonly #closing = new Set<Promise<void>>();

  /** Open, or being opened. */
  find(id: SceneId): Promise<Scene> | undefined {
    return this.#open.get(id);
  }

  /** Like `find`; marks the scene as the most recently used. */
  use(id: SceneId): Promise<Scene> | undefined {
    const opened = this.#open.get(id);
    if (!opened) return undefined;
    this.#open.delete(id);
    this.#open.set(id, opened);
    return opened;
  }

  /**
   * Closes what is open and then calls `open`; all who ask meanwhile wait for its scene. A scene that fails to open is removed. After one
   * that opens, the scenes above the limit are closed.
   */
  replace(id: SceneId, open: () => Promise<Scene>): Promise<Scene> {
    const opening = this.close(id).then(open);
    this.#open.set(id, opening);
    opening.then(
      () => this.#makeRoom(id),
      () => {
        if (this.#open.get(id) === opening) this.#open.delete(id);
      },
    );
    return opening;
  }

  /** Callers do not wait for it: scenes that open together would wait for each other. */
  #makeRoom(kept: SceneId): void {
    for (const oldest of this.#open.keys()) {
      if (this.#open.size <= MOST_OPEN) break;
      if (oldest === kept) continue;
      const closing: Promise<void> = this.close(oldest)
        // The file was only read.
        .catch(() => undefined)
        .finally(() => this.#closing.delete(closing));
      this.#closing.add(closing);
    }
  }

  /** Closes the scene now, or at its last release. */
  async close(id: SceneId): Promise<void> {
    const opened = this.#open.get(id);
    this.#open.delete(id);
    if (opened === undefined) return;
    if (this.#holders.has(opened)) this.#retired.add(opened);
    else await closeOpened(opened);
  }

  async closeAll(): Promise<void> {
    for (const id of [...this.#open.keys()]) await this.close(id);
    await Promise.all(this.#closing);
  }

  /** Keeps the file open until the returned function is called. `opened` is what `find`, `use` or `replace` returned just now. */
  hold(opened: Promise<Scene>): () => Promise<void> {
    this.#holders.set(opened, (this.#holders.get(opened) ?? 0) + 1);
    return () => this.#release(opened);
  }

  async #release(opened: Promise<Scene>): Promise<void> {
    const others = (this.#holders.get(opened) ?? 1) - 1;
    if (others > 0) {
      this.#holders.set(opened, others);
      return;
    }
    this.#holders.delete(opened);
    if (this.#retired.delete(opened)) await closeOpened(opened);
  }
}

/** One that failed to open has nothing to close. */
async function closeOpened(opened: Promise<Scene>): Promise<void> {
  const scene = await opened.catch(() => null);
  await scene?.close();
}
