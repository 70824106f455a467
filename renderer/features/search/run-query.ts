/** Runs the written query on the active scene. */
import type { SavedQuery } from '../../../core/documents/project.ts';
import type { Query, QueryTerm } from '../../../core/documents/search.ts';
import { type Application, activeModelNow, activeSceneNow } from '../../state/application.ts';
import { queryKeys } from '../../state/query-keys.ts';
import { showToast } from '../../state/toasts.ts';
import { meaningfulTerms, setDraft } from './query-draft.ts';
import { strings } from './strings.ts';

export function runQuery(app: Application): void {
  const terms = meaningfulTerms(app.view.getState().queryDraft);
  const query = queryOf(app, terms);
  if (!query) return;
  if (terms.length === 0) {
    showToast(app, { tone: 'neutral', title: strings.ask, text: strings.meaningless, link: null });
    return;
  }
  const isAgain = JSON.stringify(app.view.getState().query) === JSON.stringify(query);
  // A comparison on the map is one of the query in force.
  const before = app.view.getState().compared;
  const compared = before?.scene === query.scene ? { ...before, terms } : null;
  app.view.setState({ query, compared, activeHit: null, hoveredHit: null, similarityDraft: null });
  app.dock.show(compared ? 'compare' : 'results');
  // The same query again is meant: more of the scene may be indexed by now.
  if (isAgain) void app.cache.invalidateQueries({ queryKey: queryKeys.queryResults(query) });
}

export function runSavedQuery(app: Application, saved: SavedQuery): void {
  setDraft(app, saved.terms);
  runQuery(app);
}

function queryOf(app: Application, terms: readonly QueryTerm[]): Query | null {
  const scene = activeSceneNow(app);
  const model = activeModelNow(app);
  return scene && model ? { scene, model: model.id, terms } : null;
}
