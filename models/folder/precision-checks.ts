/** Results of the precision gate for a model, stored beside its weights. */
import {
  PRECISIONS,
  type Precision,
  type PrecisionCheck,
  type PrecisionChecks,
} from '../../core/documents/model.ts';
import { record } from '../../core/documents/shape.ts';
import type { Storage } from '../../core/host.ts';
import type { JsonObject } from '../../core/json-object.ts';
import { DamagedFile, readStateFile } from '../../core/state-file.ts';
import type { ModelFolder } from './model-folder.ts';

const CHECKS_FILE = 'precisions.json';

/** Results for the current weights; those of other weights and damaged files count as absent. */
export async function readChecks(storage: Storage, model: ModelFolder): Promise<PrecisionChecks> {
  const stored = await readStored(storage, `${model.path}/${CHECKS_FILE}`);
  if (stored?.weightsSha256 !== model.identity.weightsSha256) return {};
  const known = PRECISIONS.flatMap((precision) => {
    const check = checkOf(stored[precision]);
    return check ? [[precision, check] as const] : [];
  });
  return Object.fromEntries(known);
}

export async function storeCheck(
  storage: Storage,
  model: ModelFolder,
  precision: Precision,
  check: PrecisionCheck,
): Promise<void> {
  const { weightsSha256 } = model.identity;
  const path = `${model.path}/${CHECKS_FILE}`;
  const checks = { weightsSha256, ...(await readChecks(storage, model)), [precision]: check };
  const text = `${JSON.stringify(checks, null, 2)}\n`;
  if (await storage.isFolder(path)) await storage.remove(path);
  await storage.writeFile(path, new TextEncoder().encode(text));
}

async function readStored(storage: Storage, path: string): Promise<JsonObject | null> {
  try {
    return await readStateFile(
      storage,
      path,
      record<unknown>((value) => value),
    );
  } catch (error) {
    if (!(error instanceof DamagedFile)) throw error;
    return null;
  }
}

function checkOf(value: unknown): PrecisionCheck | null {
  if (typeof value !== 'object' || value === null || !('passed' in value) || !('figures' in value))
    return null;
  const { passed, figures } = value;
  return typeof passed === 'boolean' && typeof figures === 'string' ? { passed, figures } : null;
}
