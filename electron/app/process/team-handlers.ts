/** Handlers for the team store, which also answers as the collection `TEAM`. */
import type { Announce } from '../../../core/documents/app.ts';
import type { AnsweringScene, CollectionAnswer } from '../../../core/documents/collection.ts';
import type { QueryId } from '../../../core/documents/ids.ts';
import { isSameWindow } from '../../../core/documents/reviews.ts';
import { TEAM, type TeamHit, type TeamResult, type TeamSceneFound } from '../../../core/documents/team.ts';
import type { Handlers } from '../../../core/rpc/contract.ts';
import { sceneNumber } from '../../../core/team/scene-number.ts';
import type { CollectionAnswers } from '../collections/collection-answers.ts';
import type { collectionHandlers } from '../collections/collection-handlers.ts';
import type { ReviewOf } from '../collections/write-hits.ts';
import type { SceneService } from '../scenes/scene-service.ts';
import type { TeamAccess } from './team-access.ts';

type Parts = {
  readonly team: TeamAccess;
  readonly scenes: SceneService;
  readonly collectionAnswers: CollectionAnswers;
  readonly announce: Announce;
};

/** `local` answers for the collections of this machine. */
export function teamHandlers(
  { team, scenes, collectionAnswers, announce }: Parts,
  local: ReturnType<typeof collectionHandlers>,
) {
  return {
    'team.store': async () => team.store(),
    'team.connect': async ({ address }) => {
      await team.connect(address.trim());
      announce('team');
      return null;
    },
    'team.forget': async () => {
      await team.forget();
      announce('team');
      return null;
    },
    'team.overview': async () => (await team.room()).overview(),
    'team.questions': async () => (await team.room()).questions(),
    'team.reviews': async ({ terms }) => (await team.room()).reviews(terms),
    'team.review': async ({ scene, ...review }) => {
      await (await team.room()).review({ ...review, scene: sceneNumber(scene) });
      announce('team');
      return null;
    },
    'collections.query': async (query, task) => {
      if (query.collection !== TEAM) return local['collections.query'](query, task);
      const { collection: _, isRecorded: __, ...question } = query;
      const result = await (await team.room()).ask(question, task.signal);
      announce('team');
      return teamAnswer(
        result,
        collectionAnswers.keep(result, () => ownReviews(result)),
      );
    },
    'collections.scenes': async (input) =>
      input.collection === TEAM ? (await team.room()).rows() : local['collections.scenes'](input),
    'collections.openScene': async (input, task) => {
      if (input.collection !== TEAM) return local['collections.openScene'](input, task);
      const path = await (await team.room()).pathOf(sceneNumber(input.scene));
      const id = await scenes.openPath(path, task);
      announce('scenes');
      return scenes.detail(id);
    },
  } satisfies Partial<Handlers>;

  /** The user's own, as they stand when this is called. */
  async function ownReviews({ terms }: TeamResult): Promise<ReviewOf<TeamHit>> {
    const own = (await (await team.room()).reviews(terms)).filter(({ isOwn }) => isOwn);
    return ({ key, window }) =>
      own.find((review) => review.key === key && isSameWindow(review.window, window)) ?? null;
  }

  function teamAnswer(
    { hits, scenes: withHits, question: _, ...result }: TeamResult,
    id: QueryId,
  ): CollectionAnswer {
    const known = scenes.byPath();
    return {
      ...{ ...result, id, collection: TEAM },
      hits: hits.map(({ path, share: __, ...hit }) => ({ ...hit, sceneId: known.get(path) ?? null })),
      scenes: withHits.map((scene) => answering(scene, hits)).toSorted((a, b) => b.best - a.best),
    };
  }
}

function answering({ path: _, ...scene }: TeamSceneFound, hits: TeamResult['hits']): AnsweringScene {
  return { ...scene, pictures: null, hits: hits.filter(({ key }) => key === scene.key).length };
}
