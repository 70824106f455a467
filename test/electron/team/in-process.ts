/** A PostgreSQL in this process, for tests without a server: PGlite with PostGIS and pgvector. One connection. */
import { PGlite } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite-pgvector';
import { postgis } from '@electric-sql/pglite-postgis';
import type { Sql, TeamDatabase } from '../../../electron/team/sql.ts';

type Session = Pick<PGlite, 'query' | 'exec'>;

export async function inProcessDatabase(): Promise<TeamDatabase> {
  const lite = await PGlite.create({ extensions: { vector, postgis } });
  return {
    ...sqlOf(lite),
    transaction: (work) => lite.transaction((tx) => work(sqlOf(tx))),
    close: () => lite.close(),
  };
}

function sqlOf(session: Session): Sql {
  return {
    query: async <Row>(text: string, values: readonly unknown[] = []) => {
      if (values.length > 0) return (await session.query<Row>(text, [...values])).rows;
      const results = await session.exec(text);
      return (results.at(-1)?.rows ?? []) as Row[];
    },
    copyIn: async (target, bytes) => {
      const blob = new Blob([bytes.slice()]);
      await session.query(`copy ${target} from '/dev/blob' with (format binary)`, [], { blob });
    },
  };
}
