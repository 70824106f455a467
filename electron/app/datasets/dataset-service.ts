/** Collected data sets: windows with captions, each stored in a folder that a run reads directly. Every change can be undone. */
import { randomUUID } from 'node:crypto';
import { basename, join } from 'node:path';
import {
  type CollectedPair,
  type DatasetDetail,
  type DatasetReport,
  type DatasetSummary,
  type ImportedPairs,
  PAIR_GROUPINGS,
  type PairGrouping,
  type PairId,
  type PairTexts,
  type ReportSettings,
  type WindowPair,
} from '../../../core/documents/dataset.ts';
import type { DatasetId, SceneId } from '../../../core/documents/ids.ts';
import { atLeast, literal, string } from '../../../core/documents/shape.ts';
import { InvalidInput, NotFound } from '../../../core/errors.ts';
import { Faults } from '../../../core/faults.ts';
import type { Host } from '../../../core/host.ts';
import { serialQueue } from '../../../core/serial-queue.ts';
import { DamagedFile, readStateFile, readStateText } from '../../../core/state-file.ts';
import { type CaptionPair, OUR_FIELDS } from '../../../training/dataset/caption-pair.ts';
import { decodePairs, encodePairs } from '../../../training/dataset/collected-pairs.ts';
import { BESIDE } from '../../../training/dataset/picture-path.ts';
import { pairsInPieces, type ReadPairs, readPairs } from '../../../training/dataset/read-pairs.ts';
import type { PictureService } from '../scenes/picture-service.ts';
import type { SceneService } from '../scenes/scene-service.ts';
import { exportDataset } from './dataset-export.ts';
import { datasetReport } from './dataset-report.ts';
import { PairPictures } from './pair-pictures.ts';

type Contents = { readonly grouping: PairGrouping; readonly items: readonly CollectedPair[] };
type Dataset = {
  readonly name: string;
  readonly createdAt: string;
  now: Contents;
  undo: Contents[];
  redo: Contents[];
  /** The pair being typed in: its edits extend the last undo step. */
  typing: PairId | null;
};

type Answer = Partial<PairTexts> & { readonly fault?: string };

const META_FILE = 'dataset.json';
const PAIRS_FILE = 'pairs.jsonl';
const STEPS_KEPT = 100;
const LEFT_OUT_SHOWN = 100;

export class DatasetService {
  readonly #host: Host;
  readonly #folder: string;
  readonly #pictures: PairPictures;
  readonly #faults: Faults;
  readonly #opened = new Map<DatasetId, Promise<Dataset>>();
  /** Each change builds on the one before. */
  readonly #inOrder = serialQueue();

  constructor(
    host: Host,
    folder: string,
    scenes: SceneService,
    pictures: PictureService,
    faults = new Faults(),
  ) {
    this.#faults = faults;
    this.#host = host;
    this.#folder = folder;
    this.#pictures = new PairPictures(host, scenes, pictures);
  }

  /** Oldest first. A data set with a damaged file is noted and left out. */
  async list(): Promise<readonly DatasetSummary[]> {
    const found: DatasetSummary[] = [];
    for (const id of await this.#host.storage.list(this.#folder)) {
      if (!(await this.#host.storage.exists(join(this.#folder, id, META_FILE)))) continue;
      const about = `data set ${id}`;
      try {
        found.push(summary(id as DatasetId, await this.#open(id as DatasetId)));
        this.#faults.clear(about);
      } catch (error) {
        if (!(error instanceof InvalidInput)) throw error;
        this.#faults.note(
          about,
          `${error.message}: the data set is left out, and its pictures are kept; put the file back as it was, or correct it`,
        );
      }
    }
    return found.toSorted((a, b) => a.createdAt.localeCompare(b.createdAt));
  }

  async create(name: string): Promise<DatasetId> {
    const trimmed = name.trim();
    if (trimmed === '') throw new InvalidInput('a data set needs a name');
    return this.#inOrder(async () => {
      if ((await this.list()).some((each) => each.name === trimmed))
        throw new InvalidInput(`a data set named "${trimmed}" already exists: choose another name`);
      const id = randomUUID() as DatasetId;
      const meta = { version: 1, name: trimmed, createdAt: new Date().toISOString(), grouping: 'scene' };
      await this.#write(join(this.#folder, id, PAIRS_FILE), encodePairs([], 'scene'));
      await this.#write(join(this.#folder, id, META_FILE), JSON.stringify(meta));
      return id;
    });
  }

  remove(id: DatasetId): Promise<void> {
    return this.#inOrder(async () => {
      const folder = join(this.#folder, id);
      if (!(await this.#host.storage.exists(folder))) throw new NotFound(`there is no data set ${id}`);
      this.#opened.delete(id);
      await this.#host.storage.remove(folder);
      this.#faults.clear(`data set ${id}`);
    });
  }

  async detail(id: DatasetId): Promise<DatasetDetail> {
    const dataset = await this.#open(id);
    const { now, undo, redo } = dataset;
    return { ...summary(id, dataset), ...now, canUndo: undo.length > 0, canRedo: redo.length > 0 };
  }

  /** The absolute path of a pair's picture. */
  imagePath(id: DatasetId, pair: Pick<CollectedPair, 'image'>): string {
    return join(this.#folder, id, pair.image);
  }

  async pair(id: DatasetId, pair: PairId): Promise<CollectedPair> {
    const found = (await this.#open(id)).now.items.find((each) => each.id === pair);
    if (!found) throw new NotFound(`the data set has no pair ${pair}`);
    return found;
  }

  /** The pairs as a run reads them; `origin` is the number of the pair, such as "pair 3". */
  async captionPairs(id: DatasetId): Promise<readonly CaptionPair[]> {
    const { storage } = this.#host;
    await this.#open(id);
    const list = join(this.#folder, id, PAIRS_FILE);
    const { pairs } = await readPairs(storage, list, OUR_FIELDS, null, BESIDE);
    return pairs.map((pair, i) => ({ ...pair, origin: `pair ${i + 1}` }));
  }

  async report(id: DatasetId, settings: ReportSettings, signal: AbortSignal): Promise<DatasetReport> {
    const { items } = (await this.#open(id)).now;
    const ids = items.map((pair) => pair.id);
    return datasetReport(this.#host, await this.captionPairs(id), ids, settings, signal);
  }

  /** Writes one ZIP to `path`; returns its size in bytes. */
  async exportTo(id: DatasetId, path: string, signal: AbortSignal): Promise<number> {
    const { items } = (await this.#open(id)).now;
    return exportDataset(this.#host.storage, join(this.#folder, id), items, path, signal);
  }

  /** Cuts each window from the scene as the model sees it; a window already in the data set is not added again. Returns an id per window. */
  async addWindows(
    id: DatasetId,
    scene: SceneId,
    windows: readonly WindowPair[],
    signal: AbortSignal,
  ): Promise<readonly PairId[]> {
    return this.#inOrder(async () => {
      const { now } = await this.#open(id);
      const key = (win: WindowPair['window']): string => [win.col, win.row, win.widthPx, win.heightPx].join();
      const known = new Map(
        now.items.flatMap((each) => (each.place?.scene === scene ? [[key(each.place.window), each.id]] : [])),
      );
      const added: CollectedPair[] = [];
      const ids: PairId[] = [];
      for (const each of windows) {
        const there = known.get(key(each.window)) as PairId | undefined;
        const pair = there ? null : await this.#pictures.cut(join(this.#folder, id), scene, each, signal);
        if (pair) added.push(pair);
        ids.push(there ?? pair!.id);
      }
      if (added.length > 0) await this.#change(id, { ...now, items: [...now.items, ...added] });
      return ids;
    });
  }

  /** Imports pairs from tables or JSON. Pictures are looked up beside the file, then among `paths` by file name, and nowhere else. */
  async importFiles(id: DatasetId, paths: readonly string[], signal: AbortSignal): Promise<ImportedPairs> {
    const lists = paths.filter((path) => /\.(jsonl?|ndjson|csv|tsv)$/i.test(path));
    if (lists.length === 0)
      throw new InvalidInput('none of the files is a list of caption pairs (JSON, JSON lines, CSV or TSV)');
    return this.#inOrder(async () => {
      const { now } = await this.#open(id);
      const added: CollectedPair[] = [];
      const leftOut: string[] = [];
      let leftOutCount = 0;
      const leave = (origin: string, reason: string): void => {
        if (leftOut.length < LEFT_OUT_SHOWN) leftOut.push(`${placeInList(origin)}: ${reason}`);
        leftOutCount++;
      };
      for (const list of lists)
        for await (const { pairs, malformed } of this.#listed(list, paths)) {
          for (const { origin, reason } of malformed) leave(origin, reason);
          for (const pair of pairs) {
            signal.throwIfAborted();
            const taken = await this.#pictures.copy(join(this.#folder, id), pair, paths);
            if (typeof taken === 'string') leave(pair.origin, taken);
            else added.push(taken);
          }
        }
      if (added.length > 0) await this.#change(id, { ...now, items: [...now.items, ...added] });
      return { added: added.length, leftOut, leftOutCount };
    });
  }

  #listed(list: string, chosen: readonly string[]): AsyncIterable<ReadPairs> {
    return pairsInPieces(this.#host.storage, list, OUR_FIELDS, null, { kind: 'beside', chosen });
  }

  /** With `isTyping`, further edits of this pair join the same undo step. */
  async setTexts(id: DatasetId, pair: PairId, texts: PairTexts, isTyping = false): Promise<void> {
    await this.#inOrder(async () => {
      const before = await this.pair(id, pair);
      const dataset = await this.#open(id);
      const after = { ...before, ...texts, fault: null };
      const items = dataset.now.items.map((each) => (each.id === pair ? after : each));
      const isSameStep = dataset.typing === pair;
      if (JSON.stringify(after) !== JSON.stringify(before))
        await this.#change(id, { ...dataset.now, items }, isSameStep);
      dataset.typing = isTyping ? pair : null;
    });
  }

  /**
   * Stores an assistant's answer for a pair, or why there is none. A pair that was edited or removed since it was asked about stays
   * as it is.
   */
  async setAnswer(id: DatasetId, asked: CollectedPair, answer: Answer): Promise<void> {
    await this.#inOrder(async () => {
      const { now } = await this.#open(id);
      const items = now.items.map((pair) => {
        const isUntouched = (['short', 'long', 'labels'] as const).every(
          (each) => pair[each] === asked[each],
        );
        return pair.id === asked.id && isUntouched ? { ...pair, fault: null, ...answer } : pair;
      });
      if (items.some((pair, i) => pair !== now.items[i])) await this.#change(id, { ...now, items });
    });
  }

  async setGrouping(id: DatasetId, grouping: PairGrouping): Promise<void> {
    await this.#inOrder(async () => this.#change(id, { ...(await this.#open(id)).now, grouping }));
  }

  /** The pictures stay until the data set is next opened, so that the removal can be undone. */
  async removePairs(id: DatasetId, pairs: readonly PairId[]): Promise<void> {
    await this.#inOrder(async () => {
      const { now } = await this.#open(id);
      const items = now.items.filter((each) => !pairs.includes(each.id));
      if (items.length < now.items.length) await this.#change(id, { ...now, items });
    });
  }

  async undo(id: DatasetId): Promise<void> {
    await this.#inOrder(async () => {
      const dataset = await this.#open(id);
      const before = dataset.undo.at(-1);
      if (!before) return;
      await this.#store(id, dataset, before);
      dataset.typing = null;
      dataset.redo.push(dataset.now);
      dataset.undo.pop();
      dataset.now = before;
    });
  }

  async redo(id: DatasetId): Promise<void> {
    await this.#inOrder(async () => {
      const dataset = await this.#open(id);
      const next = dataset.redo.at(-1);
      if (!next) return;
      await this.#store(id, dataset, next);
      dataset.undo.push(dataset.now);
      dataset.redo.pop();
      dataset.now = next;
    });
  }

  /** Memory changes only after the disk. With `isSameStep` the change is undone together with the previous step. */
  async #change(id: DatasetId, next: Contents, isSameStep = false): Promise<void> {
    const dataset = await this.#open(id);
    await this.#store(id, dataset, next);
    if (!isSameStep) dataset.undo = [...dataset.undo, dataset.now].slice(-STEPS_KEPT);
    dataset.typing = null;
    dataset.redo = [];
    dataset.now = next;
  }

  async #store(id: DatasetId, { name, createdAt, now }: Dataset, next: Contents): Promise<void> {
    if (next.grouping !== now.grouping) {
      const meta = { version: 1, name, createdAt, grouping: next.grouping };
      await this.#write(join(this.#folder, id, META_FILE), JSON.stringify(meta));
    }
    await this.#write(join(this.#folder, id, PAIRS_FILE), encodePairs(next.items, next.grouping));
  }

  #open(id: DatasetId): Promise<Dataset> {
    const known = this.#opened.get(id);
    if (known) return known;
    const opening = this.#read(id);
    this.#opened.set(id, opening);
    opening.catch(() => this.#opened.delete(id));
    return opening;
  }

  async #read(id: DatasetId): Promise<Dataset> {
    const { storage } = this.#host;
    const meta = await readStateFile(storage, join(this.#folder, id, META_FILE), datasetMeta);
    if (meta === null) throw new NotFound(`there is no data set ${id}`);
    const { name, createdAt, grouping } = meta;
    const path = join(this.#folder, id, PAIRS_FILE);
    const text = await readStateText(storage, path);
    if (text === null) throw new DamagedFile(`${path}: no such file`);
    const { pairs, isWhole } = decodePairs(text, path);
    // Without its last line the list may have lost pairs, and only their pictures are left.
    if (isWhole) await this.#sweep(id, pairs);
    else if (pairs.length === 0 && (await storage.list(join(this.#folder, id, 'images'))).length > 0)
      throw new DamagedFile(`${path}: the file is empty`);
    return { name, createdAt, now: { grouping, items: pairs }, undo: [], redo: [], typing: null };
  }

  /** Deletes the pictures of pairs whose removal can no longer be undone. */
  async #sweep(id: DatasetId, items: readonly CollectedPair[]): Promise<void> {
    const kept = new Set(items.map(({ image }) => stem(image)));
    const folder = join(this.#folder, id, 'images');
    for (const name of await this.#host.storage.list(folder))
      if (!kept.has(stem(name))) await this.#host.storage.remove(join(folder, name));
  }

  async #write(path: string, text: string): Promise<void> {
    await this.#host.storage.writeFile(path, new TextEncoder().encode(text));
  }
}

function summary(id: DatasetId, { name, createdAt, now }: Dataset): DatasetSummary {
  return { id, name, createdAt, pairs: now.items.length };
}

/** The name of the list and the line in it, without the folder, which pages must not see. */
function placeInList(origin: string): string {
  return origin.slice(Math.max(origin.lastIndexOf('/'), origin.lastIndexOf('\\')) + 1);
}

function stem(name: string): string {
  return basename(name).replace(/\..*$/, '');
}

const datasetMeta = atLeast({
  version: literal(1),
  name: string(),
  createdAt: string(64),
  grouping: literal(...PAIR_GROUPINGS),
});
