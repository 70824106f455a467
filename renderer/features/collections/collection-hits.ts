/** Stepping through the hits of a collection's answer, and judging them. */
import type { CollectionAnswer, PageCollectionHit } from '../../../core/documents/collection.ts';
import type { HitJudgement } from '../../../core/documents/reviews.ts';
import { TEAM } from '../../../core/documents/team.ts';
import type { Application } from '../../state/application.ts';
import { attempt } from '../../state/toasts.ts';
import { judgeHit } from '../results/judge-hits.ts';
import { judgeTeamHit } from '../team/team-actions.ts';
import { chooseHit } from './collection-map-actions.ts';
import { strings } from './strings.ts';
import { collectionKeys } from './use-collections.ts';

/** Selects the next or previous hit, or the best one if none is selected, and opens its scene. */
export async function stepCollectionHit(app: Application, by: -1 | 1): Promise<void> {
  const answer = answerNow(app);
  const active = app.view.getState().collectionHit;
  const next = answer?.hits.find(({ rank }) => rank === (active === null ? 1 : active + by));
  if (answer && next) await chooseHit(app, answer, next);
}

/** Hits of a team store are judged for the team, others in the project, as those of the scene that they lie in. */
export async function judgeCollectionHit(app: Application, judgement: HitJudgement): Promise<void> {
  const answer = answerNow(app);
  const active = app.view.getState().collectionHit;
  const hit = answer?.hits.find(({ rank }) => rank === active);
  if (!answer || !hit) return;
  if (answer.collection === TEAM) await judgeTeamHit(app, hit, answer.terms, judgement);
  else await judgeOwnHit(app, answer, hit, judgement);
}

async function judgeOwnHit(
  app: Application,
  { terms }: CollectionAnswer,
  { sceneId, scene: name, window: win }: PageCollectionHit,
  judgement: HitJudgement,
): Promise<void> {
  if (sceneId === null) return;
  await judgeHit(app, { scene: sceneId, terms, window: win }, judgement, () =>
    attempt(app, strings.opening(name), () => stepCollectionHit(app, 1)),
  );
}

function answerNow(app: Application): CollectionAnswer | undefined {
  const { collectionQuestion } = app.view.getState();
  return app.cache.getQueryData<CollectionAnswer>(collectionKeys.answer(collectionQuestion));
}
