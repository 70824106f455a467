/** Stepping and judging in the list of hits in front: a scene's, or a collection's. */
import type { HitJudgement } from '../../../core/documents/reviews.ts';
import type { Application } from '../../state/application.ts';
import { judgeActiveHit } from './judge-hits.ts';
import { activeHit, resultNow, stepHit } from './result-actions.ts';

export function hasHits(app: Application): boolean {
  return isOfCollection(app) || resultNow(app) !== null;
}

export function hasSelectedHit(app: Application): boolean {
  return isOfCollection(app) ? app.view.getState().collectionHit !== null : activeHit(app) !== null;
}

export async function step(app: Application, by: -1 | 1): Promise<void> {
  if (isOfCollection(app)) await (await ofCollection()).stepCollectionHit(app, by);
  else stepHit(app, by);
}

export async function judge(app: Application, judgement: HitJudgement): Promise<void> {
  if (isOfCollection(app)) await (await ofCollection()).judgeCollectionHit(app, judgement);
  else await judgeActiveHit(app, judgement);
}

function isOfCollection(app: Application): boolean {
  return app.view.getState().collectionQuestion !== null;
}

function ofCollection() {
  return import('../collections/collection-hits.ts');
}
