/** Comparison of ARCHITECTURE.md with the folders of the repository and with the directions that are enforced. */
import { expect, test } from 'vitest';
import { ROOMS } from '../../build/check-layers.mjs';
import { folders, textOf } from './pages.ts';

const text = textOf('ARCHITECTURE.md');

/** Folders of the tree, read from its indentation. */
function namedFolders(): readonly string[] {
  const block = /## The tree[\s\S]*?```\n([\s\S]*?)```/.exec(text)![1];
  const open: string[] = [];
  return block.split('\n').flatMap((line) => {
    const entry = /^( *)([\w.-]+)\//.exec(line);
    if (!entry) return [];
    open.length = entry[1].length / 2;
    open.push(entry[2]);
    return [open.join('/')];
  });
}

/** `a/{b, c}` → a/b, a/c. */
function expand(cell: string): readonly string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].flatMap(([, name]) => {
    const braces = /^(.*)\{(.*)\}$/.exec(name);
    return braces ? braces[2].split(',').map((each) => braces[1] + each.trim()) : [name];
  });
}

/** Names without the room itself and without those that another entry covers. */
function essential(room: string, names: readonly string[]): readonly string[] {
  const covers = (one: string, other: string): boolean =>
    other !== one && !one.endsWith('.') && other.startsWith(`${one}/`);
  return names
    .filter((name) => name !== room && !names.some((other) => covers(other, name)))
    .toSorted((a, b) => a.localeCompare(b));
}

function writtenDirections(): Readonly<Record<string, readonly string[]>> {
  const table = /## Directions[\s\S]*?\n(\| folder[\s\S]*?)\n\n/.exec(text)![1];
  const rows = table.split('\n').slice(2);
  return Object.fromEntries(
    rows.flatMap((row) => {
      const [, from, may] = row.split('|');
      return expand(from).map((room) => [room, essential(room, expand(may))]);
    }),
  );
}

test('every folder of the tree exists', () => {
  expect(namedFolders().filter((folder) => !folders.has(folder))).toEqual([]);
});

test('the tree names every sibling of a folder that it names', () => {
  const named = new Set(namedFolders());
  const parentOf = (folder: string): string => folder.slice(0, folder.lastIndexOf('/'));
  const divided = new Set([...named].filter((folder) => folder.includes('/')).map(parentOf));
  const missing = [...folders].filter(
    (folder) => !named.has(folder) && (!folder.includes('/') || divided.has(parentOf(folder))),
  );
  expect(missing).toEqual([]);
});

test('the table of directions equals what build/check-layers.mjs enforces', () => {
  const enforced = Object.entries(ROOMS).map(([room, may]) => [room, essential(room, may)] as const);
  expect(writtenDirections()).toEqual(Object.fromEntries(enforced));
});
