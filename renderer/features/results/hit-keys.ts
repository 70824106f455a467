/** Keys that judge a hit. */
import type { HitJudgement } from '../../../core/documents/reviews.ts';

const JUDGEMENTS: Readonly<Record<string, HitJudgement>> = { y: 'accepted', n: 'rejected' };

export function judgementOfKey(key: string): HitJudgement | null {
  return JUDGEMENTS[key.toLowerCase()] ?? null;
}
