/** The application object that all commands and panels share; created once, outside React. */
import type { QueryClient } from '@tanstack/react-query';
import type { ModelId, SceneId } from '../../core/documents/ids.ts';
import type { JobSummary } from '../../core/documents/job.ts';
import type { ModelSummary } from '../../core/documents/model.ts';
import type { ProjectDocument, ProjectState, SceneLayer, Transaction } from '../../core/documents/project.ts';
import type { SceneDetail } from '../../core/documents/scene.ts';
import type { ReportUpload, Shell } from '../../core/rpc/shell.ts';
import { serialQueue } from '../../core/serial-queue.ts';
import { createDock, type Dock } from '../dock/dock.ts';
import type { Panel } from '../dock/panels.ts';
import { SceneMap } from '../map/scene-map.ts';
import { byId } from './by-id.ts';
import { CoreLink } from './core-link.ts';
import { loadedNow } from './loaded.ts';
import { PageCache } from './page-cache.ts';
import { queryKeys, revisionListener } from './query-keys.ts';
import { refetch } from './refetch.ts';
import { rememberDataset } from './remember-dataset.ts';
import { rememberTheme, storedTheme } from './theme.ts';
import { createViewStore, type ViewStore } from './view-state.ts';

export type Application = {
  readonly shell: Shell;
  readonly core: CoreLink;
  readonly cache: QueryClient;
  readonly view: ViewStore;
  readonly map: SceneMap;
  readonly dock: Dock;
};

/** `makeShell` receives a callback for upload progress in bytes. */
export function createApplication(
  makeShell: (reportUpload: ReportUpload) => Shell,
  panels: readonly Panel[],
): Application {
  const view = createViewStore(storedTheme());
  rememberTheme(view);
  rememberDataset(view);
  const shell = makeShell((sent, total, cancel) =>
    view.setState({ upload: sent < total ? { sent, total, cancel } : null }),
  );
  const cache = new PageCache({
    defaultOptions: {
      // The core reports changes, so nothing is polled; local calls need no network.
      queries: {
        staleTime: Number.POSITIVE_INFINITY,
        networkMode: 'always',
        retry: false,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
      },
      mutations: { networkMode: 'always', retry: false },
    },
  });
  const map = new SceneMap();
  const core = new CoreLink(shell, {
    onState: (link) => {
      if (link === 'connected' && view.getState().link === 'lost') {
        refetch(cache);
        map.reload();
      }
      view.setState({ link });
    },
    onRevisions: revisionListener(cache),
  });
  return { shell, core, cache, view, map, dock: createDock(panels) };
}

/** The project with its undo state, as last received from the core. */
export function projectStateNow(app: Application): ProjectState {
  return loadedNow<ProjectState>(app, queryKeys.project);
}

export function projectNow(app: Application): ProjectDocument {
  return projectStateNow(app).document;
}

export function scenesNow(app: Application): readonly SceneDetail[] {
  return loadedNow<readonly SceneDetail[]>(app, queryKeys.scenes);
}

/** The scene that queries and indexing apply to; null if none is open. */
export function activeSceneNow(app: Application): SceneId | null {
  return projectNow(app).activeScene;
}

/** The model that queries are run with; null if there is none. */
export function activeModelNow(app: Application): ModelSummary | null {
  const models = loadedNow<readonly ModelSummary[]>(app, queryKeys.models);
  return chosenModel(models, projectNow(app).activeModel);
}

/** The project's choice if it still exists, else the first model; null if there is none. */
export function chosenModel(models: readonly ModelSummary[], chosen: ModelId | null): ModelSummary | null {
  return byId(models, chosen) ?? models[0] ?? null;
}

export function jobsNow(app: Application): readonly JobSummary[] {
  return loadedNow<readonly JobSummary[]>(app, queryKeys.jobs);
}

/** Top layer first. */
export function layersNow(app: Application): readonly SceneLayer[] {
  return projectNow(app).layers;
}

/** A change, or what makes it of the project as it is when its turn comes; null for none. */
export type Change = Transaction | ((project: ProjectDocument) => Transaction | null);

const inOrder = serialQueue();

/** Runs `action` once the changes that were asked for before are in the project. */
export async function afterChanges(action: () => void): Promise<void> {
  await inOrder(async () => action());
}

/** Applies a change to the project, after those that were asked for before: two quick changes of one layer must not take each other back. */
export async function applyTransaction(app: Application, change: Change): Promise<void> {
  await inOrder(async () => {
    const transaction = typeof change === 'function' ? change(projectNow(app)) : change;
    if (transaction === null) return;
    const state = await app.core.call('project.apply', { transaction });
    app.cache.setQueryData(queryKeys.project, state);
  });
}
