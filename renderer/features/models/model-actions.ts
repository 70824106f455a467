/** Importing, downloading, choosing and clearing away models. */
import type { Grant, GrantId, ModelId } from '../../../core/documents/ids.ts';
import type { Activation, DownloadRequest, Leftover, ModelSummary } from '../../../core/documents/model.ts';
import { type Application, applyTransaction } from '../../state/application.ts';

export async function pickModel(app: Application): Promise<void> {
  askBeforeImport(app, await app.shell.pickModel());
}

/** Opens the dialog that says what the files are. */
export function askBeforeImport(app: Application, grants: readonly Grant[]): void {
  if (grants.length > 0) app.view.setState({ dialog: { kind: 'import-models', key: grants[0].id, grants } });
}

export function askBeforeDownload(app: Application): void {
  app.view.setState({ dialog: { kind: 'download-model' } });
}

/** As a job: the Jobs panel shows how far it is and what went wrong. */
export async function startImport(
  app: Application,
  grant: GrantId,
  name: string,
  activation: Activation | null,
): Promise<void> {
  await app.core.call('jobs.start', { spec: { kind: 'import-model', grant, name, activation } });
  app.dock.show('jobs');
}

export async function startDownload(app: Application, request: DownloadRequest): Promise<void> {
  await app.core.call('jobs.start', { spec: { kind: 'download-model', ...request } });
  app.dock.show('jobs');
}

export async function discardLeftover(app: Application, { kind, name }: Leftover): Promise<void> {
  await app.core.call('models.discard', { kind, name: name as ModelId });
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
  return /\.(pt|pth|ckpt|safetensors|bin|safetensors\.index\.json)$/i.test(name);
}

/** As the core checks it: a folder's name on every platform. */
export function isModelName(name: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(name) && !name.endsWith('.');
}

/** The file's name in an address, without its ending. */
export function nameFromAddress(url: string): string {
  return url
    .trim()
    .replace(/[?#].*$/, '')
    .replace(/^.*\//, '')
    .replace(/\.[^.]+$/, '')
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .slice(0, 60);
}
