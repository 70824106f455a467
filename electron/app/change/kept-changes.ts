/** The latest changes, for their maps and exports. */
import type { ChangeMap } from '../../../core/change/change-map.ts';
import type { ChangeMapKind, CollectionChange, SceneChange } from '../../../core/documents/change.ts';
import type { ChangeId } from '../../../core/documents/ids.ts';
import { NotFound } from '../../../core/errors.ts';
import type { ExportValuesByName } from '../../../core/export/export-fields.ts';
import type { GeoTags } from '../../../core/geo/geo-tags.ts';
import type { SimilarityMap } from '../../../core/search/similarity-map.ts';
import type { AskedScene, PlacedChange } from './compare-scenes.ts';

const CHANGES_KEPT = 8;

export type KeptChange = {
  readonly change: SceneChange | CollectionChange;
  readonly gained: readonly PlacedChange[];
  readonly lost: readonly PlacedChange[];
  /** The scenes before, by pair. */
  readonly scenes: readonly Pick<AskedScene, 'affine' | 'wkt'>[];
  /** The difference and where it lies; null for a collection, which has a map for each pair. */
  readonly map: {
    readonly cells: Omit<ChangeMap, 'windowsBefore' | 'windowsAfter'>;
    readonly geoTags: GeoTags;
    readonly crs: { readonly name: string; readonly epsg: number | null };
  } | null;
  /** Question, model and program, for exports. */
  readonly provenance: ExportValuesByName;
};

export class KeptChanges {
  readonly #kept = new Map<ChangeId, KeptChange>();

  /** The oldest change goes first. */
  keep(change: KeptChange): void {
    this.#kept.set(change.change.id, change);
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= CHANGES_KEPT) return;
      this.#kept.delete(oldest);
    }
  }

  /** Throws `NotFound` for a change that is no longer in memory. */
  get(id: ChangeId): KeptChange {
    const kept = this.#kept.get(id);
    if (!kept) throw new NotFound(`the change ${id} is no longer in memory: ask again`);
    return kept;
  }

  /** Throws `NotFound` for a change without a map, or one that is no longer in memory. */
  map(id: ChangeId, kind: ChangeMapKind): SimilarityMap {
    const { map } = this.get(id);
    if (map === null)
      throw new NotFound(`the change ${id} is one of many scenes and has no map: compare two scenes`);
    return kind === 'difference' ? map.cells : { ...map.cells, values: map.cells[kind] };
  }
}
