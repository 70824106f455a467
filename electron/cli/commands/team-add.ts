/** `longsight team add PATH…`: files for the workers to encode. */

import { dateInName } from '../../../core/collection/name-date.ts';
import type { TeamShare } from '../../../core/documents/team.ts';
import { isWebAddress, webHostOf } from '../../../core/documents/web.ts';
import { NotFound } from '../../../core/errors.ts';
import { counted } from '../print/counted.ts';
import { type Command, countOption, sizesOption, textOption, UsageError } from './command.ts';
import { TEAM_OPTION, TEAM_USAGE, withTeam } from './team-store.ts';

const FAULTS_SHOWN = 20;

export const teamAddCommand: Command = {
  name: 'team add',
  usage: `team add PATH… ${TEAM_USAGE} [--model NAME] [--sizes PX,PX,…] [--date-pattern PATTERN] [--lease SECONDS]`,
  summary:
    'add folders, GeoTIFFs, addresses of GeoTIFFs (https://…), lists of paths or STAC documents of a share to a team store, for its workers to encode; adding again continues what was cancelled or failed. --lease says after how long a silent worker loses its block (20)',
  options: {
    ...TEAM_OPTION,
    model: { type: 'string' },
    sizes: { type: 'string' },
    'date-pattern': { type: 'string' },
    lease: { type: 'string' },
  },
  run: async (invocation) => {
    const sizesPx = sizesOption(invocation, 'sizes');
    const datePattern = textOption(invocation, 'date-pattern');
    // Throws for a pattern that cannot be used.
    if (datePattern !== null) dateInName('', datePattern);
    if (invocation.positionals.length === 0) throw new UsageError('give at least one folder or file');
    await withTeam(invocation, async (db) => {
      const { listShares } = await import('../../team/shares-table.ts');
      const { addScenes } = await import('../../team/add-scenes.ts');
      const { LEASE_SECONDS } = await import('../../team/job-queue.ts');
      const { host, models, collections, webAccess } = await invocation.services();
      const model = await models.find(textOption(invocation, 'model'));
      const addresses = invocation.positionals.filter(isWebAddress);
      for (const address of addresses) webAccess.allowForNow(webHostOf(address) ?? address);
      const onDisk = invocation.positionals.filter((path) => !isWebAddress(path));
      const files = [
        ...(await collections.filesAt(onDisk, invocation.signal)),
        ...addresses.map((path) => ({ path, date: null })),
      ];
      if (files.length === 0) throw new NotFound('there are no GeoTIFFs at these paths');
      const shares: readonly TeamShare[] = await listShares(db);
      const added = await addScenes(
        {
          ...{ db, host, shares, sizesPx, datePattern },
          model: await models.identity(model),
          trained: await models.groundRange(model),
          leaseSeconds: countOption(invocation, 'lease', 2, LEASE_SECONDS),
        },
        files,
        {
          signal: invocation.signal,
          report: ({ phase, done, total }) =>
            invocation.console.progress(`${phase}: ${done} of ${total} files`),
        },
      );
      for (const { path, reason } of added.failed.slice(0, FAULTS_SHOWN))
        invocation.console.note(`left out: ${reason.includes(path) ? reason : `${path}: ${reason}`}`);
      if (added.failed.length > FAULTS_SHOWN)
        invocation.console.note(`left out: ${added.failed.length - FAULTS_SHOWN} more files`);
      invocation.console.result(
        added,
        `${counted(added.scenes, 'scene')}, ${counted(added.windows, 'window')} in ${counted(added.blocks, 'block')} to encode`,
      );
    });
  },
};
