/** Gives the scene that comes with the application its index at the first start, so that a first question is answered at once. */
import { realpath } from 'node:fs/promises';
import type { ModelId, SceneId } from '../../../core/documents/ids.ts';
import type { JobTable } from '../jobs/job-table.ts';
import type { Services } from './create-services.ts';

/** Set to 0, the demo waits for its index to be asked for, as any other scene. */
const SWITCH = 'LONGSIGHT_INDEX_DEMO';
/** Any will do. */
const SENTENCE = 'a scene';

/**
 * Resolves once the shipped index is in the data folder. If the one that is shipped does not fit or is damaged, a job starts that
 * makes one; this and the loading of the model go on in the background. `report` takes errors. Does nothing for another scene, or if the
 * demo has an index.
 */
export async function indexDemo(
  services: Services,
  jobs: JobTable,
  scene: SceneId,
  report: (error: unknown) => void,
): Promise<void> {
  try {
    if (!(await isUnindexedDemo(services, scene))) return;
    const { models, indexes, resources } = services;
    const model = await models.find(null);
    const isThere = await indexes.takeShipped(scene, model, resources.demoIndex);
    const rest = isThere ? loadModel(services, model) : startJob(services, jobs, scene, model);
    rest.catch(report);
  } catch (error) {
    report(error);
  }
}

/** Loads what the first question needs before it is asked. A tower is loaded when it is first used. */
async function loadModel({ models }: Services, model: ModelId): Promise<void> {
  await models.calibrations.bank(model);
  await (await models.encoder(model)).encodeTexts([SENTENCE]);
}

async function isUnindexedDemo({ scenes, indexes, resources }: Services, scene: SceneId): Promise<boolean> {
  if (process.env[SWITCH] === '0') return false;
  if (scenes.pathOf(scene) !== (await realpath(resources.demoScene))) return false;
  return (await indexes.list(scene)).length === 0;
}

async function startJob(
  { indexes }: Services,
  jobs: JobTable,
  scene: SceneId,
  model: ModelId,
): Promise<unknown> {
  const { grid } = await indexes.plan(scene, model, null);
  return jobs.start({ kind: 'index', scene, model, grid });
}
