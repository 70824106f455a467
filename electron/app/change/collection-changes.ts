/** Service for the change between two times of a collection: each scene before with each scene after that overlaps it. */
import { randomUUID } from 'node:crypto';
import { boxOf, overlaps } from '../../../core/collection/filter-scenes.ts';
import { degreesAround } from '../../../core/collection/merge-places.ts';
import { type Periods, scenesOf, twoPeriods } from '../../../core/collection/periods.ts';
import type { ChangePair, CollectionChange, CollectionChangeQuery } from '../../../core/documents/change.ts';
import type { CollectionScene } from '../../../core/documents/collection.ts';
import type { ChangeId } from '../../../core/documents/ids.ts';
import type { RasterWindow } from '../../../core/documents/scene.ts';
import { NotFound } from '../../../core/errors.ts';
import type { Host } from '../../../core/host.ts';
import type { IndexScan } from '../../../core/search/index-scan.ts';
import { isNearDuplicate } from '../../../core/search/near-duplicate.ts';
import { DotKernel } from '../../../core/search/scan/dot-kernel.ts';
import type { Task } from '../../../core/task.ts';
import type { CollectionStore } from '../collections/collection-store.ts';
import { sentenceVector } from '../collections/sentence-vector.ts';
import type { ModelService } from '../models/model-service.ts';
import type { SceneService } from '../scenes/scene-service.ts';
import type { IndexService } from '../search/index-service.ts';
import { type AskedScene, type ComparedScenes, compareScenes, type PlacedChange } from './compare-scenes.ts';
import type { KeptChanges } from './kept-changes.ts';
import { changeProvenance } from './scene-changes.ts';

/** Scenes whose scores are held: a scene before meets a few after it. */
const SCENES_HELD = 32;

type Indexed = {
  readonly scene: CollectionScene;
  readonly scan: IndexScan;
  readonly about: AskedScene['about'];
};
type Ask = (indexed: Indexed) => Promise<AskedScene>;

type CollectionChangesParts = {
  readonly host: Host;
  readonly store: CollectionStore;
  readonly scenes: SceneService;
  readonly models: ModelService;
  readonly indexes: IndexService;
  readonly kept: KeptChanges;
};

export class CollectionChanges {
  readonly #parts: CollectionChangesParts;

  constructor(parts: CollectionChangesParts) {
    this.#parts = parts;
  }

  /**
   * Throws `InvalidInput` for times that do not go together or an empty sentence, `NotFound` if no two indexed scenes of the two times
   * share a place.
   */
  async run(query: CollectionChangeQuery, task: Task): Promise<CollectionChange> {
    const startedMs = performance.now();
    const { store, models, kept, host } = this.#parts;
    const scenes = await store.scenes(query.collection);
    const periods = twoPeriods(scenes, query.before, query.after);
    const vector = await sentenceVector(await models.encoder(query.model), query.terms, task.signal);
    const before = scenesOf(scenes, periods.before);
    const after = scenesOf(scenes, periods.after);
    const [first, second] = [await this.#indexed(before, query), await this.#indexed(after, query)];
    const pairs = pairsOf(first, second);
    const ask = this.#asking(vector, task.signal);
    const compared: ComparedScenes[] = [];
    for (const [i, pair] of pairs.entries()) {
      task.signal.throwIfAborted();
      task.report({ phase: 'comparing scenes', done: i, total: pairs.length });
      const found = await compareScenes(host, await ask(pair.before), await ask(pair.after), query, task);
      if (found !== null) compared.push(withoutMaps(found));
    }
    if (compared.length === 0)
      throw new NotFound(
        pairs.length > 0 && query.area !== null
          ? `no two scenes of ${periods.before} and ${periods.after} share a place in the area: choose a larger area`
          : nothingShared(periods, before.length, first.length, after.length, second.length),
      );
    const id = randomUUID() as ChangeId;
    const [gained, lost] = [listed(compared, 'gained', query.places), listed(compared, 'lost', query.places)];
    const { collection, model, terms, measure, area } = query;
    const change: CollectionChange = {
      ...{ id, collection, model, terms, measure, area, ...periods },
      pairs: compared.map(({ pair }): ChangePair => pair),
      gained: gained.map(({ place }) => place),
      lost: lost.map(({ place }) => place),
      notIndexed: before.length + after.length - first.length - second.length,
      milliseconds: performance.now() - startedMs,
    };
    kept.keep({
      ...{ change, gained, lost, map: null },
      scenes: compared.map(({ before: { affine, wkt } }) => ({ affine, wkt })),
      provenance: changeProvenance(change, await models.identity(model)),
    });
    return change;
  }

  async #indexed(
    scenes: readonly CollectionScene[],
    { model }: CollectionChangeQuery,
  ): Promise<readonly Indexed[]> {
    const identity = await this.#parts.models.identity(model);
    const ids = this.#parts.scenes.byPath();
    const found: Indexed[] = [];
    for (const scene of scenes) {
      const id = ids.get(scene.path);
      const scan = id === undefined ? null : await this.#parts.indexes.scanOf(id, scene.content, identity);
      if (id === undefined || scan === null) continue;
      const date = scene.date === null ? null : scene.date.date;
      found.push({ scene, scan, about: { id, name: scene.name, date } });
    }
    return found;
  }

  /** The scores of the scenes asked last stay in memory. */
  #asking(vector: Float32Array, signal: AbortSignal): Ask {
    const kernel = new DotKernel(vector.length);
    const held = new Map<string, AskedScene>();
    return async (indexed) => {
      const { path } = indexed.scene;
      const asked = held.get(path) ?? (await this.#asked(indexed, vector, kernel, signal));
      held.delete(path);
      held.set(path, asked);
      for (const oldest of held.keys()) {
        if (held.size <= SCENES_HELD) break;
        held.delete(oldest);
      }
      return asked;
    };
  }

  async #asked(
    { scene, scan, about }: Indexed,
    vector: Float32Array,
    kernel: DotKernel,
    signal: AbortSignal,
  ): Promise<AskedScene> {
    const { name, affine, crs, metresPerPixel } = scene;
    if (affine === null || crs === null) throw new NotFound(`${name} has no place`);
    const { scores } = await scan.scan(vector, kernel, signal);
    const cells = await this.#parts.indexes.cellsOf(scan);
    return {
      ...{ name, about, affine, wkt: crs.wkt, metresPerPixel, grid: scan.key.grid, scores },
      showsAt: (col, row) => cells.showsAt(col, row),
    };
  }
}

/** Scenes whose boxes in longitude and latitude overlap, ordered by the scene before. */
function pairsOf(first: readonly Indexed[], second: readonly Indexed[]) {
  const boxed = (each: Indexed) => {
    const { footprint, affine, crs } = each.scene;
    return footprint === null || affine === null || crs === null ? [] : [{ each, box: boxOf(footprint) }];
  };
  const afters = second.flatMap(boxed);
  return first
    .flatMap(boxed)
    .flatMap(({ each: before, box }) =>
      afters.filter((after) => overlaps(box, after.box)).map(({ each: after }) => ({ before, after })),
    );
}

/** The scores and cells of a pair are not needed once its places are known. */
function withoutMaps(compared: ComparedScenes): ComparedScenes {
  const none = new Float32Array(0);
  const numbers = new Uint32Array(0);
  const bare = (scene: AskedScene): AskedScene => ({ ...scene, scores: [], showsAt: () => false });
  return {
    ...compared,
    before: bare(compared.before),
    after: bare(compared.after),
    map: {
      ...compared.map,
      values: none,
      before: none,
      after: none,
      windowsBefore: numbers,
      windowsAfter: numbers,
    },
  };
}

/** The largest differences of all pairs; a place that several pairs show counts once. */
function listed(
  compared: readonly ComparedScenes[],
  kind: 'gained' | 'lost',
  places: number,
): readonly PlacedChange[] {
  const all = compared.flatMap((each, pair) =>
    each[kind].map(({ place, ring }): PlacedChange => ({ place: { ...place, pair }, ring })),
  );
  all.sort((a, b) => Math.abs(b.place.difference) - Math.abs(a.place.difference));
  const kept: { readonly change: PlacedChange; readonly box: RasterWindow | null }[] = [];
  for (const change of all) {
    if (kept.length === places) break;
    const { pair, lonLat } = change.place;
    const box = lonLat === null ? null : degreesAround(lonLat);
    const isKnown = kept.some(
      (each) =>
        box !== null &&
        each.box !== null &&
        each.change.place.pair !== pair &&
        isNearDuplicate(each.box, box),
    );
    if (!isKnown) kept.push({ change, box });
  }
  return kept.map(({ change: { place, ring } }, i) => ({ place: { ...place, rank: i + 1 }, ring }));
}

function nothingShared(
  { before, after }: Periods,
  scenesBefore: number,
  indexedBefore: number,
  scenesAfter: number,
  indexedAfter: number,
): string {
  if (scenesBefore === 0 || scenesAfter === 0)
    return `the collection has ${scenesBefore} scenes of ${before} and ${scenesAfter} of ${after}: choose two times that have scenes`;
  if (indexedBefore === 0 || indexedAfter === 0)
    return `${indexedBefore} of ${scenesBefore} scenes of ${before} and ${indexedAfter} of ${scenesAfter} of ${after} are indexed with this model: index the collection first`;
  return `no scene of ${before} shares a place with one of ${after}: choose two times at which the same places were seen`;
}
