/** The team store in words. */
import type { TeamOverview, TeamReview, TeamStatus } from '../../../core/documents/team.ts';
import type { TeamRanking } from '../../../core/documents/team-ranking.ts';
import { formatCount, formatSeconds } from '../../ui/format.ts';
import { strings } from './strings.ts';

/** "db.example/longsight" */
export function placeOf(address: string): string {
  return address.replace(/^postgres(?:ql)?:\/\/(?:[^@/]*@)?/, '').replace(/\?.*$/, '');
}

/** "exact" or "approximate, recall 0.968 of the best 100, measured on this store on 2026-11-29" */
export function rankingInWords(ranking: TeamRanking): string {
  if (ranking.kind === 'exact') return strings.exact;
  return strings.approximate(ranking.recall.toFixed(3), ranking.measuredAt.slice(0, 10));
}

/** "12 blocks waiting, 2 being encoded, 30 windows a second, 5 min left"; empty while nothing waits. */
export function queueInWords({ blocks, windowsPerSecond, secondsLeft }: TeamStatus): string {
  const isAtWork = blocks.waiting + blocks.active > 0;
  return [
    ...(isAtWork ? [strings.queue(formatCount(blocks.waiting), formatCount(blocks.active))] : []),
    ...(isAtWork && windowsPerSecond > 0 ? [strings.pace(formatPace(windowsPerSecond))] : []),
    ...(isAtWork && secondsLeft !== null ? [strings.left(formatSeconds(secondsLeft))] : []),
    ...(blocks.cancelled > 0 ? [strings.cancelled(formatCount(blocks.cancelled))] : []),
  ].join(', ');
}

export function sharesNotReached({ shares }: TeamOverview): string {
  return shares
    .filter(({ isReached }) => !isReached)
    .map(({ name }) => name)
    .join(', ');
}

/** "anna accepted (the roof is new)" */
export function reviewInWords({ by, judgement, note }: TeamReview): string {
  const said = `${by} ${strings.said[judgement ?? 'noted']}`;
  return note === '' ? said : `${said} (${note})`;
}

function formatPace(windowsPerSecond: number): string {
  return windowsPerSecond < 10 ? windowsPerSecond.toFixed(1) : formatCount(Math.round(windowsPerSecond));
}
