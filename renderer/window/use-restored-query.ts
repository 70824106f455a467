/** Runs the last query of a scene again with the active model when the scene becomes active. Answered from the index, without reading pixels. */
import { useEffect, useRef } from 'react';
import type { SceneId } from '../../core/documents/ids.ts';
import type { QueryTerm } from '../../core/documents/search.ts';
import { dropWindowTerms, meaningfulTerms, setDraft } from '../features/search/query-draft.ts';
import type { Application } from '../state/application.ts';
import { useApplication } from '../state/application-context.ts';
import { useActiveModel, useProject } from '../state/core-queries.ts';
import { NOT_COMPARED } from '../state/view-state.ts';

export function useRestoredQuery(): void {
  const app = useApplication();
  const project = useProject();
  const active = useActiveModel();
  const model = active?.id;
  const restored = useRef<SceneId | null>(null);
  useEffect(() => {
    if (!model || restored.current === project.activeScene) return;
    // Selections and example windows refer to the previous scene.
    const isStart = restored.current === null;
    if (!isStart) leaveScene(app, project.activeScene);
    restored.current = project.activeScene;
    const { query } = app.view.getState();
    const last = project.queries.find(({ scene }) => scene === project.activeScene);
    if (!last || (query && query.scene === last.scene)) return;
    if (isDraftRun(app, query ? query.terms : [])) setDraft(app, last.terms);
    const { scene, terms, area } = last;
    app.view.setState({ query: { scene, model, terms, area }, queryArea: area });
    if (isStart) app.view.setState({ chosen: 'result' });
  }, [app, project, model]);
}

function leaveScene(app: Application, next: SceneId | null): void {
  const { comparedScenes: pair } = app.view.getState();
  app.view.setState({
    ...{ activeHit: null, hoveredHit: null, identified: null, pointer: null },
    ...NOT_COMPARED,
    // Two dates are compared until a scene of neither is in front.
    comparedScenes: pair && (pair.before === next || pair.after === next) ? pair : null,
    ...{ resultLayer: null, queryArea: null },
  });
  dropWindowTerms(app);
}

/** A draft that was not run is kept: it may be meant for the new scene. */
function isDraftRun(app: Application, ran: readonly QueryTerm[]): boolean {
  const texts = (terms: readonly QueryTerm[]) => JSON.stringify(terms.filter(({ kind }) => kind === 'text'));
  const draft = meaningfulTerms(app.view.getState().queryDraft);
  return draft.length === 0 || texts(draft) === texts(ran);
}
