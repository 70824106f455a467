/** Files under way: beside their target, under a name of their own, until a rename. */
import type { Storage } from '../host.ts';

/** No export goes on for so long without writing. */
const ABANDONED_MS = 86_400_000;

/** Of this call alone: two exports to one path must not write into each other's files. */
export function partName(path: string): string {
  return `${path}.${crypto.randomUUID()}`;
}

/** Takes away what exports to `path` that were killed have left. What cannot be looked at stays: the export is what matters. */
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
