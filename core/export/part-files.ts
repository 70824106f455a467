/** Temporary files of exports: they lie beside the target under a unique name until renamed. */
import type { Storage } from '../host.ts';

/** A part not written to for this long is abandoned. */
const ABANDONED_MS = 86_400_000;

/** A new name on every call, so that two exports to the same path do not share files. */
export function partName(path: string): string {
  return `${path}.${crypto.randomUUID()}`;
}

/** Removes parts left by killed exports to `path`. Parts that cannot be inspected stay, so that the export itself does not fail. */
export async function removeAbandonedParts(storage: Storage, path: string): Promise<void> {
  const cut = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1;
  const [folder, name] = [path.slice(0, cut) || '.', path.slice(cut)];
  for (const each of await storage.list(folder).catch(() => [])) {
    const ending = each.startsWith(name) ? each.slice(name.length) : '';
    if (!/^\.[0-9a-f-]{36}(\.level\d+)?\.part$/.test(ending)) continue;
    const part = path + ending;
    const found = await storage.stat(part).catch(() => null);
    if (found && Date.now() - found.modifiedMs > ABANDONED_MS) await storage.remove(part);
  }
}
