/** Where the scenes of a project file may lie on this machine. */
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path';
import type { SavedScene } from './saved-project.ts';

/**
 * Paths to try, the one from the folder of the project file first, the same name beside it last. A project file never makes the program connect to a computer that is
 * named in it: places on another machine are left out, unless the project file itself lies on that machine.
 */
export function placesOf({ relative: from, record }: SavedScene, projectPath: string): readonly string[] {
  const beside = from === null || isAbsolute(from) ? [] : [resolve(dirname(projectPath), from)];
  const isReachable = (path: string): boolean => ['', machineOf(projectPath)].includes(machineOf(path));
  const saved = isAbsolute(record.path) ? [record.path] : [];
  const byName = join(dirname(projectPath), basename(record.detail.name));
  return [...new Set([...beside, ...saved, byName])].filter(isReachable);
}

/** Where a file lies now that another one, which lay at `from`, lies at `to`: in the same place from it, or beside it. */
export function placesAfterMove(path: string, from: string, to: string): readonly string[] {
  const moved = resolve(dirname(to), relative(dirname(from), path));
  return [...new Set([moved, join(dirname(to), basename(path))])].filter(
    (place) => ['', machineOf(to)].includes(machineOf(place)) && place !== path,
  );
}

/** Start of a Windows path on another machine; empty for other paths. */
function machineOf(path: string): string {
  const [machine = ''] = /^(?:\\\\|\/\/)[^\\/]+/.exec(path) ?? [];
  return machine.toLowerCase().replaceAll('\\', '/');
}
