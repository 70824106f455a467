/** Importing, downloading, activating and removing models. */
import type { Grant, GrantId, ModelId } from '../../../core/documents/ids.ts';
import type { Activation, DownloadRequest, Leftover, ModelSummary } from '../../../core/documents/model.ts';
import { type Application, applyTransaction } from '../../state/application.ts';
import { queryKeys } from '../../state/query-keys.ts';
import { showToast } from '../../state/toasts.ts';
import { titles } from './titles.ts';

export async function pickModel(app: Application): Promise<void> {
  askBeforeImport(app, await app.shell.pickModel());
}

/** Opens the dialog that summarizes the files. */
export function askBeforeImport(app: Application, grants: readonly Grant[]): void {
  if (grants.length > 0) app.view.setState({ dialog: { kind: 'import-models', key: grants[0].id, grants } });
}

export function askBeforeDownload(app: Application): void {
  app.view.setState({ dialog: { kind: 'download-model' } });
}

/** Runs as a job; the Jobs panel shows its progress and errors. */
export async function startImport(
  app: Application,
  grant: GrantId,
  name: string,
  activation: Activation | null,
  knownAs: string | null,
): Promise<void> {
  await app.core.call('jobs.start', { spec: { kind: 'import-model', grant, name, activation, knownAs } });
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
  // The current query is run with the new model, once that has an index of the scene.
  app.view.setState(({ query }) => ({
    query: query && { ...query, model },
    activeHit: null,
    hoveredHit: null,
  }));
}

/** Runs as a job: a precision that was not used before is first compared with float32. */
export async function changePrecision(
  app: Application,
  model: ModelId,
  precision: ModelSummary['precision'],
): Promise<void> {
  await app.core.call('jobs.start', { spec: { kind: 'model-precision', model, precision } });
  app.dock.show('jobs');
}

/** Runs as a job; the Jobs panel shows its progress and errors. */
export async function startCalibration(app: Application, model: ModelId): Promise<void> {
  await app.core.call('jobs.start', { spec: { kind: 'calibrate-model', model, falseAlarmRate: null } });
  app.dock.show('jobs');
}

export async function changeFalseAlarmRate(
  app: Application,
  model: ModelId,
  falseAlarmRate: number,
): Promise<void> {
  await app.core.call('models.setFalseAlarmRate', { model, falseAlarmRate });
  await refreshAnswers(app);
}

/** Says how many of the project's judged questions were taken in. */
export async function calibrateOnJudgements(app: Application, model: ModelId): Promise<void> {
  const { calibration, leftOut } = await app.core.call('models.calibrateOnJudgements', { model });
  if (calibration.judged === null) return;
  const text = titles.refined(calibration.judged, leftOut);
  showToast(app, { tone: 'good', title: titles.calibrateOnJudgements, text, link: null });
  await refreshAnswers(app);
}

export async function forgetJudgements(app: Application, model: ModelId): Promise<void> {
  await app.core.call('models.forgetJudgements', { model });
  await refreshAnswers(app);
}

/** Answers carry the verdict of the calibration that they were given with. */
async function refreshAnswers(app: Application): Promise<void> {
  const { query } = app.view.getState();
  if (query) await app.cache.invalidateQueries({ queryKey: queryKeys.queryResults(query) });
}

/** The core's rule: a valid folder name on every platform. */
export function isModelName(name: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(name) && !name.endsWith('.');
}

/** A model name from the file name in a URL, without its extension. */
export function nameFromAddress(url: string): string {
  return url
    .trim()
    .replace(/[?#].*$/, '')
    .replace(/^.*\//, '')
    .replace(/\.[^.]+$/, '')
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .slice(0, 60);
}
