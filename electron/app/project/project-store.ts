/** The open project: one history for every window. Its working copy in the data folder is saved after each transaction. */

import { createHash } from 'node:crypto';
import type { SceneId } from '../../../core/documents/ids.ts';
import type { ProjectDocument, ProjectState, Transaction } from '../../../core/documents/project.ts';
import { Faults } from '../../../core/faults.ts';
import type { Storage } from '../../../core/host.ts';
import { emptyProject } from '../../../core/project/document.ts';
import { commit, forgetScene, type History, newHistory, redo, undo } from '../../../core/project/history.ts';
import { encodeProject, type ProjectLink, type WorkingCopy } from '../../../core/project/project-file.ts';
import { savedContent } from '../../../core/project/saved-content.ts';
import { serialQueue } from '../../../core/serial-queue.ts';
import { readOrSetAside } from '../../../core/state-file.ts';
import { readProject } from './read-project.ts';

const NOTHING_SAVED = contentDigest(emptyProject);

export class ProjectStore {
  #history: History;
  #file: ProjectLink | null;
  #revision = 0;
  #isNew: boolean;
  #isRecovered = false;
  /** Digest of the content of a document, the latest only. */
  #digest: { readonly of: ProjectDocument; readonly is: string } | null = null;
  readonly #inOrder = serialQueue();
  readonly #storage: Storage;
  readonly #path: string;
  readonly #changed: () => void;

  private constructor(
    { document, file }: WorkingCopy,
    isNew: boolean,
    storage: Storage,
    path: string,
    changed: () => void,
  ) {
    this.#isNew = isNew;
    this.#history = newHistory(document);
    this.#file = file;
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
    const copy = await readOrSetAside(storage, path, faults, 'an empty project was begun', () =>
      readProject(storage, path),
    );
    return new ProjectStore(copy ?? { document: emptyProject, file: null }, isNew, storage, path, changed);
  }

  /** True until a first change is saved, by this process or an earlier one. */
  get isNew(): boolean {
    return this.#isNew;
  }

  get document(): ProjectDocument {
    return this.#history.document;
  }

  get file(): ProjectLink | null {
    return this.#file;
  }

  state(): ProjectState {
    const { document, undo, redo } = this.#history;
    return {
      document,
      revision: this.#revision,
      canUndo: undo.length > 0,
      canRedo: redo.length > 0,
      name: this.#file?.name ?? null,
      isOnDisk: typeof this.#file?.path === 'string',
      isChanged: this.#isChanged(),
      isRecovered: this.#isRecovered,
    };
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

  /** Puts another project in the place of this one, without steps to undo. */
  replace(document: ProjectDocument, file: ProjectLink | null): Promise<ProjectState> {
    return this.#inOrder(() => this.#keep(newHistory(document), file));
  }

  /** Notes that `saved` was written to, or read from, the file. Later changes count as unsaved. */
  noteSaved(saved: ProjectDocument, file: Omit<ProjectLink, 'saved'>): Promise<ProjectState> {
    return this.#inOrder(() => this.#keep(this.#history, { ...file, saved: contentDigest(saved) }));
  }

  /** Notes a change of what the file holds beside the document: where scenes lie. */
  noteMoved(): Promise<ProjectState> {
    return this.#inOrder(() => {
      const file = this.#file;
      const isRecovered = this.#isRecovered;
      return this.#keep(this.#history, file && { ...file, saved: '' }, isRecovered);
    });
  }

  /** Call after a start that follows a crash. Only a project that differs from its file is marked. */
  noteCrash(): void {
    this.#isRecovered = this.#file !== null && this.#isChanged();
  }

  keepRecovered(): ProjectState {
    this.#isRecovered = false;
    this.#revision += 1;
    this.#changed();
    return this.state();
  }

  #isChanged(): boolean {
    const { document } = this;
    if (this.#digest === null || this.#digest.of !== document)
      this.#digest = { of: document, is: contentDigest(document) };
    return this.#digest.is !== (this.#file === null ? NOTHING_SAVED : this.#file.saved);
  }

  #take(change: (history: History) => History): Promise<ProjectState> {
    return this.#inOrder(async () => {
      const history = change(this.#history);
      if (history === this.#history) return this.state();
      return this.#keep(history, this.#file, this.#isRecovered);
    });
  }

  async #keep(history: History, file: ProjectLink | null, isRecovered = false): Promise<ProjectState> {
    await this.#storage.writeFile(this.#path, encodeProject({ document: history.document, file }));
    this.#history = history;
    this.#file = file;
    this.#isNew = false;
    this.#isRecovered = isRecovered;
    this.#revision += 1;
    this.#changed();
    return this.state();
  }
}

export function contentDigest(document: ProjectDocument): string {
  return createHash('sha256').update(savedContent(document)).digest('hex');
}
