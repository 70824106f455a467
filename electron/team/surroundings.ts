/** What a question needs of this machine: its encoder, its shares, its calibration. */
import type { ModelId } from '../../core/documents/ids.ts';
import type { TeamShare } from '../../core/documents/team.ts';
import type { Host } from '../../core/host.ts';
import { calibrationOf } from '../app/collections/collection-verdicts.ts';
import type { ModelService } from '../app/models/model-service.ts';
import { reachableShares } from './reachable-shares.ts';
import { listShares } from './shares-table.ts';
import type { TeamDatabase } from './sql.ts';
import type { Surroundings } from './team-questions.ts';

type Here = { readonly db: TeamDatabase; readonly host: Host; readonly models: ModelService };

/** `ownPrefixes` says where this machine alone reaches shares. */
export async function surroundingsOf(
  { db, host, models }: Here,
  model: ModelId,
  signal: AbortSignal,
  ownPrefixes: (shares: readonly TeamShare[]) => ReadonlyMap<string, string> = () => new Map(),
): Promise<Surroundings> {
  const shares = await listShares(db);
  return {
    ...{ db, host, shares },
    reachable: await reachableShares(host.storage, shares, ownPrefixes(shares)),
    encoder: await models.encoder(model),
    judge: async () => ({
      bank: await models.calibrations.bank(model, signal),
      calibration: await calibrationOf(models, model),
    }),
  };
}
