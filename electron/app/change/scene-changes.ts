/** Service for the change between two scenes that were asked the same question. */
import { randomUUID } from 'node:crypto';
import { dateInTag } from '../../../core/collection/name-date.ts';
import type { ChangeArea, ChangeMapKind, SceneChange } from '../../../core/documents/change.ts';
import type { ChangeId, QueryId } from '../../../core/documents/ids.ts';
import type { DifferenceMeasure } from '../../../core/documents/search.ts';
import { embeddingIdentity, type ModelIdentity } from '../../../core/encoder.ts';
import { InvalidInput, Unsupported } from '../../../core/errors.ts';
import type { ExportValuesByName } from '../../../core/export/export-fields.ts';
import type { Host } from '../../../core/host.ts';
import type { Task } from '../../../core/task.ts';
import { changeUrl } from '../../../core/urls/change-url.ts';
import { madeNow, termText } from '../export/query-provenance.ts';
import type { SceneService } from '../scenes/scene-service.ts';
import { mapGrid, type QueryService, type RanQuery } from '../search/query-service.ts';
import { type AskedScene, compareScenes } from './compare-scenes.ts';
import type { KeptChanges } from './kept-changes.ts';

export type SceneChangeRequest = {
  readonly before: QueryId;
  readonly after: QueryId;
  readonly measure: DifferenceMeasure;
  readonly area: ChangeArea;
  /** Most places gained, and most places lost. */
  readonly places: number;
};

type SceneChangesParts = {
  readonly host: Host;
  readonly scenes: SceneService;
  readonly queries: QueryService;
  readonly kept: KeptChanges;
};

export class SceneChanges {
  readonly #parts: SceneChangesParts;

  constructor(parts: SceneChangesParts) {
    this.#parts = parts;
  }

  /**
   * After - before. Throws `InvalidInput` for queries that differ in question or model and for scenes that share no place, `Unsupported` for a scene
   * without a coordinate reference system.
   */
  async run(request: SceneChangeRequest, task: Pick<Task, 'signal'>): Promise<SceneChange> {
    const startedMs = performance.now();
    const { host, queries, kept } = this.#parts;
    const [first, second] = [queries.ran(request.before), queries.ran(request.after)];
    checkComparable(first, second);
    const [before, after] = [await this.#asked(first), await this.#asked(second)];
    const compared = await compareScenes(host, before, after, request, task);
    if (compared === null)
      throw new InvalidInput(
        request.area === null
          ? `${before.name} and ${after.name} share no place where both have windows with data: choose scenes that overlap`
          : `${before.name} and ${after.name} share no place in the area where both have windows with data: choose a larger area`,
      );
    const id = randomUUID() as ChangeId;
    const { model, terms } = first.result;
    const { gained, lost, pair } = compared;
    // Which windows gave the cells is not needed any more.
    const { windowsBefore: _before, windowsAfter: _after, ...map } = compared.map;
    const grid = (kind: ChangeMapKind) => mapGrid(changeUrl({ id, kind }), map, first.scene);
    const change: SceneChange = {
      ...{ id, model, terms, measure: request.measure, area: request.area },
      queryBefore: request.before,
      queryAfter: request.after,
      pairs: [pair],
      ...{ map: grid('difference'), mapBefore: grid('before'), mapAfter: grid('after') },
      gained: gained.map(({ place }) => place),
      lost: lost.map(({ place }) => place),
      milliseconds: performance.now() - startedMs,
    };
    const crs = first.scene.description.crs ?? { name: '', epsg: null };
    kept.keep({
      ...{ change, gained, lost },
      scenes: [before],
      map: { cells: map, geoTags: first.scene.geoTags, crs },
      provenance: changeProvenance(change, first.key.model),
    });
    return change;
  }

  async #asked({ result, scene: { description }, key, scores, cells }: RanQuery): Promise<AskedScene> {
    const { name, affine, crs, metresPerPixel } = description;
    if (crs === null || affine === null)
      throw new Unsupported(
        `${name} has no coordinate reference system, so it cannot be compared with another scene`,
      );
    const { raster } = await this.#parts.scenes.scene(result.scene);
    return {
      ...{ name, affine, wkt: crs.wkt, grid: key.grid, scores, metresPerPixel },
      showsAt: (col, row) => cells.showsAt(col, row),
      about: { id: result.scene, name, date: dateInTag(raster.dateTime) },
    };
  }
}

/** What exports say about a change as a whole. */
export function changeProvenance(
  { terms, measure, model }: Pick<SceneChange, 'terms' | 'measure' | 'model'>,
  { weightsSha256, precision }: ModelIdentity,
): ExportValuesByName {
  return {
    query: terms.map(termText).join(' '),
    ...{ measure, model, model_sha256: weightsSha256, precision },
    ...madeNow(),
  };
}

function checkComparable(a: RanQuery, b: RanQuery): void {
  if (a.result.scene === b.result.scene)
    throw new InvalidInput('both questions were asked of the same scene: choose another one');
  if (JSON.stringify(a.result.terms) !== JSON.stringify(b.result.terms))
    throw new InvalidInput('the two scenes were asked different questions: ask both the same');
  if (embeddingIdentity(a.key.model) !== embeddingIdentity(b.key.model))
    throw new InvalidInput('the two scenes were asked with different models: ask both with the same');
}
