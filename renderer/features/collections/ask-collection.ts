/** Asking a collection, and choosing which part of it is asked. */
import type { CollectionId } from '../../../core/documents/ids.ts';
import type { LonLatPolygon } from '../../../core/documents/scene.ts';
import type { Outline, QueryTerm } from '../../../core/documents/search.ts';
import { type Application, activeModelNow, activeSceneNow, scenesNow } from '../../state/application.ts';
import { byId } from '../../state/by-id.ts';
import { refetch } from '../../state/refetch.ts';
import { showToast } from '../../state/toasts.ts';
import {
  type AskedCollection,
  type CollectionPart,
  type CollectionQuestion,
  NOT_COMPARED,
} from '../../state/view-state.ts';
import { focusQuery } from '../search/focus-query.ts';
import { meaningfulTerms } from '../search/query-draft.ts';
import { ringOf } from './place-in-scene.ts';
import { strings } from './strings.ts';
import { collectionKeys } from './use-collections.ts';

export const WHOLE: CollectionPart = {
  filter: { area: null, from: null, to: null, name: null },
  perScene: null,
  merges: false,
};

/** Sends the next question to the collection; null: to the active scene. */
export function directTo(app: Application, collection: CollectionId | null): void {
  const asked: AskedCollection | null = collection && {
    collection,
    ask: (terms) => askCollection(app, collection, terms),
    limitTo: (corners) => {
      limitCollectionTo(app, corners);
      askOfPart(app);
    },
  };
  app.view.setState({ askedCollection: asked, collectionPart: null });
}

export function askThisCollection(app: Application, collection: CollectionId): void {
  directTo(app, collection);
  app.dock.show('search');
  focusQuery();
}

/** Proposes two of its times in the Change panel. */
export function compareTimes(app: Application, collection: CollectionId): void {
  app.view.setState({ changeDates: { kind: 'collection', collection, before: null, after: null } });
  app.dock.show('change');
}

/** Asks the chosen part of the collection. */
function askCollection(app: Application, collection: CollectionId, terms: readonly QueryTerm[]): void {
  const model = activeModelNow(app);
  if (!model) return;
  askQuestion(app, {
    ...{ collection, model: model.id, terms },
    ...(app.view.getState().collectionPart ?? WHOLE),
  });
}

export function askQuestion(app: Application, question: CollectionQuestion): void {
  app.view.setState({
    ...{ collectionQuestion: question, collectionHit: null },
    ...{ ...NOT_COMPARED, activeHit: null, hoveredHit: null },
  });
  app.dock.show('search');
  // More of the collection may be indexed by now.
  refetch(app.cache, { queryKey: collectionKeys.answer(question) });
}

export function changePart(app: Application, change: Partial<CollectionPart>): void {
  app.view.setState(({ collectionPart }) => ({
    collectionPart: { ...(collectionPart ?? WHOLE), ...change },
  }));
}

/** With the map that a chosen hit has shown: nobody has asked its scene. */
export function closeAnswer(app: Application): void {
  const { collectionQuestion, query } = app.view.getState();
  const isShown = JSON.stringify(query?.terms) === JSON.stringify(collectionQuestion?.terms);
  app.view.setState({ collectionQuestion: null, collectionHit: null, query: isShown ? null : query });
}

/** If the question on the screen is of another part of this collection, asks again. */
export function askOfPart(app: Application): void {
  const {
    askedCollection: asked,
    collectionQuestion: question,
    collectionPart,
    queryDraft,
  } = app.view.getState();
  const terms = meaningfulTerms(queryDraft);
  if (asked === null || question === null || terms.length === 0) return;
  const { filter, perScene, merges } = question;
  const isSame = JSON.stringify({ filter, perScene, merges }) === JSON.stringify(collectionPart ?? WHOLE);
  if (question.collection === asked.collection && !isSame) asked.ask(terms);
}

export function limitCollection(app: Application, area: readonly LonLatPolygon[] | null): void {
  const { filter } = app.view.getState().collectionPart ?? WHOLE;
  changePart(app, { filter: { ...filter, area } });
}

export function limitCollectionToView(app: Application): void {
  limitCollectionTo(app, app.map.view.seenCorners());
}

/** To the polygons of a vector file that the user chooses. */
export async function limitCollectionToFile(app: Application): Promise<void> {
  const grant = await app.shell.pickData('list');
  if (grant === null) return;
  limitCollection(app, await app.core.call('collections.area', { grant: grant.id }));
  askOfPart(app);
}

/** `corners` in pixels of the active scene. */
function limitCollectionTo(app: Application, corners: Outline | null): void {
  app.view.setState({ tool: 'pan' });
  const scene = byId(scenesNow(app), activeSceneNow(app));
  const ring = scene && corners && ringOf(scene, corners);
  if (ring) limitCollection(app, [ring]);
  else showToast(app, { tone: 'neutral', title: strings.area, text: strings.noPlaceShown, link: null });
}
