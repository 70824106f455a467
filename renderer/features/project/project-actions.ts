/** New, open, save. Whatever replaces the project asks first if it has unsaved changes. */
import type { Grant } from '../../../core/documents/ids.ts';
import { type OpenedProject, PROJECT_ENDING, type ProjectState } from '../../../core/documents/project.ts';
import { type Application, activeModelNow, projectStateNow, scenesNow } from '../../state/application.ts';
import { byId } from '../../state/by-id.ts';
import { queryKeys } from '../../state/query-keys.ts';
import { showToast } from '../../state/toasts.ts';
import { NOT_COMPARED } from '../../state/view-state.ts';
import { saveLink } from '../../ui/save-link.ts';
import { type OpeningOptions, whileOpening } from '../scenes/while-opening.ts';
import { clearDraft, setDraft } from '../search/query-draft.ts';
import { strings } from './strings.ts';

export function beginProject(app: Application): Promise<void> {
  return unlessUnsaved(app, async () => {
    const state = await app.core.call('project.begin', null);
    await showProject(app, { state, notes: [] });
  });
}

export function pickProject(app: Application): Promise<void> {
  return unlessUnsaved(app, async () => {
    const [grant] = await app.shell.pickProject();
    if (grant) await openGranted(app, grant);
  });
}

/** A project file that was dropped, or given by the system. */
export function openProject(app: Application, grant: Grant): Promise<void> {
  return unlessUnsaved(app, () => openGranted(app, grant));
}

export function openRecent(app: Application, id: string, name: string): Promise<void> {
  return unlessUnsaved(app, () =>
    opened(app, name, (options) => app.core.call('project.openRecent', { id }, options)),
  );
}

export function revertProject(app: Application): Promise<void> {
  return opened(app, projectName(projectStateNow(app)), (options) =>
    app.core.call('project.revert', null, options),
  );
}

/** False if the user cancels. */
export async function saveProject(app: Application): Promise<boolean> {
  if (!projectStateNow(app).isOnDisk) return saveProjectAs(app);
  told(app, await app.core.call('project.save', null));
  return true;
}

/** False if the user cancels. */
export async function saveProjectAs(app: Application): Promise<boolean> {
  const name = projectStateNow(app).name ?? `project.${PROJECT_ENDING}`;
  const target = await app.shell.saveAs(name);
  if (target === null) return false;
  if (target === 'download') {
    const { state, url } = await app.core.call('project.download', null);
    saveLink(url, name);
    told(app, state);
  } else told(app, await app.core.call('project.saveAs', { target: target.id }));
  return true;
}

export async function keepRecovered(app: Application): Promise<void> {
  app.cache.setQueryData(queryKeys.project, await app.core.call('project.keepRecovered', null));
}

export function projectName({ name }: ProjectState): string {
  return name ?? strings.untitled;
}

async function unlessUnsaved(app: Application, replace: () => Promise<void>): Promise<void> {
  if (projectStateNow(app).isChanged) app.view.setState({ dialog: { kind: 'project', about: { replace } } });
  else await replace();
}

function openGranted(app: Application, grant: Grant): Promise<void> {
  return opened(app, grant.name, (options) => app.core.call('project.open', { grant: grant.id }, options));
}

async function opened(
  app: Application,
  name: string,
  open: (options: OpeningOptions) => Promise<OpenedProject>,
): Promise<void> {
  await showProject(app, await whileOpening(app, name, open));
}

/** Leaves nothing of the project before on the screen. */
async function showProject(app: Application, { state, notes }: OpenedProject): Promise<void> {
  app.view.setState({
    ...{ activeHit: null, hoveredHit: null, identified: null, pointer: null, resultLayer: null },
    ...{ ...NOT_COMPARED, changeQuestion: null },
    ...{ query: null, queryArea: null, indexChoice: null, lookedFor: null, regions: {} },
    ...{ similarityDraft: null, layerDraft: null },
  });
  clearDraft(app);
  // A scene of the same id may have another file and no index now.
  for (const family of ['indexes', 'result']) await app.cache.resetQueries({ queryKey: [family] });
  await app.cache.invalidateQueries({ queryKey: queryKeys.scenes });
  app.cache.setQueryData(queryKeys.project, state);
  showLastQuestion(app, state);
  const scenes = scenesNow(app);
  const active = byId(scenes, state.document.activeScene);
  if (active) app.map.view.zoomToScene(active);
  if (notes.length > 0)
    showToast(app, { tone: 'neutral', title: strings.notAllTaken, text: notes.join('\n'), link: null });
  const missing = scenes.find(
    (scene) => scene.missing && state.document.layers.some((layer) => layer.scene === scene.id),
  );
  if (missing) app.view.setState({ dialog: { kind: 'locate', scene: missing.id } });
}

function showLastQuestion(app: Application, { document }: ProjectState): void {
  const last = document.queries.find(({ scene }) => scene === document.activeScene);
  const model = activeModelNow(app);
  if (!last || !model) return;
  const { scene, terms, area } = last;
  setDraft(app, terms);
  app.view.setState({ query: { scene, model: model.id, terms, area }, queryArea: area });
}

function told(app: Application, state: ProjectState): void {
  app.cache.setQueryData(queryKeys.project, state);
  const text = strings.savedText(projectName(state));
  showToast(app, { tone: 'good', title: strings.saved, text, link: null });
}
