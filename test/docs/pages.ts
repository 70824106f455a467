/** The written pages of the repository, and its files and folders. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Files of the checkout, as paths from the root: new files are included, ignored ones are not. */
export const files: readonly string[] = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter(Boolean);

/** Folders that hold files of the checkout. */
export const folders: ReadonlySet<string> = new Set(files.flatMap(parents));

export function textOf(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

export const guidePages: readonly string[] = files.filter((path) => /^docs\/[^/]+\.md$/.test(path));

function parents(path: string): readonly string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, i) => parts.slice(0, i + 1).join('/'));
}
