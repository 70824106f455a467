/** Scenes whose index is exported. */

import { dateInTag } from '../../../core/collection/name-date.ts';
import type { EmbeddingSource } from '../../../core/documents/embeddings.ts';
import type { ModelId, SceneId } from '../../../core/documents/ids.ts';
import type { Affine } from '../../../core/documents/scene.ts';
import { NotFound } from '../../../core/errors.ts';
import type { PortableScene } from '../../../core/portable/portable-meta.ts';
import type { IndexScan } from '../../../core/search/index-scan.ts';
import type { CollectionStore } from '../collections/collection-store.ts';
import type { ModelService } from '../models/model-service.ts';
import type { SceneService } from '../scenes/scene-service.ts';
import type { IndexService } from '../search/index-service.ts';

export type IndexedScene = {
  readonly scan: IndexScan;
  readonly portable: PortableScene;
  /** Null for a scene without a place. */
  readonly place: { readonly affine: Affine; readonly wkt: string } | null;
};

type Candidate = {
  readonly id: SceneId | null;
  readonly content: string;
  readonly place: IndexedScene['place'];
} & Pick<PortableScene, 'name' | 'date' | 'metresPerPixel' | 'widthPx' | 'heightPx'>;

export class IndexedScenes {
  readonly #store: CollectionStore;
  readonly #scenes: SceneService;
  readonly #models: ModelService;
  readonly #indexes: IndexService;

  constructor(store: CollectionStore, scenes: SceneService, models: ModelService, indexes: IndexService) {
    this.#store = store;
    this.#scenes = scenes;
    this.#models = models;
    this.#indexes = indexes;
  }

  /** The scenes with a complete index, and the number of those without. Throws `NotFound` if there is none. */
  async of(
    source: EmbeddingSource,
    model: ModelId,
  ): Promise<{ readonly indexed: readonly IndexedScene[]; readonly notIndexed: number }> {
    const candidates =
      source.kind === 'scenes'
        ? await this.#opened(source.scenes)
        : await this.#ofCollection(source.collection);
    const identity = await this.#models.identity(model);
    const indexed: IndexedScene[] = [];
    for (const { id, content, place, ...about } of candidates) {
      const scan = id === null ? null : await this.#indexes.scanOf(id, content, identity);
      if (scan === null) continue;
      const grid = scan.key.grid.segments.map(({ sizePx, stridePx, offsetPx }) => ({
        sizePx,
        stridePx,
        offsetPx,
      }));
      indexed.push({ scan, place, portable: { ...about, content, modelView: scan.key.modelView, grid } });
    }
    if (indexed.length === 0)
      throw new NotFound(
        `none of the ${candidates.length} scenes has a complete index of model ${model}: index them first`,
      );
    return { indexed, notIndexed: candidates.length - indexed.length };
  }

  async #opened(ids: readonly SceneId[]): Promise<readonly Candidate[]> {
    const found: Candidate[] = [];
    for (const id of ids) {
      const { description, raster } = await this.#scenes.scene(id);
      const { name, identity, affine, crs, metresPerPixel, widthPx, heightPx } = description;
      const place = affine === null || crs === null ? null : { affine, wkt: crs.wkt };
      const date = dateInTag(raster.dateTime);
      found.push({ id, content: identity, place, name, date, metresPerPixel, widthPx, heightPx });
    }
    return found;
  }

  async #ofCollection(collection: Parameters<CollectionStore['scenes']>[0]): Promise<readonly Candidate[]> {
    const ids = this.#scenes.byPath();
    return (await this.#store.scenes(collection))
      .filter(({ fault }) => fault === null)
      .map(({ path, content, affine, crs, date, name, metresPerPixel, widthPx, heightPx }) => ({
        id: ids.get(path) ?? null,
        content,
        place: affine === null || crs === null ? null : { affine, wkt: crs.wkt },
        ...{ name, metresPerPixel, widthPx, heightPx },
        date: date === null ? null : date.date,
      }));
  }
}
