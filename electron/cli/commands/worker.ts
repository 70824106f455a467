/** `longsight worker`: encodes blocks of a team store until it is stopped. */
import { hostname } from 'node:os';
import { DEVICE_NAMES, type DeviceName } from '../../../core/documents/app.ts';
import { webHostOf } from '../../../core/documents/web.ts';
import { NotFound, Unsupported } from '../../../core/errors.ts';
import type { ModelService } from '../../app/models/model-service.ts';
import type { TeamDatabase } from '../../team/sql.ts';
import type { WorkerModel } from '../../team/worker.ts';
import { counted } from '../print/counted.ts';
import { duration } from '../print/duration.ts';
import { type Command, choiceOption, countOption, textOption } from './command.ts';
import { ownPrefixes, TEAM_OPTION, TEAM_USAGE, withTeam } from './team-store.ts';

export const workerCommand: Command = {
  name: 'worker',
  usage: `worker ${TEAM_USAGE} [--device NAME] [--share NAME=PATH]… [--slots N] [--name NAME] [--drain]`,
  summary:
    'encode blocks of a team store with the models of this machine, on the fastest device that works or, with --device, on this one alone; --share says where this machine reaches a share, --slots how many blocks are in hand at a time (2), --drain ends when nothing is left',
  options: {
    ...TEAM_OPTION,
    share: { type: 'string', multiple: true },
    device: { type: 'string' },
    slots: { type: 'string' },
    name: { type: 'string' },
    drain: { type: 'boolean' },
  },
  run: (invocation) =>
    withTeam(
      invocation,
      async (db) => {
        const { listShares } = await import('../../team/shares-table.ts');
        const { reachableShares } = await import('../../team/reachable-shares.ts');
        const { runWorker } = await import('../../team/worker.ts');
        const { host, models, webAccess, devices } = await invocation.services();
        const device = choiceOption(invocation, 'device', DEVICE_NAMES);
        if (device !== null) devices.takeOnly(device);
        const all = await listShares(db);
        const own = ownPrefixes(invocation, all);
        // A user who names a server for a share allows it to be asked.
        for (const prefix of own.values()) {
          const server = webHostOf(prefix);
          if (server !== null) webAccess.allowForNow(server);
        }
        const shares = await reachableShares(host.storage, all, own);
        if (shares.size === 0)
          throw new NotFound(
            'this machine reaches no share of the team: mount one, or give --share NAME=PATH',
          );
        const encoders = await encodersOf(db, models, invocation.signal);
        if (device !== null) await checkDevice(models, encoders, device, invocation.signal);
        const served = [...shares].map(([name, prefix]) => `${name} at ${prefix}`).join(', ');
        invocation.console.note(`${counted(encoders.size, 'model')}; ${served}`);
        const startedMs = Date.now();
        let windows = 0;
        const blocks = await runWorker(
          {
            ...{ db, host, shares, encoders },
            name: textOption(invocation, 'name', hostname()),
            device: (await models.device()).name,
            slots: countOption(invocation, 'slots', 1, 2),
            drains: invocation.values.drain === true,
            onBlock: (block) => {
              windows += block.windows;
              const perSecond = windows / ((Date.now() - startedMs) / 1000);
              invocation.console.progress(`${windows} windows, ${perSecond.toFixed(1)} a second`);
            },
            onFailure: (reason) => invocation.console.note(`not encoded: ${reason}`),
          },
          invocation.signal,
        );
        invocation.console.result(
          { blocks, windows },
          `${counted(blocks, 'block')} with ${counted(windows, 'window')} in ${duration((Date.now() - startedMs) / 1000)}`,
        );
      },
      { connections: 4 + countOption(invocation, 'slots', 1, 2) },
    ),
};

/** Encoders of the store's models that this machine has; the store's number by `modelOf`. */
async function encodersOf(
  db: TeamDatabase,
  models: ModelService,
  signal: AbortSignal,
): Promise<ReadonlyMap<number, WorkerModel>> {
  const { modelOf } = await import('../../team/index-rows.ts');
  const encoders = new Map<number, WorkerModel>();
  for (const { id } of await models.list()) {
    const number = await modelOf(db, await models.identity(id));
    if (number !== null && !encoders.has(number))
      encoders.set(number, {
        encoder: await models.encoder(id),
        bank: await models.calibrations.bank(id, signal),
      });
  }
  if (encoders.size === 0)
    throw new NotFound(
      'this machine has none of the models of the team store: copy the model folder, or add scenes first',
    );
  return encoders;
}

/** Throws `Unsupported`, with the reason, if the device does not work with the models. */
async function checkDevice(
  models: ModelService,
  encoders: ReadonlyMap<number, WorkerModel>,
  device: DeviceName,
  signal: AbortSignal,
): Promise<void> {
  // The first sentence has the device tested.
  for (const { encoder } of encoders.values()) await encoder.encodeTexts(['a test'], signal);
  const { devices } = await models.device();
  const status = devices.find((each) => each.device === device);
  if (status?.state === 'in-use') return;
  throw new Unsupported(
    `--device ${device}: ${status?.reason ?? 'this machine has no such device'}: leave the option out, or name another device`,
  );
}
