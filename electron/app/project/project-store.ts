/** The open project: one history for every window, saved after each transaction. */

import type { SceneId } from '../../../core/documents/ids.ts';
import type { ProjectDocument, ProjectState, Transaction } from '../../../core/documents/project.ts';
import type { Storage } from '../../../core/host.ts';
import { emptyProject } from '../../../core/project/document.ts';
import { commit, forgetScene, type History, newHistory, redo, undo } from '../../../core/project/history.ts';
import { decodeProject, encodeProject } from '../../../core/project/project-file.ts';
import { serialQueue } from '../../../core/serial-queue.ts';

export class ProjectStore {
  #history: History;
  #revision = 0;
  #isNew: boolean;
  readonly #writeInOrder = serialQueue();
  readonly #storage: Storage;
  readonly #path: string;
  readonly #changed: () => void;

  private constructor(document: ProjectDocument | null, storage: Storage, path: string, changed: () => void) {
    this.#isNew = document === null;
    this.#history = newHistory(document ?? emptyProject);
    this.#storage = storage;
    this.#path = path;
    this.#changed = changed;
  }

  /** A missing file is a new project. Throws an error that names a file that cannot be read; the file is left unchanged. */
  static async open(storage: Storage, path: string, changed: () => void): Promise<ProjectStore> {
    const document = (await storage.exists(path)) ? decodeProject(await storage.readFile(path), path) : null;
    return new ProjectStore(document, storage, path, changed);
  }

  /** True until a first change is saved, by this process or an earlier one. */
  get isNew(): boolean {
    return this.#isNew;
  }

  get document(): ProjectDocument {
    return this.#history.document;
  }

  state(): ProjectState {
    const { document, undo, redo } = this.#history;
    return { document, revision: this.#revision, canUndo: undo.length > 0, canRedo: redo.length > 0 };
  }

  /** Resolves once the changed document is on disk. */
  apply(change: Transaction): Promise<ProjectState> {
    return this.#take(commit(this.#history, change));
  }

  /** Removes the scene from the layers and from the undo and redo history. */
  async forgetScene(scene: SceneId): Promise<void> {
    const isLayer = this.document.layers.some((layer) => layer.scene === scene);
    const without = isLayer ? commit(this.#history, { kind: 'remove-layer', scene }) : this.#history;
    await this.#take(forgetScene(without, scene));
  }

  undo(): Promise<ProjectState> {
    return this.#take(undo(this.#history));
  }

  redo(): Promise<ProjectState> {
    return this.#take(redo(this.#history));
  }

  async #take(history: History): Promise<ProjectState> {
    if (history === this.#history) return this.state();
    this.#history = history;
    this.#isNew = false;
    this.#revision += 1;
    this.#changed();
    const bytes = encodeProject(history.document);
    await this.#writeInOrder(() => this.#storage.writeFile(this.#path, bytes));
    return this.state();
  }
}
