/** Which shares of the team this machine reaches, and under which prefix; nothing outside them is read. */
import type { TeamFile, TeamShare } from '../../core/documents/team.ts';
import { isWebAddress } from '../../core/documents/web.ts';
import { InvalidInput } from '../../core/errors.ts';
import type { Storage } from '../../core/host.ts';
import { pathUnder } from '../../core/team/shares.ts';

/** Prefixes by the name of their share. */
export type ReachableShares = ReadonlyMap<string, string>;

/**
 * `own` are prefixes of this machine alone; otherwise the first prefix of a share that is a folder here, or lies on a web
 * server that this machine may ask (`storage` knows). */
export async function reachableShares(
  storage: Storage,
  shares: readonly TeamShare[],
  own: ReadonlyMap<string, string> = new Map(),
): Promise<ReachableShares> {
  const found = new Map<string, string>();
  for (const { name, prefixes } of shares) {
    const given = own.get(name);
    for (const prefix of given === undefined ? prefixes : [given])
      if (!found.has(name) && (await isReached(storage, prefix))) found.set(name, prefix);
  }
  return found;
}

/** The shares with the places that their folders here are links to: scenes are known by their real paths. */
export function withRealPaths(storage: Storage, shares: readonly TeamShare[]): Promise<readonly TeamShare[]> {
  const real = async (prefix: string): Promise<readonly string[]> =>
    isWebAddress(prefix) || !(await isReached(storage, prefix))
      ? [prefix]
      : [prefix, await storage.realPath(prefix)];
  return Promise.all(
    shares.map(async ({ name, prefixes }) => ({
      name,
      prefixes: [...new Set((await Promise.all(prefixes.map(real))).flat())],
    })),
  );
}

/**
 * The file's path on this machine, without links. Throws `InvalidInput` for a share that is not reached, and for a path that leads out
 * of it; `NotFound` for a file that is not there.
 */
export async function localPath(storage: Storage, shares: ReachableShares, file: TeamFile): Promise<string> {
  const prefix = shares.get(file.share);
  if (prefix === undefined)
    throw new InvalidInput(
      `share ${file.share} is not reached from this machine: give --share ${file.share}=PATH`,
    );
  const path = pathUnder(prefix, file);
  if (isWebAddress(prefix)) return checkedAddress(path, prefix);
  const [real, root] = [await storage.realPath(path), await storage.realPath(prefix)];
  if (!isBelow(real, root))
    throw new InvalidInput(`${path} leads to ${real}, outside the share ${file.share}: it is refused`);
  return path;
}

/** A folder that is not there, or a disk that does not answer, is not reached. */
function isReached(storage: Storage, prefix: string): Promise<boolean> {
  if (isWebAddress(prefix)) return storage.exists(prefix);
  return storage.isFolder(prefix).catch(() => false);
}

/** Dots may be hidden in an address; what is asked for in the end must lie below the prefix. */
function checkedAddress(address: string, prefix: string): string {
  const [asked, root] = [new URL(address), new URL(`${prefix.replace(/\/+$/, '')}/`)];
  const isInside = asked.origin === root.origin && asked.pathname.startsWith(root.pathname);
  if (!isInside || asked.search !== '' || asked.hash !== '' || /%2f|%5c/i.test(asked.pathname))
    throw new InvalidInput(`${address} leads outside ${prefix}: it is refused`);
  return asked.href;
}

function isBelow(path: string, folder: string): boolean {
  const rest = path.startsWith(folder) ? path.slice(folder.length) : '';
  return folder.endsWith('/') || folder.endsWith('\\') ? rest !== '' : /^[\\/]/.test(rest);
}
