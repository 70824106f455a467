/** Asks the current draft of the active scene. */
import type { SavedQuery } from '../../../core/documents/project.ts';
import type { QueryTerm } from '../../../core/documents/search.ts';
import { type Application, activeModelNow, activeSceneNow } from '../../state/application.ts';
import { queryKeys } from '../../state/query-keys.ts';
import { refetch } from '../../state/refetch.ts';
import { showToast } from '../../state/toasts.ts';
import type { Asked } from '../../state/view-state.ts';
import { meaningfulTerms, setDraft } from './draft.ts';
import { strings } from './strings.ts';

export function ask(app: Application): void {
  const terms = meaningfulTerms(app.view.getState().draft);
  const asked = question(app, terms);
  if (!asked) return;
  if (terms.length === 0) {
    showToast(app, { tone: 'neutral', title: strings.ask, text: strings.meaningless, link: null });
    return;
  }
  const isAgain = JSON.stringify(app.view.getState().asked) === JSON.stringify(asked);
  // A comparison on the map follows the question.
  const before = app.view.getState().compared;
  const compared = before && before.scene === asked.scene ? { ...before, terms } : null;
  app.view.setState({ asked, compared, activeHit: null, hoveredHit: null, similarityDraft: null });
  app.dock.show(compared ? 'compare' : 'results');
  // Asking the same question again refreshes it: more of the scene may be indexed by now.
  if (isAgain) refetch(app.cache, { queryKey: queryKeys.result(asked) });
}

export function askSaved(app: Application, saved: SavedQuery): void {
  setDraft(app, saved.terms);
  ask(app);
}

function question(app: Application, terms: readonly QueryTerm[]): Asked | null {
  const scene = activeSceneNow(app);
  const model = activeModelNow(app);
  return scene && model ? { scene, model: model.id, terms } : null;
}
