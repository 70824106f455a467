/** What a hit shows in the list, in whichever layout. */
import type { HitReview } from '../../../core/documents/reviews.ts';
import type { SceneDetail } from '../../../core/documents/scene.ts';
import type { Hit, QueryResult } from '../../../core/documents/search.ts';
import { formatMetres, formatNumber, formatScore } from '../../ui/format.ts';
import { strings } from './strings.ts';

export type HitContentProps = {
  readonly result: QueryResult;
  readonly hit: Hit;
  /** Null until loaded. */
  readonly scene: SceneDetail | null;
  /** Address of its picture; null until the map is painted, and without a scene. */
  readonly picture: string | null;
  readonly review: HitReview | null;
};

export const NO_REVIEW: Pick<HitReview, 'judgement' | 'note'> = { judgement: null, note: '' };

/** Edge length on the ground, or in pixels for a scene without a CRS. */
export function sizeWords({ window: win }: Hit, scene: SceneDetail | null): string {
  return scene?.metresPerPixel
    ? formatMetres(win.widthPx * scene.metresPerPixel)
    : strings.sizePx(win.widthPx);
}

/** Name of the hit for screen readers. */
export function hitWords({ hit, result, scene, review }: HitContentProps): string {
  const { rank, score, percentile } = hit;
  const words = [
    strings.hitLabel(rank, formatScore(score), formatNumber(percentile, 1), sizeWords(hit, scene)),
    ...(isBelowAbsent(hit, result) ? [strings.belowAbsent] : []),
    ...(review?.judgement ? [strings.judged[review.judgement]] : []),
    ...(review?.note ? [strings.noted(review.note)] : []),
  ];
  return words.join(', ');
}

/** Whether a hit scores less than absent content typically reaches in this scene. Never true without a verdict. */
export function isBelowAbsent({ score }: Hit, { absoluteRange }: QueryResult): boolean {
  return score < absoluteRange.min;
}

/** Length (0-1) of a hit's score bar, from what absent content reaches to the best score. */
export function barShare({ score }: Hit, { absoluteRange, hits }: QueryResult): number {
  const { min } = absoluteRange;
  const most = Math.max(absoluteRange.max, hits[0]?.score ?? absoluteRange.max);
  return most > min ? Math.max(0.02, Math.min(1, (score - min) / (most - min))) : 1;
}
