/** Importing and choosing models. */
import type { Grant, ModelId, ModelSummary } from '../../../core/rpc/documents.ts';
import { type Application, applyTransaction } from '../../state/application.ts';

export async function pickModel(app: Application): Promise<void> {
  await importModels(app, await app.shell.pickModel());
}

/** As jobs: the Jobs panel shows how far each is and what went wrong. */
export async function importModels(app: Application, grants: readonly Grant[]): Promise<void> {
  for (const grant of grants)
    await app.core.call('jobs.start', {
      spec: { kind: 'import-model', grant: grant.id, name: modelName(grant.name), activation: null },
    });
  if (grants.length > 0) app.dock.show('jobs');
}

export async function activateModel(app: Application, model: ModelId): Promise<void> {
  await applyTransaction(app, { kind: 'activate-model', model });
  // The question in force is put to the new model, once it has an index of the scene.
  app.view.setState(({ asked }) => ({
    asked: asked && { ...asked, model },
    activeHit: null,
    hoveredHit: null,
  }));
}

/** As a job: a precision that was not used before is compared with float32 first. */
export async function changePrecision(
  app: Application,
  model: ModelId,
  precision: ModelSummary['precision'],
): Promise<void> {
  await app.core.call('jobs.start', { spec: { kind: 'model-precision', model, precision } });
  app.dock.show('jobs');
}

export function isModelFile(name: string): boolean {
  return /\.(pt|pth|safetensors|bin)$/i.test(name);
}

/** The file's name without its ending. */
function modelName(fileName: string): string {
  return fileName.replace(/\.[^.]+$/, '').slice(0, 64);
}
