import { closing } from '../../../core/closing.ts';
import type { SceneId } from '../../../core/documents/ids.ts';
import type {
  Affine,
  BandRanges,
  BandRendering,
  RasterWindow,
  SceneDetail,
} from '../../../core/documents/scene.ts';
import { InvalidInput } from '../../../core/errors.ts';
import { Faults } from '../../../core/faults.ts';
import type { FileStat, Host } from '../../../core/host.ts';
import { identify } from '../../../core/raster/identify.ts';
import { openIndexView } from '../../../core/raster/index-view.ts';
import { openModelView } from '../../../core/raster/open-model-view.ts';
import { openScene } from '../../../core/raster/open-scene.ts';
import { sampleBandRanges } from '../../../core/raster/sample-ranges.ts';
import type { Scene } from '../../../core/raster/scene.ts';
import type { PreviewStore } from '../../../core/raster/scene-preview.ts';
import type { MaskedRgb, SceneReader } from '../../../core/raster/scene-reader.ts';
import { SharedWork } from '../../../core/shared-work.ts';
import { type Task, unattended } from '../../../core/task.ts';
import type { SampleType } from '../../../core/tensor/samples.ts';
import { FilePresence } from './file-presence.ts';
import { OpenScenes } from './open-scenes.ts';
import { checkArea, checkBands, checkInside, checkIsSame } from './scene-checks.ts';
import { PIXEL_AFFINE, sceneDetail } from './scene-detail.ts';
import { SceneFingerprints } from './scene-fingerprints.ts';
import type { SceneRecord } from './scene-record.ts';
import { SceneRecords } from './scene-records.ts';

/** A scene as the model sees it at one moment; stays open until `release`. */
export type HeldView = {
  readonly reader: SceneReader;
  readonly sceneContent: string;
  readonly modelView: BandRendering;
  readonly sampleType: SampleType;
  /** Throws `InvalidInput` if the file is no longer the one that was opened. Each read of the reader checks it too. */
  readonly checkUnchanged: () => Promise<void>;
  readonly release: () => Promise<void>;
};

/** What the user chose for a scene. */
type Chosen = Pick<SceneRecord, 'modelView' | 'crs'>;
const NOTHING_CHOSEN: Chosen = { modelView: null, crs: null };

export class SceneService {
  readonly #host: Host;
  readonly #previews: PreviewStore;
  readonly #records: SceneRecords;
  readonly #open = new OpenScenes();
  /** Files that are being opened because somebody asked for them by path. */
  readonly #opening = new SharedWork<void>();
  readonly #fingerprints: SceneFingerprints;
  readonly #presence: FilePresence;
  readonly #watchers = new Set<() => void>();

  private constructor(host: Host, previews: PreviewStore, records: SceneRecords) {
    this.#fingerprints = new SceneFingerprints(host.storage);
    this.#presence = new FilePresence(host.storage);
    this.#presence.watch(() => this.#changed());
    this.#host = host;
    this.#previews = previews;
    this.#records = records;
  }

  /** As `SceneRecords.open`. */
  static async open(
    host: Host,
    folder: string,
    previews: PreviewStore,
    faults = new Faults(),
  ): Promise<SceneService> {
    return new SceneService(host, previews, await SceneRecords.open(host.storage, folder, faults));
  }

  /** Whether the files of all scenes are known. */
  knowsAll(): Promise<boolean> {
    return this.#records.areComplete();
  }

  /** Called when the file of a scene turns out to have changed, or to be there after all. */
  watch(changed: () => void): void {
    this.#watchers.add(changed);
  }

  /** Opens the file at `path`; the same path is the same scene. Throws the reader's errors, which name the file and the reason. */
  async openPath(path: string, task = unattended()): Promise<SceneId> {
    const id = await this.openUnlisted(path, task);
    const record = this.#records.get(id);
    if (!record.isListed) await this.#records.keepIfPossible(id, { ...record, isListed: true });
    return id;
  }

  /** The same for a scene that a collection needs: it is not in the list of scenes until it is opened by itself. */
  async openUnlisted(path: string, task = unattended()): Promise<SceneId> {
    const id = this.#records.idFor(path);
    // Concurrent callers wait for the same file.
    await this.#opening.run(id, (signal) => this.#openCurrent(id, path, { ...task, signal }), task.signal);
    return id;
  }

  async #openCurrent(id: SceneId, path: string, task: Task): Promise<void> {
    const known = this.#records.find(id);
    const opening = this.#open.find(id);
    const isCurrent =
      opening !== undefined &&
      (known === undefined || sameStat(known.stat, await this.#host.storage.stat(path)));
    if (!isCurrent || (await uncancelled(opening)) === null)
      await this.#load(id, path, known ?? NOTHING_CHOSEN, task);
  }

  /**
   * Makes `path` the scene's file; its layer, model view and indexes stay. Throws `InvalidInput` for a file of another size or
   * georeferencing, or one that is already another scene.
   */
  async locate(id: SceneId, path: string): Promise<void> {
    const { detail, ...chosen } = this.#records.get(id);
    const other = this.#records.at(path);
    if (other !== undefined && other !== id)
      throw new InvalidInput(`${path}: this file is already open as another scene; remove that scene first`);
    {
      await using found = closing(await openScene(this.#host, path, unattended()));
      checkIsSame(found, detail, path);
    }
    await this.#load(id, path, chosen);
  }

  /**
   * Gives a scene whose file states no coordinate reference system the one that `crs` names, or takes it away again (null). Throws
   * `InvalidInput` for a name that PROJ does not know, or for a scene that has one of its own.
   */
  async setCrs(id: SceneId, crs: string | null): Promise<void> {
    const record = this.#records.get(id);
    const { name, crs: own } = record.detail;
    if (crs !== null && record.crs === null && own !== null)
      throw new InvalidInput(
        `${name} states its own coordinate reference system (${own.name}): only a scene without one can be given one`,
      );
    await this.#load(id, record.path, { modelView: record.modelView, crs });
  }

  /**
   * Remembers a scene whose file is not there, so that it can be located. Returns the id that the record has here: its own, unless
   * another scene has that.
   */
  async remember(record: SceneRecord): Promise<SceneId> {
    const known = this.#records.at(record.path);
    if (known !== undefined) return known;
    const { id: own } = record.detail;
    const id = this.#records.find(own) ? this.#records.idFor(record.path) : own;
    await this.#records.keepIfPossible(id, { ...record, detail: { ...record.detail, id } });
    return id;
  }

  /** What is remembered of the scene. */
  recordOf(id: SceneId): SceneRecord {
    return this.#records.get(id);
  }

  /** Scenes that were opened by themselves. */
  async list(): Promise<readonly SceneDetail[]> {
    const listed = [...this.#records.all()].filter(([, { isListed }]) => isListed);
    return Promise.all(listed.map(([id]) => this.detail(id)));
  }

  /** A disk that does not answer marks only this scene as missing; opening it reports the reason. */
  async detail(id: SceneId): Promise<SceneDetail> {
    const { path, detail } = this.#records.get(id);
    return { ...detail, missing: !(await this.#presence.isThere(path)) };
  }

  isKnown(id: SceneId): boolean {
    return this.#records.find(id) !== undefined;
  }

  nameOf(id: SceneId): string {
    return this.#records.get(id).detail.name;
  }

  pathOf(id: SceneId): string {
    return this.#records.get(id).path;
  }

  /** All scenes that are remembered, by the path of their file. */
  byPath(): ReadonlyMap<string, SceneId> {
    return new Map([...this.#records.all()].map(([id, { path }]) => [path, id]));
  }

  /** The files of all scenes that are remembered. */
  paths(): readonly string[] {
    return [...this.#records.all().values()].map(({ path }) => path);
  }

  /** What is known of the scene. Its file may be closed at any time: pixels are read in `using`. */
  async scene(id: SceneId): Promise<Scene> {
    return (await uncancelled(this.#opened(id))) ?? this.scene(id);
  }

  /** Calls `work` with the scene, whose file stays open until `work` has ended. */
  async using<T>(id: SceneId, work: (scene: Scene) => Promise<T>): Promise<T> {
    const { scene, release } = await this.#held(id, () => true);
    try {
      return await work(scene);
    } finally {
      await release();
    }
  }

  #opened(id: SceneId): Promise<Scene> {
    const record = this.#records.get(id);
    return this.#open.use(id) ?? this.#load(id, record.path, record);
  }

  /** Changes with the file's content and georeferencing. */
  async contentIdentity(id: SceneId): Promise<string> {
    return (await this.scene(id)).description.identity;
  }

  /** Pixel → CRS; pixel coordinates (y up) without georeferencing. */
  async affine(id: SceneId): Promise<Affine> {
    return (await this.scene(id)).description.affine ?? PIXEL_AFFINE;
  }

  /** For long reads: the file stays open until `release`, whatever else is opened. A changed file is opened again. */
  async hold(id: SceneId): Promise<HeldView> {
    const isUnchanged = async (scene: Scene) => (await this.#fingerprints.changedFile(scene)) === null;
    const { scene, release } = await this.#held(id, isUnchanged);
    const { modelView } = this.#records.get(id).detail;
    const view = await openIndexView(scene, modelView).catch(async (error) => {
      await release();
      throw error;
    });
    return {
      reader: this.#fingerprints.checked(view, scene),
      checkUnchanged: () => this.#fingerprints.check(scene),
      sceneContent: scene.description.identity,
      modelView,
      sampleType: scene.description.sampleType,
      release,
    };
  }

  /** RGB pixels of a window in the model view, before resizing. */
  async modelViewPixels(id: SceneId, win: RasterWindow, signal?: AbortSignal): Promise<MaskedRgb> {
    return this.renderedPixels(id, this.#records.get(id).detail.modelView, win, signal);
  }

  /** RGB pixels of a window in any band choice and stretch. Throws `InvalidInput` for a window outside the scene or too large. */
  async renderedPixels(
    id: SceneId,
    rendering: BandRendering,
    win: RasterWindow,
    signal?: AbortSignal,
  ): Promise<MaskedRgb> {
    return this.using(id, async (scene) => {
      const reader = openModelView(scene, rendering);
      checkInside(win, reader);
      checkArea(win);
      return reader.readRgb(win, signal);
    });
  }

  async setModelView(id: SceneId, view: BandRendering): Promise<void> {
    const record = this.#records.get(id);
    checkBands(view, record.detail);
    await this.#records.keep(id, {
      ...record,
      modelView: view,
      detail: { ...record.detail, modelView: view },
    });
  }

  /** Raw values, one per band; null for NaN. */
  async identify(id: SceneId, col: number, row: number): Promise<readonly (number | null)[]> {
    const values = await this.using(id, async (scene) => {
      checkInside({ col, row, widthPx: 1, heightPx: 1 }, scene.description);
      return identify(scene, col, row);
    });
    return values.map((value) => (Number.isFinite(value) ? value : null));
  }

  /** Value ranges estimated from a sample of the pixels, one entry per band. */
  async bandRanges(id: SceneId, signal: AbortSignal): Promise<readonly BandRanges[]> {
    return this.using(id, ({ raster }) => sampleBandRanges(raster, { ...unattended(), signal }));
  }

  async forget(id: SceneId): Promise<void> {
    this.#records.get(id);
    await this.#open.close(id);
    await this.#records.remove(id);
  }

  async close(): Promise<void> {
    await this.#open.closeAll();
  }

  /** The scene, held from the moment it is looked up on. Opened again if it is not `good`, or if another caller cancelled its opening. */
  async #held(
    id: SceneId,
    isGood: (scene: Scene) => boolean | Promise<boolean>,
  ): Promise<{ readonly scene: Scene; readonly release: () => Promise<void> }> {
    const opened = this.#opened(id);
    const release = this.#open.hold(opened);
    try {
      const scene = await uncancelled(opened);
      if (scene !== null && (await isGood(scene))) return { scene, release };
      const record = this.#records.get(id);
      // Somebody else may have opened it again meanwhile.
      if (scene !== null && this.#open.find(id) === opened)
        await uncancelled(this.#load(id, record.path, record));
    } catch (error) {
      await release();
      throw error;
    }
    await release();
    // What was opened just now is good enough: a file that is being written would never be.
    return this.#held(id, () => true);
  }

  /** In place of what is open. */
  #load(id: SceneId, path: string, chosen: Chosen, task = unattended()): Promise<Scene> {
    return this.#open.replace(id, () => this.#read(id, path, chosen, task));
  }

  async #read(id: SceneId, path: string, { modelView, crs }: Chosen, task: Task): Promise<Scene> {
    const { storage } = this.#host;
    const [stat, fingerprint] = [await storage.stat(path), await storage.fingerprint(path)];
    const scene = await openScene(this.#host, path, task, this.#previews, crs);
    let before: SceneRecord | undefined;
    let detail: SceneDetail;
    try {
      await this.#fingerprints.note(scene, path, fingerprint);
      detail = await sceneDetail(id, scene, { modelView, crs }, this.#host.crs);
      before = this.#records.find(id);
      const isListed = before?.isListed ?? false;
      await this.#records.keepIfPossible(id, { path, modelView, crs, stat, isListed, detail });
    } catch (error) {
      await scene.close();
      throw error;
    }
    if (before && before.detail.content !== detail.content) this.#changed();
    return scene;
  }

  #changed(): void {
    for (const changed of this.#watchers) changed();
  }
}

/** The scene; null if another caller cancelled its opening. */
async function uncancelled(opening: Promise<Scene>): Promise<Scene | null> {
  try {
    return await opening;
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return null;
    throw error;
  }
}

function sameStat(a: FileStat, b: FileStat): boolean {
  return a.sizeBytes === b.sizeBytes && a.modifiedMs === b.modifiedMs;
}
