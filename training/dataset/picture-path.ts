/**
 * Finds the file that a list of caption pairs means by a picture's name, and decides whether the list may name it. A list can come from
 * somebody else, and must not reach pictures elsewhere on the disk, devices or other machines.
 */

/** `beside`: files in the list's folder or below, and those chosen together with it; `anywhere`: every file that the user may read. */
export type PictureScope =
  | { readonly kind: 'anywhere' }
  | { readonly kind: 'beside'; readonly chosen: readonly string[] };

/** `within`: the folder that must contain the file after links are resolved; null for any. */
export type PicturePlace = { readonly path: string; readonly within: string | null };

export const ANYWHERE: PictureScope = { kind: 'anywhere' };
export const BESIDE: PictureScope = { kind: 'beside', chosen: [] };

/** Longest name in a path; no disk has longer ones. */
const LONGEST_NAME_BYTES = 255;

/**
 * The file that `name` stands for, relative to `folder` (empty, or with its separator), or why the list may not name it. Looks only at
 * names, so that the answer does not tell which files exist.
 */
export function picturePath(name: string, folder: string, scope: PictureScope): PicturePlace | string {
  const fault = faultOf(name);
  if (fault !== null) return fault;
  const path = isAbsolute(name) ? name : `${folder}${name}`;
  const machine = machineOf(path);
  if (machine !== null && machine !== machineOf(folder))
    return `${shown(name)} lies on another machine (${machine}): copy the picture beside the list`;
  if (scope.kind === 'anywhere') return { path, within: null };
  if (isUnder(path, folder)) return { path, within: folder === '' ? '.' : folder };
  const chosen = chosenAs(name, scope.chosen);
  return chosen === null
    ? `${shown(name)} lies outside the folder of the list: put the picture into that folder, or choose it together with the list`
    : { path: chosen, within: null };
}

/** The file with the last name of `name` among those chosen together with a list; null if there is none. */
export function chosenAs(name: string, chosen: readonly string[]): string | null {
  return chosen.find((path) => lastName(path) === lastName(name)) ?? null;
}

/** True if `path` is below `folder`; both are without links. An empty folder is the current one. */
export function isUnder(path: string, folder: string): boolean {
  if (isAbsolute(path) !== isAbsolute(folder) || machineOf(path) !== machineOf(folder)) return false;
  const [parts, above] = [plainParts(path), plainParts(folder)];
  return (
    parts !== null &&
    above !== null &&
    parts.length > above.length &&
    above.every((part, i) => part === parts[i])
  );
}

function faultOf(name: string): string | null {
  if (name.includes('\0')) return `${shown(name)} has a NUL character, which no file name has`;
  if (name.split(/[/\\]/).some((part) => bytesOf(part) > LONGEST_NAME_BYTES))
    return `${shown(name)} is longer than a file name can be (${LONGEST_NAME_BYTES} bytes)`;
  if (/^[a-z][a-z0-9+.-]*:[/\\]{2}/i.test(name) || /^file:/i.test(name))
    return `${shown(name)} is an address: name a file beside the list`;
  if (/^[a-z]:(?![/\\])/i.test(name))
    return `${shown(name)} depends on the current folder of a drive: name a file beside the list`;
  if (/^[/\\]{2}[.?][/\\]/.test(name)) return `${shown(name)} is a device: name a file beside the list`;
  return null;
}

/** Name of the machine in `\\machine\share\…`; null for a path of this machine. */
function machineOf(path: string): string | null {
  return /^[/\\]{2}([^/\\]*)/.exec(path)?.[1].toLowerCase() ?? null;
}

function isAbsolute(path: string): boolean {
  return /^([/\\]|[a-z]:[/\\])/i.test(path);
}

/** Null for a path that leads above its own start. */
function plainParts(path: string): readonly string[] | null {
  const parts: string[] = [];
  for (const part of path.split(/[/\\]+/))
    if (part === '..') {
      if (parts.pop() === undefined) return null;
    } else if (part !== '' && part !== '.') parts.push(part);
  return parts;
}

function lastName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** The name in quotes, shortened if it is long. */
function shown(name: string): string {
  return JSON.stringify(name.length > 80 ? `${name.slice(0, 80)}…` : name);
}
