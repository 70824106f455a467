/** Indexes the scene that comes with the application when it is opened at the first start, so that a first question is answered at once. */
import { realpath } from 'node:fs/promises';
import type { SceneId } from '../../../core/documents/ids.ts';
import type { JobTable } from '../jobs/job-table.ts';
import type { Services } from './create-services.ts';

/** Set to 0, the demo waits for its index to be asked for, as any other scene. */
const SWITCH = 'LONGSIGHT_INDEX_DEMO';

/** Does nothing for another scene, or if the demo has an index. */
export async function indexDemo(
  { scenes, indexes, models, resources }: Services,
  jobs: JobTable,
  scene: SceneId,
): Promise<void> {
  if (process.env[SWITCH] === '0') return;
  if (scenes.pathOf(scene) !== (await realpath(resources.demoScene))) return;
  if ((await indexes.list(scene)).length > 0) return;
  const model = await models.find(null);
  const { grid } = await indexes.plan(scene, model, null);
  await jobs.start({ kind: 'index', scene, model, grid });
}
