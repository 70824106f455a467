/** The open project: one history for every window, saved after each transaction. */

import type { SceneId } from '../../../core/documents/ids.ts';
import type { ProjectDocument, ProjectState, Transaction } from '../../../core/documents/project.ts';
import { Faults } from '../../../core/faults.ts';
import type { Storage } from '../../../core/host.ts';
import { emptyProject } from '../../../core/project/document.ts';
import { commit, forgetScene, type History, newHistory, redo, undo } from '../../../core/project/history.ts';
import { encodeProject } from '../../../core/project/project-file.ts';
import { serialQueue } from '../../../core/serial-queue.ts';
import { readOrSetAside } from '../../../core/state-file.ts';
import { readProject } from './read-project.ts';

export class ProjectStore {
  #history: History;
  #revision = 0;
  #isNew: boolean;
  readonly #inOrder = serialQueue();
  readonly #storage: Storage;
  readonly #path: string;
  readonly #changed: () => void;

  private constructor(
    document: ProjectDocument,
    isNew: boolean,
    storage: Storage,
    path: string,
    changed: () => void,
  ) {
    this.#isNew = isNew;
    this.#history = newHistory(document);
    this.#storage = storage;
    this.#path = path;
    this.#changed = changed;
  }

  /** A missing file is a new project, a damaged one is moved aside. Throws `Unsupported` for one of a newer version. */
  static async open(
    storage: Storage,
    path: string,
    changed: () => void,
    faults = new Faults(),
  ): Promise<ProjectStore> {
    const isNew = !(await storage.exists(path));
    const document = await readOrSetAside(storage, path, faults, 'an empty project was begun', () =>
      readProject(storage, path),
    );
    return new ProjectStore(document ?? emptyProject, isNew, storage, path, changed);
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

  /** Resolves once the changed document is on disk. If it cannot be saved, the change is not made. */
  apply(change: Transaction): Promise<ProjectState> {
    return this.#take((history) => commit(history, change));
  }

  /** Removes the scene from the layers and from the undo and redo history. */
  forgetScene(scene: SceneId): Promise<ProjectState> {
    return this.#take((history) => {
      const isLayer = history.document.layers.some((layer) => layer.scene === scene);
      return forgetScene(isLayer ? commit(history, { kind: 'remove-layer', scene }) : history, scene);
    });
  }

  undo(): Promise<ProjectState> {
    return this.#take(undo);
  }

  redo(): Promise<ProjectState> {
    return this.#take(redo);
  }

  #take(change: (history: History) => History): Promise<ProjectState> {
    return this.#inOrder(async () => {
      const history = change(this.#history);
      if (history === this.#history) return this.state();
      await this.#storage.writeFile(this.#path, encodeProject(history.document));
      this.#history = history;
      this.#isNew = false;
      this.#revision += 1;
      this.#changed();
      return this.state();
    });
  }
}
