/** Questions that a collection answered before: asked again, changed, removed from the tree of results. */
import type { SavedCollectionQuery } from '../../../core/documents/project.ts';
import { asksCollectionTheSame } from '../../../core/documents/result-layers.ts';
import { type Application, applyTransaction } from '../../state/application.ts';
import { setDraft } from '../search/query-draft.ts';
import { askQuestion, closeAnswer, directTo } from './ask-collection.ts';

/** Asks it again, of the same part of the collection with the same model. */
export function showSavedQuestion(app: Application, saved: SavedCollectionQuery): void {
  const { collection, model, terms, filter, perScene, merges } = saved;
  setDraft(app, terms);
  directTo(app, collection);
  app.view.setState({ collectionPart: { filter, perScene, merges } });
  askQuestion(app, { collection, model, terms, filter, perScene, merges });
}

export async function changeSaved(app: Application, query: SavedCollectionQuery): Promise<void> {
  await applyTransaction(app, { kind: 'set-collection-query', query });
}

/** Stays among the earlier questions. */
export async function removeQuestionLayer(app: Application, saved: SavedCollectionQuery): Promise<void> {
  const { collectionQuestion } = app.view.getState();
  if (collectionQuestion && asksCollectionTheSame(saved, collectionQuestion)) closeAnswer(app);
  await changeSaved(app, { ...saved, layer: null });
}
