/** Paths of a file on different machines: each share of the team has several prefixes, such as `\\nas\x` and `/mnt/x`. */
import type { TeamFile, TeamShare } from '../documents/team.ts';
import { InvalidInput } from '../errors.ts';

const SHARE_NAME = /^[A-Za-z0-9_-]{1,40}$/;

/** Throws `InvalidInput` for a name that cannot be part of a queue's name, or a prefix that is not absolute. */
export function checkShare({ name, prefixes }: TeamShare): void {
  if (!SHARE_NAME.test(name))
    throw new InvalidInput(
      `share "${name}": a name has 1 to 40 letters, digits, hyphens or underscores, such as "archive"`,
    );
  if (prefixes.length === 0) throw new InvalidInput(`share ${name} has no prefix: give at least one path`);
  for (const prefix of prefixes)
    if (!isAbsolute(prefix) || partsOf(rest(prefix)).includes('..'))
      throw new InvalidInput(
        `share ${name}: "${prefix}" is not an absolute path or address such as /mnt/x, \\\\nas\\x, Z:\\x or https://server/x`,
      );
}

/** The file at `path`, in the share with the longest prefix. Throws `InvalidInput` for a path outside all of them. */
export function fileAt(path: string, shares: readonly TeamShare[]): TeamFile {
  const found = shares
    .flatMap(({ name, prefixes }) => prefixes.map((prefix) => ({ share: name, prefix })))
    .flatMap(({ share, prefix }) => {
      const below = pathBelow(path, prefix);
      return below === null ? [] : [{ share, path: below, length: prefix.length }];
    })
    .toSorted((a, b) => b.length - a.length)[0];
  if (found?.path.includes('\\'))
    throw new InvalidInput(`${path}: a name with a backslash cannot be read on Windows: rename the file`);
  if (found !== undefined) return { share: found.share, path: found.path };
  const known = shares.flatMap(({ prefixes }) => prefixes).join(', ');
  throw new InvalidInput(
    `${path} is in no share of the team${known === '' ? ', which has none' : ` (${known})`}: add one with "longsight team share NAME PREFIX"`,
  );
}

/** The path of the file below `prefix`. Throws `InvalidInput` for a file whose path would leave it. */
export function pathUnder(prefix: string, { share, path }: TeamFile): string {
  const parts = path.split('/');
  if (parts.some((part) => part === '' || part === '.' || part === '..' || /[\\\0]/.test(part)))
    throw new InvalidInput(`share ${share}: the path "${path}" leads outside ${prefix}: it is refused`);
  const separator = prefix.includes('\\') ? '\\' : '/';
  return [prefix.replace(/[\\/]+$/, ''), ...parts].join(separator);
}

/** The rest of the path after the prefix, parts separated by `/`; null for a path elsewhere. Windows' names differ by more than case. */
function pathBelow(path: string, prefix: string): string | null {
  const [whole, start] = [partsOf(path), partsOf(prefix)];
  const ignoresCase = isWindows(prefix);
  const same = (a: string, b: string) => (ignoresCase ? a.toLowerCase() === b.toLowerCase() : a === b);
  const isBelow = whole.length > start.length && start.every((part, i) => same(part, whole[i]));
  const below = whole.slice(start.length);
  if (!isBelow || rootOf(path, ignoresCase) !== rootOf(prefix, ignoresCase)) return null;
  return below.some((part) => part === '.' || part === '..') ? null : below.join('/');
}

function isWindows(path: string): boolean {
  return /^(?:[A-Za-z]:[\\/]|\\\\)/.test(path);
}

function isAbsolute(path: string): boolean {
  return isWindows(path) || /^(?:\/|https?:\/\/[^/])/.test(path);
}

/** What precedes the first name: `/`, `\\`, `c:` or `https:`. */
function rootOf(path: string, ignoresCase: boolean): string {
  const root = /^(?:[A-Za-z]+:|\\\\|\/)/.exec(path)?.[0] ?? '';
  return ignoresCase ? root.toLowerCase() : root;
}

function rest(path: string): string {
  return path.slice(rootOf(path, false).length);
}

/** A backslash separates names on Windows only; elsewhere it is part of a name. */
function partsOf(path: string): readonly string[] {
  return (isWindows(path) ? rest(path).split(/[\\/]/) : rest(path).split('/')).filter((part) => part !== '');
}
