/** The scenes that a project names. */
import type { SceneId } from '../../../core/documents/ids.ts';
import type { ProjectDocument } from '../../../core/documents/project.ts';

/** Each once. */
export function scenesNamedBy({ layers, results, queries, reviews }: ProjectDocument): readonly SceneId[] {
  return [...new Set([...layers, ...results, ...queries, ...reviews].map(({ scene }) => scene))];
}

/** The project with other ids for its scenes. Layers whose scene has no new id are left out, and so are repeated ones. */
export function withScenes(document: ProjectDocument, ids: ReadonlyMap<SceneId, SceneId>): ProjectDocument {
  const named = <T extends { readonly scene: SceneId }>(each: T): T => ({
    ...each,
    scene: ids.get(each.scene) ?? each.scene,
  });
  const { activeScene } = document;
  const layers = document.layers.filter(({ scene }) => ids.has(scene)).map(named);
  const distinct = layers.filter(({ scene }, i) => layers.findIndex((each) => each.scene === scene) === i);
  const active = activeScene === null ? undefined : ids.get(activeScene);
  return {
    ...document,
    layers: distinct,
    activeScene: active ?? distinct[0]?.scene ?? null,
    results: document.results.map(named),
    queries: document.queries.map(named),
    reviews: document.reviews.map(named),
  };
}
