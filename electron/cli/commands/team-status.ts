/** `longsight team status`: workers, queue, throughput, time left. */
import type { TeamStatus } from '../../../core/documents/team.ts';
import type { TeamRanking } from '../../../core/documents/team-ranking.ts';
import { counted } from '../print/counted.ts';
import { duration } from '../print/duration.ts';
import type { Command } from './command.ts';
import { TEAM_OPTION, TEAM_USAGE, withTeam } from './team-store.ts';

export const teamStatusCommand: Command = {
  name: 'team status',
  usage: `team status ${TEAM_USAGE}`,
  summary: 'what a team store holds, what waits, and what its workers do',
  options: TEAM_OPTION,
  run: (invocation) =>
    withTeam(invocation, async (db) => {
      const { teamStatus } = await import('../../team/status.ts');
      const status = await teamStatus(db);
      invocation.console.result(status, lines(status).join('\n'));
    }),
};

function lines(status: TeamStatus): readonly string[] {
  const { blocks, workers, failures, rankings } = status;
  const pace =
    status.windowsPerSecond === 0
      ? ''
      : `, ${status.windowsPerSecond.toFixed(1)} windows a second${status.secondsLeft === null ? '' : `, about ${duration(status.secondsLeft)} left`}`;
  return [
    `${counted(status.scenes, 'scene')}, ${status.indexesComplete} of ${status.indexes} indexed; ${status.windowsDone} of ${counted(status.windows, 'window')}, ${(status.bytes / 1e6).toFixed(1)} MB`,
    `blocks: ${blocks.waiting} waiting, ${blocks.active} being encoded, ${blocks.done} done, ${blocks.failed} failed, ${blocks.cancelled} cancelled${pace}`,
    ...workers.map(
      ({ name, host, processId, device, isAlive, blocks: done }) =>
        `worker ${name} on ${host} (${processId}, ${device}): ${counted(done, 'block')}${isAlive ? '' : ', not heard of any more'}`,
    ),
    ...failures.map(({ reason, blocks: failed }) => `${counted(failed, 'block')} failed: ${reason}`),
    ...rankings.map((ranking) => `${ranking.model}: ${rankingWords(ranking)}`),
    `PostgreSQL ${status.postgres}, store version ${status.version}${status.hasVectorChord ? ', VectorChord installed' : ''}`,
  ];
}

/** How questions are answered, in words. */
export function rankingWords(ranking: TeamRanking): string {
  if (ranking.kind === 'exact') return 'exact';
  return `approximate (${ranking.method}), recall ${ranking.recall.toFixed(3)} of the best 100, measured on this store on ${ranking.measuredAt.slice(0, 10)}`;
}
