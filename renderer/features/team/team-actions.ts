/** Connecting to a team store, copying indexes, reviewing hits. */
import type { CollectionQuery } from '../../../core/documents/collection.ts';
import type { ModelId, SceneId } from '../../../core/documents/ids.ts';
import type { HitJudgement } from '../../../core/documents/reviews.ts';
import type { RasterWindow } from '../../../core/documents/scene.ts';
import { TEAM, type TeamQuestion, type TeamReview } from '../../../core/documents/team.ts';
import type { Application } from '../../state/application.ts';
import { isSameWindow } from '../../state/is-same-window.ts';
import { askThisCollection, changePart } from '../collections/ask-collection.ts';
import { setDraft } from '../search/query-draft.ts';
import { teamKeys } from './use-team.ts';

export async function connectTo(app: Application, address: string): Promise<void> {
  await app.core.call('team.connect', { address });
  await app.cache.resetQueries({ queryKey: ['team'] });
}

export async function disconnect(app: Application): Promise<void> {
  await app.core.call('team.forget', null);
  const { askedCollection, collectionQuestion } = app.view.getState();
  app.view.setState({
    ...(askedCollection?.collection === TEAM && { askedCollection: null, collectionPart: null }),
    ...(collectionQuestion?.collection === TEAM && { collectionQuestion: null, collectionHit: null }),
  });
  await app.cache.resetQueries({ queryKey: ['team'] });
}

/** The question of a colleague, with the model of this window. */
export function askAgain(app: Application, { terms, filter, perScene, merges }: TeamQuestion): void {
  askThisCollection(app, TEAM);
  changePart(app, { filter, perScene, merges });
  setDraft(app, terms);
  app.view.getState().askedCollection?.ask(terms);
}

export async function copyIndex(
  app: Application,
  direction: 'publish' | 'pull',
  scene: SceneId,
  model: ModelId,
): Promise<void> {
  await app.core.call('jobs.start', { spec: { kind: 'copy-index', direction, scene, model } });
  app.view.setState({ dialog: null });
  app.dock.show('jobs');
}

type TeamPlace = { readonly key: string; readonly window: RasterWindow };

/** The same judgement again takes it back; a note stays. */
export async function judgeTeamHit(
  app: Application,
  hit: TeamPlace,
  terms: CollectionQuery['terms'],
  judgement: HitJudgement,
): Promise<void> {
  const reviews = await app.cache.fetchQuery({
    queryKey: teamKeys.reviews(terms),
    queryFn: ({ signal }) => app.core.call('team.reviews', { terms }, { signal }),
  });
  const own = reviews.find((review) => review.isOwn && isOfPlace(review, hit));
  const now = own?.judgement === judgement ? null : judgement;
  await reviewHit(app, hit, terms, now, own?.note ?? '');
}

export function isOfPlace(review: TeamReview, { key, window: win }: TeamPlace): boolean {
  return review.key === key && isSameWindow(review.window, win);
}

export async function reviewHit(
  app: Application,
  hit: TeamPlace,
  terms: CollectionQuery['terms'],
  judgement: HitJudgement | null,
  note: string,
): Promise<void> {
  await app.core.call('team.review', { scene: hit.key, window: hit.window, terms, judgement, note });
  await app.cache.invalidateQueries({ queryKey: teamKeys.reviews(terms) });
}
