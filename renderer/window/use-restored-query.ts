/** Asks the last query of the active scene again when the window opens: from the index, no pixel is read. */
import { useEffect, useRef } from 'react';
import { setDraft } from '../features/search/draft.ts';
import { useApplication } from '../state/application-context.ts';
import { useProject } from '../state/core-queries.ts';

export function useRestoredQuery(): void {
  const app = useApplication();
  const project = useProject();
  const isDone = useRef(false);
  useEffect(() => {
    if (!project || isDone.current) return;
    isDone.current = true;
    const last = project.queries.find(({ scene }) => scene === project.activeScene);
    if (!last || app.view.getState().asked) return;
    setDraft(app, last.terms);
    app.view.setState({ asked: { scene: last.scene, model: last.model, terms: last.terms } });
  }, [app, project]);
}
