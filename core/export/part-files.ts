/** Temporary files of exports: they lie beside the target under a unique name until renamed. */
import { withEnding } from '../bytes/file-name.ts';
import type { Storage } from '../host.ts';

/** A part not written to for this long is abandoned. */
const ABANDONED_MS = 86_400_000;

/** Makes the names of one export's temporary files. Each file has its own `ending`. No other export to `path` gets the same names. */
export function partNames(path: string): (ending?: string) => string {
  const id = crypto.randomUUID();
  return (ending = '') => withEnding(path, `.${id}${ending}.part`);
}

/** Removes parts left by killed exports to `path`. Parts that cannot be inspected stay, so that the export itself does not fail. */
export async function removeAbandonedParts(storage: Storage, path: string): Promise<void> {
  const cut = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1;
  const [folder, name] = [path.slice(0, cut) || '.', path.slice(cut)];
  for (const each of await storage.list(folder).catch(() => [])) {
    const [ending] = /\.[0-9a-f-]{36}(\.level\d+)?\.part$/.exec(each) ?? [];
    if (ending === undefined || each !== withEnding(name, ending)) continue;
    const part = withEnding(path, ending);
    const found = await storage.stat(part).catch(() => null);
    if (found && Date.now() - found.modifiedMs > ABANDONED_MS) await storage.remove(part);
  }
}
