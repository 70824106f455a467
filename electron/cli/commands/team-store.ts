/** Options of the commands for a team store, and its connection for the length of one command. */
import type { TeamShare } from '../../../core/documents/team.ts';
import type { TeamDatabase } from '../../team/sql.ts';
import { type Invocation, listOption, textOption, UsageError } from './command.ts';

export const TEAM_OPTION = { team: { type: 'string' } } as const;
export const TEAM_USAGE = '[--team URL]';

/** The store of `--team`, else LONGSIGHT_TEAM, else of the `PG*` variables. Its code is loaded only here. */
export async function withTeam<T>(
  invocation: Invocation,
  work: (db: TeamDatabase) => Promise<T>,
  { checksVersion = true, connections = 8 } = {},
): Promise<T> {
  const { connectPostgres } = await import('../../team/postgres.ts');
  const { checkVersion } = await import('../../team/migrate.ts');
  const db = await connectPostgres(addressOf(invocation), connections);
  try {
    if (checksVersion) await checkVersion(db);
    return await work(db);
  } finally {
    await db.close();
  }
}

function addressOf(invocation: Invocation): string | null {
  const { LONGSIGHT_TEAM, PGSERVICE, PGHOST, PGDATABASE } = process.env;
  const address = textOption(invocation, 'team') ?? LONGSIGHT_TEAM ?? null;
  if (address === null && (PGSERVICE ?? PGHOST ?? PGDATABASE) === undefined)
    throw new UsageError(
      '--team is missing: give postgresql://USER@SERVER/DATABASE or service:NAME, or set LONGSIGHT_TEAM or PGSERVICE',
    );
  return address;
}

/** Paths of shares on this machine alone, from `--share NAME=PATH`. */
export function ownPrefixes(
  invocation: Invocation,
  shares: readonly TeamShare[],
): ReadonlyMap<string, string> {
  const own = new Map<string, string>();
  for (const text of listOption(invocation, 'share')) {
    const equals = text.indexOf('=');
    if (equals < 1) throw new UsageError(`--share: expected NAME=PATH such as archive=/mnt/x, got "${text}"`);
    const name = text.slice(0, equals);
    if (!shares.some((share) => share.name === name))
      throw new UsageError(`--share: the team has no share "${name}": add it with "longsight team share"`);
    own.set(name, text.slice(equals + 1));
  }
  return own;
}
