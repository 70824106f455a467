/** The parts every command and panel shares; made once, outside React. */
import { QueryClient } from '@tanstack/react-query';
import type { SceneId } from '../../core/documents/ids.ts';
import type { ModelSummary } from '../../core/documents/model.ts';
import type { ProjectDocument, ProjectState, SceneLayer, Transaction } from '../../core/documents/project.ts';
import type { Shell } from '../../core/rpc/shell.ts';
import { createDock, type Dock } from '../dock/dock.ts';
import { SceneMap } from '../map/scene-map.ts';
import { CoreLink } from './core-link.ts';
import { queryKeys, revisionListener } from './query-keys.ts';
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

/** `makeShell` gets a sink for the bytes it sends while the user waits. */
export function createApplication(
  makeShell: (reportUpload: (sent: number, total: number) => void) => Shell,
): Application {
  const view = createViewStore(storedTheme());
  rememberTheme(view);
  rememberDataset(view);
  const shell = makeShell((sent, total) => view.setState({ upload: sent < total ? { sent, total } : null }));
  const cache = new QueryClient({
    defaultOptions: {
      // The core tells what has changed: nothing is polled, and local calls need no network.
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
        void cache.invalidateQueries();
        map.reload();
      }
      view.setState({ link });
    },
    onRevisions: revisionListener(cache),
  });
  return { shell, core, cache, view, map, dock: createDock() };
}

/** The project as last heard from the core; null before the first answer. */
export function projectNow(app: Application): ProjectDocument | null {
  return app.cache.getQueryData<ProjectState>(queryKeys.project)?.document ?? null;
}

/** The scene that queries and indexing are of; null where none is open. */
export function activeSceneNow(app: Application): SceneId | null {
  const project = projectNow(app);
  return project === null ? null : project.activeScene;
}

/** The one that queries are run with: the project's choice, else the first there is. */
export function activeModelNow(app: Application): ModelSummary | null {
  const models = app.cache.getQueryData<readonly ModelSummary[]>(queryKeys.models);
  const chosen = projectNow(app)?.activeModel;
  return models?.find(({ id }) => id === chosen) ?? models?.[0] ?? null;
}

/** From the top downwards; none before the project is known. */
export function layersNow(app: Application): readonly SceneLayer[] {
  const project = projectNow(app);
  return project === null ? [] : project.layers;
}

/** Changes the project; every change can be undone where the core says so. */
export async function applyTransaction(app: Application, transaction: Transaction): Promise<void> {
  const state = await app.core.call('project.apply', { transaction });
  app.cache.setQueryData(queryKeys.project, state);
}
