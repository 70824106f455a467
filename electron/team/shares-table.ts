/** The shares of a team store: prefixes under which machines reach the same files. */
import type { TeamShare } from '../../core/documents/team.ts';
import { checkShare } from '../../core/team/shares.ts';
import type { Sql } from './sql.ts';

export function listShares(db: Sql): Promise<readonly TeamShare[]> {
  return db.query<TeamShare>('select name, prefixes from longsight.share order by name');
}

/** Makes the share, or gives it other prefixes. Throws `InvalidInput` for a wrong name or prefix. */
export async function setShare(db: Sql, share: TeamShare): Promise<void> {
  checkShare(share);
  await db.query(
    'insert into longsight.share (name, prefixes) values ($1, $2) on conflict (name) do update set prefixes = excluded.prefixes',
    [share.name, share.prefixes],
  );
}
