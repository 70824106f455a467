/** Runs the last query of a scene again, with the model in use, when the scene becomes the active one: from the index, no pixel is read. */
import { useEffect, useRef } from 'react';
import type { SceneId } from '../../core/documents/ids.ts';
import type { QueryTerm } from '../../core/documents/search.ts';
import { dropWindowTerms, meaningfulTerms, setDraft } from '../features/search/query-draft.ts';
import type { Application } from '../state/application.ts';
import { useApplication } from '../state/application-context.ts';
import { useActiveModel, useProject } from '../state/core-queries.ts';

export function useRestoredQuery(): void {
  const app = useApplication();
  const project = useProject();
  const model = useActiveModel()?.id;
  const restored = useRef<SceneId | null>(null);
  useEffect(() => {
    if (!project || !model || restored.current === project.activeScene) return;
    // However it was chosen: what names a place in the scene before means nothing in this one.
    if (restored.current !== null) leaveScene(app);
    restored.current = project.activeScene;
    const { query } = app.view.getState();
    const last = project.queries.find(({ scene }) => scene === project.activeScene);
    if (!last || query?.scene === last.scene) return;
    if (isDraftRun(app, query?.terms ?? [])) setDraft(app, last.terms);
    app.view.setState({ query: { scene: last.scene, model, terms: last.terms } });
  }, [app, project, model]);
}

function leaveScene(app: Application): void {
  app.view.setState({
    ...{ activeHit: null, hoveredHit: null, identified: null, pointer: null },
    compared: null,
  });
  dropWindowTerms(app);
}

/** A draft that was not run yet stays: it may be meant for the scene that was just chosen. */
function isDraftRun(app: Application, ran: readonly QueryTerm[]): boolean {
  const texts = (terms: readonly QueryTerm[]) => JSON.stringify(terms.filter(({ kind }) => kind === 'text'));
  const draft = meaningfulTerms(app.view.getState().queryDraft);
  return draft.length === 0 || texts(draft) === texts(ran);
}
