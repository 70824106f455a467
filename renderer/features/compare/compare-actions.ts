/** Actions of the Compare panel. */
import type { ModelId, SceneId } from '../../../core/documents/ids.ts';
import type { Application } from '../../state/application.ts';

/** Indexes the scene with the windows of the other model's index, or with the default plan if there is none. */
export async function indexLikeOther(
  app: Application,
  scene: SceneId,
  model: ModelId,
  other: ModelId,
): Promise<void> {
  const indexes = await app.core.call('index.list', { scene });
  const known = indexes.find((index) => index.model === other && index.grid.kind === 'sliding');
  const { grid } = known ?? (await app.core.call('index.plan', { scene, model, sizesPx: null, view: null }));
  await app.core.call('jobs.start', { spec: { kind: 'index', scene, model, grid } });
}
