/** Who is connected to a team store, and as what. */
import type { TeamRole } from '../../core/documents/team.ts';
import type { Sql } from './sql.ts';

export type Member = { readonly user: string; readonly role: TeamRole };

export async function memberOf(db: Sql): Promise<Member> {
  const [{ user, owns, works }] = await db.query<{ user: string; owns: boolean; works: boolean }>(
    `select session_user::text as user, pg_has_role(nspowner, 'member') as owns,
       pg_has_role('longsight_worker', 'member') as works from pg_namespace where nspname = 'longsight'`,
  );
  return { user, role: owns ? 'owner' : works ? 'worker' : 'analyst' };
}
