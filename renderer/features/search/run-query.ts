/** Runs the current draft on the active scene. */
import type { SavedQuery } from '../../../core/documents/project.ts';
import type { Query, QueryTerm } from '../../../core/documents/search.ts';
import { type Application, activeModelNow, activeSceneNow } from '../../state/application.ts';
import { queryKeys } from '../../state/query-keys.ts';
import { refetch } from '../../state/refetch.ts';
import { attempt, showToast } from '../../state/toasts.ts';
import { activateScene } from '../scenes/scene-actions.ts';
import { meaningfulTerms, setDraft } from './query-draft.ts';
import { strings } from './strings.ts';

/** Recipes begin with it. */
const RECIPE = /^\s*longsight\d+:/;

/** Asks the chosen collection, or the active scene. Example windows are always of the scene. */
export function runQuery(app: Application): void {
  const { queryDraft, askedCollection } = app.view.getState();
  const terms = meaningfulTerms(queryDraft);
  const [only] = terms;
  if (terms.length === 1 && only.kind === 'text' && RECIPE.test(only.text)) {
    attempt(app, strings.ask, async () => {
      await (await import('./recipe-actions.ts')).takeRecipe(app, only.text);
      runQuery(app);
    });
    return;
  }
  if (askedCollection !== null && terms.length > 0 && terms.every(({ kind }) => kind === 'text')) {
    askedCollection.ask(terms);
    return;
  }
  const query = queryOf(app, terms);
  if (!query) return;
  if (terms.length === 0) {
    showToast(app, { tone: 'neutral', title: strings.ask, text: strings.meaningless, link: null });
    return;
  }
  // A comparison on the map follows the query.
  const before = app.view.getState().compared;
  const compared = before && before.scene === query.scene ? { ...before, terms, area: query.area } : null;
  app.view.setState({
    ...{ query, compared, comparedScenes: null, chosen: 'result', collectionQuestion: null },
    ...{ activeHit: null, hoveredHit: null, similarityDraft: null },
  });
  app.dock.show('search');
  if (compared) app.dock.show('compare');
  // Asking a question again refreshes its answer, because more of the scene may be indexed by now, and puts it first in the history.
  refetch(app.cache, { queryKey: queryKeys.queryResults(query) });
}

/** On the active scene; a question with an example window or an area first goes back to its own scene. */
export async function runSavedQuery(app: Application, saved: SavedQuery): Promise<void> {
  const isOfPlace = saved.area !== null || saved.terms.some(({ kind }) => kind !== 'text');
  if (isOfPlace && saved.scene !== activeSceneNow(app)) await activateScene(app, saved.scene);
  setDraft(app, saved.terms);
  app.view.setState({
    askedCollection: null,
    queryArea: saved.scene === activeSceneNow(app) ? saved.area : null,
  });
  runQuery(app);
}

function queryOf(app: Application, terms: readonly QueryTerm[]): Query | null {
  const scene = activeSceneNow(app);
  const model = activeModelNow(app);
  const area = app.view.getState().queryArea;
  return scene && model ? { scene, model: model.id, terms, area } : null;
}
