import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const FOLDER = join(import.meta.dirname, '../../../renderer');
const sources = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name))
  .map((name) => ({ name, text: readFileSync(join(FOLDER, name), 'utf8') }));
const features = sources.filter(({ name }) => /^features[\\/][\w-]+[\\/]feature\.ts$/.test(name));
const all = (pattern: RegExp, texts: readonly { readonly text: string }[] = sources): readonly string[] =>
  texts.flatMap(({ text }) => [...text.matchAll(pattern)].map(([, found]) => found));

test('the feature table lists every feature folder', () => {
  const folders = readdirSync(join(FOLDER, 'features'), { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? [entry.name] : [],
  );
  const table = readFileSync(join(FOLDER, 'features/all-features.ts'), 'utf8');
  expect(all(/from '\.\/([\w-]+)\/feature\.ts'/g, [{ text: table }]).toSorted()).toEqual(folders.toSorted());
});

test('panel ids are unique, and every panel shown by id exists', () => {
  const withPanel = features.filter(({ text }) => !text.includes('panel: null'));
  const ids = all(/\bid: '([\w-]+)'/g, withPanel);
  expect(ids).toHaveLength(withPanel.length);
  expect(new Set(ids).size).toBe(ids.length);
  const shown = all(/dock\.(?:show|isInFront)\('([\w-]+)'\)/g);
  expect(shown.length).toBeGreaterThan(5);
  expect(shown.filter((id) => !ids.includes(id))).toEqual([]);
});

test('every dialog that is opened is defined by a feature', () => {
  const brought = all(/^ {4}'?([\w-]+)'?: lazy\(/gm, features);
  const opened = all(/dialog: \{\s*kind: '([\w-]+)'/g);
  expect(opened.length).toBeGreaterThan(10);
  expect(opened.filter((kind) => !brought.includes(kind))).toEqual([]);
});
