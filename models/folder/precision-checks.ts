/** Results of the precision gate for a model, stored beside its weights. */
import {
  PRECISIONS,
  type Precision,
  type PrecisionCheck,
  type PrecisionChecks,
} from '../../core/documents/model.ts';
import type { Storage } from '../../core/host.ts';
import type { ModelFolder } from './model-folder.ts';

const CHECKS_FILE = 'precisions.json';

/** Results for the current weights; those of other weights and damaged files count as absent. */
export async function readChecks(storage: Storage, model: ModelFolder): Promise<PrecisionChecks> {
  const path = `${model.path}/${CHECKS_FILE}`;
  if (!(await storage.exists(path))) return {};
  const stored = parse(await storage.readFile(path));
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
  const checks = { weightsSha256, ...(await readChecks(storage, model)), [precision]: check };
  const text = `${JSON.stringify(checks, null, 2)}\n`;
  await storage.writeFile(`${model.path}/${CHECKS_FILE}`, new TextEncoder().encode(text));
}

function parse(bytes: Uint8Array): Readonly<Record<string, unknown>> | null {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function checkOf(value: unknown): PrecisionCheck | null {
  if (typeof value !== 'object' || value === null || !('passed' in value) || !('figures' in value))
    return null;
  const { passed, figures } = value;
  return typeof passed === 'boolean' && typeof figures === 'string' ? { passed, figures } : null;
}
