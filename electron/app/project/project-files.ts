/** Projects as files: opening, saving, and what was used before. */
import { realpath } from 'node:fs/promises';
import { basename, join, sep } from 'node:path';
import { withEnding } from '../../../core/bytes/file-name.ts';
import type { SceneId } from '../../../core/documents/ids.ts';
import {
  isProjectFile,
  type OpenedProject,
  PROJECT_ENDING,
  type ProjectDocument,
  type ProjectState,
  type RecentProject,
} from '../../../core/documents/project.ts';
import { InvalidInput, NotFound } from '../../../core/errors.ts';
import type { Storage } from '../../../core/host.ts';
import { emptyProject } from '../../../core/project/document.ts';
import type { ProjectLink } from '../../../core/project/project-file.ts';
import { readStateText } from '../../../core/state-file.ts';
import type { Task } from '../../../core/task.ts';
import { exportUrl } from '../../../core/urls/export-url.ts';
import { checkWritable } from '../../node/writable-target.ts';
import type { SceneService } from '../scenes/scene-service.ts';
import type { AnswerStore } from './answer-store.ts';
import { findMovedAlong, findScene, type SceneFinding } from './find-scenes.ts';
import { contentDigest, type ProjectStore } from './project-store.ts';
import type { RecentProjects } from './recent-projects.ts';
import { decodeSavedProject, encodeSavedProject, relativeTo, type SavedProject } from './saved-project.ts';
import { scenesNamedBy, withScenes } from './scenes-of-document.ts';

const LARGEST_BYTES = 256 << 20;
const UNTITLED = 'project';

export type ProjectFilesParts = {
  readonly storage: Storage;
  readonly scenes: SceneService;
  readonly project: ProjectStore;
  readonly answers: AnswerStore;
  readonly recent: RecentProjects;
  /** Folders of files that a browser sent, and of those that it fetches. */
  readonly uploads: string;
  readonly exports: string;
  /** Of this program. */
  readonly version: string;
};

export class ProjectFiles {
  readonly #parts: ProjectFilesParts;

  constructor(parts: ProjectFilesParts) {
    this.#parts = parts;
  }

  list(): Promise<readonly RecentProject[]> {
    return this.#parts.recent.list();
  }

  /** Begins an empty project. */
  async begin(): Promise<ProjectState> {
    const state = await this.#parts.project.replace(emptyProject, null);
    await this.#parts.answers.keepOnly(emptyProject);
    return state;
  }

  /**
   * Opens the project file in the place of the present project. Scenes that are not found stay in it as missing ones. Throws, and changes
   * nothing, `DamagedFile` for a file that is no project, `Unsupported` for one of a newer version.
   */
  async open(path: string, task: Task): Promise<OpenedProject> {
    const { storage, project, answers, recent } = this.#parts;
    const { sizeBytes } = await storage.stat(path);
    if (sizeBytes > LARGEST_BYTES)
      throw new InvalidInput(`${path}: is larger than ${LARGEST_BYTES} bytes, and no project file is`);
    const text = await readStateText(storage, path);
    if (text === null) throw new NotFound(`${path}: no such file`);
    const saved = decodeSavedProject(text, path);
    const isTrusted = !(await this.#isSent(path));
    const { ids, notes } = await this.#findScenes(saved, path, isTrusted, task);
    const document = withScenes(saved.document, ids);
    for (const answer of saved.answers)
      await answers.keep({ ...answer, scene: ids.get(answer.scene) ?? answer.scene });
    const link = await this.#linkTo(path, isTrusted);
    const state = await project.replace(document, { ...link, saved: contentDigest(document) });
    await answers.keepOnly(document);
    if (isTrusted) await recent.note(path);
    return { state, notes };
  }

  async openRecent(id: string, task: Task): Promise<OpenedProject> {
    const { recent, storage } = this.#parts;
    const path = await recent.pathOf(id);
    if ((await storage.fileAt(path)) === null) {
      await recent.forget(path);
      throw new NotFound(`${path}: is no longer there; it was taken off the list of recent projects`);
    }
    return this.open(path, task);
  }

  /** Goes back to the file. */
  async revert(task: Task): Promise<OpenedProject> {
    return this.open(this.#ownPath(), task);
  }

  /** Writes to the project's own file. Throws `InvalidInput` if another program has changed it since. */
  async save(): Promise<ProjectState> {
    const path = this.#ownPath();
    const { storage, project } = this.#parts;
    const before = project.file!.stat;
    if (await storage.exists(path)) {
      const now = await storage.stat(path);
      if (before === null || now.sizeBytes !== before.sizeBytes || now.modifiedMs !== before.modifiedMs)
        throw new InvalidInput(
          `${path}: was changed by another program since it was opened: save under another name, or open it again`,
        );
    }
    return this.#saveAt(path);
  }

  /** Writes to a file that the user chose, perhaps to replace it. From then on it is the project's own. */
  async saveAs(asked: string): Promise<ProjectState> {
    const path = isProjectFile(asked) ? asked : withEnding(asked, `.${PROJECT_ENDING}`);
    // With the ending, it is another file than the one whose replacement was allowed.
    if (path !== asked && (await this.#parts.storage.exists(path)))
      throw new InvalidInput(`${path} exists already, and nothing is replaced unasked: choose another name`);
    return this.#saveAt(path);
  }

  /** Writes a file for a browser to fetch from `url`. */
  async saveForDownload(): Promise<{ readonly state: ProjectState; readonly url: string }> {
    const { storage, project, exports } = this.#parts;
    const name = project.file?.name ?? `${UNTITLED}.${PROJECT_ENDING}`;
    const stem = isProjectFile(name) ? name.slice(0, -PROJECT_ENDING.length - 1) : name;
    // The address of an export drops the digits again from the name that the browser sees.
    const stored = withEnding(stem, `.${crypto.randomUUID().slice(0, 8)}.${PROJECT_ENDING}`);
    const path = join(exports, stored);
    const { document } = project;
    await storage.writeFile(path, await this.#encoded(document, null));
    return {
      state: await project.noteSaved(document, { path: null, name, stat: null }),
      url: exportUrl(stored),
    };
  }

  /** Call after the scene's file was chosen anew: finds other missing scenes that moved along. */
  async findMovedAlong(from: string, to: string): Promise<readonly SceneId[]> {
    const { project, scenes } = this.#parts;
    const layers = project.document.layers.map(({ scene }) => scene).filter((scene) => scenes.isKnown(scene));
    const missing: SceneId[] = [];
    for (const scene of layers) if ((await scenes.detail(scene)).missing) missing.push(scene);
    const found = await findMovedAlong(this.#finding(!(await this.#isSent(to))), { from, to }, missing);
    await project.noteMoved();
    return found;
  }

  /** Makes a scene the top layer, if it is none yet, and the active one. */
  async showOnTop(scene: SceneId): Promise<void> {
    const { project, scenes } = this.#parts;
    const { defaultStyle: style } = await scenes.detail(scene);
    if (!project.document.layers.some((layer) => layer.scene === scene))
      await project.apply({
        kind: 'add-layer',
        layer: { scene, visible: true, opacity: 1, gamma: 1, style },
        at: 0,
      });
    await project.apply({ kind: 'activate-scene', scene });
  }

  #ownPath(): string {
    const { file } = this.#parts.project;
    if (file === null || file.path === null)
      throw new InvalidInput('the project has no file yet: save it under a name first');
    return file.path;
  }

  async #saveAt(path: string): Promise<ProjectState> {
    const { storage, project, recent } = this.#parts;
    await checkWritable(path);
    const { document } = project;
    await storage.writeFile(path, await this.#encoded(document, path));
    const state = await project.noteSaved(document, await this.#linkTo(path, true));
    await recent.note(path);
    return state;
  }

  /** `path` is null for a file whose place is not known. */
  async #encoded(document: ProjectDocument, path: string | null): Promise<Uint8Array> {
    const { scenes, answers, version } = this.#parts;
    const named = scenesNamedBy(document).filter((scene) => scenes.isKnown(scene));
    const records = named.map((scene) => scenes.recordOf(scene));
    const saved = records.map((record) => ({ relative: path && relativeTo(path, record.path), record }));
    return encodeSavedProject(
      { document, scenes: saved, answers: await answers.ofProject(document) },
      version,
    );
  }

  async #findScenes(saved: SavedProject, path: string, isTrusted: boolean, task: Task) {
    const ids = new Map<SceneId, SceneId>();
    const notes: string[] = [];
    const layers = new Set(saved.document.layers.map(({ scene }) => scene));
    for (const scene of saved.scenes) {
      const { id: own } = scene.record.detail;
      if (!layers.has(own)) continue;
      task.signal.throwIfAborted();
      const { id, note } = await findScene(this.#finding(isTrusted), scene, path, task);
      ids.set(own, id);
      if (note !== null) notes.push(note);
    }
    return { ids, notes };
  }

  #finding(isTrusted: boolean): SceneFinding {
    const { storage, scenes } = this.#parts;
    return { storage, scenes, isTrusted };
  }

  async #linkTo(path: string, isOnDisk: boolean): Promise<Omit<ProjectLink, 'saved'>> {
    const stat = await this.#parts.storage.stat(path);
    return isOnDisk ? { path, name: basename(path), stat } : { path: null, name: basename(path), stat: null };
  }

  /** Whether a browser sent the file. */
  async #isSent(path: string): Promise<boolean> {
    const uploads = await realpath(this.#parts.uploads).catch(() => this.#parts.uploads);
    return path.startsWith(`${uploads}${sep}`);
  }
}
