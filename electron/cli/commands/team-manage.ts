/** `longsight team init | migrate | share | cancel`: what the owner of a team store does. */
import { counted } from '../print/counted.ts';
import { type Command, UsageError } from './command.ts';
import { TEAM_OPTION, TEAM_USAGE, withTeam } from './team-store.ts';

export const teamInitCommand: Command = {
  name: 'team init',
  usage: `team init ${TEAM_USAGE}`,
  summary: 'make a team store in a PostgreSQL database with PostGIS and pgvector; its user becomes the owner',
  options: TEAM_OPTION,
  run: (invocation) =>
    withTeam(
      invocation,
      async (db) => {
        const { initTeam } = await import('../../team/migrate.ts');
        const { to } = await initTeam(db);
        invocation.console.result({ version: to }, `made a team store of version ${to}`);
      },
      { checksVersion: false },
    ),
};

export const teamMigrateCommand: Command = {
  name: 'team migrate',
  usage: `team migrate ${TEAM_USAGE}`,
  summary: "bring a team store to this program's version; the owner does it once for all",
  options: TEAM_OPTION,
  run: (invocation) =>
    withTeam(
      invocation,
      async (db) => {
        const { migrateTeam } = await import('../../team/migrate.ts');
        const { from, to } = await migrateTeam(db);
        invocation.console.result(
          { from, to },
          from === to ? `the store has version ${to} already` : `version ${from} → ${to}`,
        );
      },
      { checksVersion: false },
    ),
};

export const teamShareCommand: Command = {
  name: 'team share',
  usage: `team share [NAME PREFIX…] ${TEAM_USAGE}`,
  summary:
    'list the shares of a team, or say under which paths machines reach the files of one: team share archive /mnt/x \\\\nas\\x',
  options: TEAM_OPTION,
  run: (invocation) =>
    withTeam(invocation, async (db) => {
      const { listShares, setShare } = await import('../../team/shares-table.ts');
      const [name, ...prefixes] = invocation.positionals;
      if (name !== undefined && prefixes.length === 0)
        throw new UsageError('give at least one path of the share');
      if (name !== undefined) await setShare(db, { name, prefixes });
      const shares = await listShares(db);
      const lines = shares.map((share) => `${share.name}: ${share.prefixes.join(', ')}`);
      invocation.console.result(shares, lines.length === 0 ? 'no shares yet' : lines.join('\n'));
    }),
};

export const teamCancelCommand: Command = {
  name: 'team cancel',
  usage: `team cancel ${TEAM_USAGE}`,
  summary: 'cancel all blocks that wait or are being encoded; "team add" puts what is missing back',
  options: TEAM_OPTION,
  run: (invocation) =>
    withTeam(invocation, async (db) => {
      const { cancelAll } = await import('../../team/cancel.ts');
      const blocks = await cancelAll(db);
      invocation.console.result({ blocks }, `cancelled ${counted(blocks, 'block')}`);
    }),
};
