/** Roles of the team store. A person or machine gets one by `grant longsight_analyst to NAME`; the role that made the store owns it. */
import { InvalidInput } from '../../core/errors.ts';
import type { Sql } from './sql.ts';

const ROLES = ['longsight_analyst', 'longsight_worker'] as const;

/** Creates the roles that are missing. Throws `InvalidInput` with the statements for an administrator if this user may not. */
export async function createRoles(db: Sql): Promise<void> {
  const rows = await db.query<{ rolname: string }>('select rolname from pg_roles where rolname = any($1)', [
    ROLES,
  ]);
  const missing = ROLES.filter((role) => !rows.some(({ rolname }) => rolname === role));
  for (const role of missing)
    try {
      await db.query(`create role ${role} nologin`);
    } catch (cause) {
      const statements = missing.map((each) => `create role ${each} nologin;`).join(' ');
      throw new InvalidInput(
        `the role ${role} cannot be created: let an administrator of the server run: ${statements}`,
        { cause },
      );
    }
}
