/** Making, extending and removing collections. */
import type { CollectionId, Grant } from '../../../core/documents/ids.ts';
import type { Application } from '../../state/application.ts';
import { reportFailure } from '../../state/toasts.ts';
import type { ChangeDates, ChangeQuestion } from '../../state/view-state.ts';
import { lookAgain } from './scan-collection.ts';
import { strings } from './strings.ts';
import { collectionKeys } from './use-collections.ts';

/** Shows the collection and looks for its scenes. `to` null makes a new one called `name`. */
export async function addSources(
  app: Application,
  grants: readonly Grant[],
  to: CollectionId | null,
  name: string,
): Promise<void> {
  const ids = grants.map(({ id }) => id);
  if (to !== null) await app.core.call('collections.add', { collection: to, grants: ids });
  const collection = to ?? (await app.core.call('collections.create', { name, grants: ids }));
  await app.cache.invalidateQueries({ queryKey: collectionKeys.all });
  app.view.setState({ collection });
  app.dock.show('collections');
  lookAgain(app, collection).catch((error: unknown) => reportFailure(app, strings.lookAgain, error));
}

export async function setDates(
  app: Application,
  collection: CollectionId,
  pattern: string | null,
): Promise<void> {
  await app.core.call('collections.setDates', { collection, pattern });
  await lookAgain(app, collection);
}

export async function removeCollection(app: Application, collection: CollectionId): Promise<void> {
  await app.core.call('collections.remove', { collection });
  const { askedCollection, collectionQuestion, changeDates, changeQuestion } = app.view.getState();
  app.view.setState({
    collection: null,
    collectionScan: null,
    ...(askedCollection?.collection === collection && { askedCollection: null, collectionPart: null }),
    ...(collectionQuestion?.collection === collection && { collectionQuestion: null, collectionHit: null }),
    ...(isOf(changeDates, collection) && { changeDates: { kind: 'scenes', before: null, after: null } }),
    ...(isOf(changeQuestion, collection) && { changeQuestion: null }),
  });
}

function isOf(change: ChangeDates | ChangeQuestion | null, collection: CollectionId): boolean {
  return change?.kind === 'collection' && change.collection === collection;
}
