import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { LANGUAGES } from '../../../core/documents/language.ts';

const renderer = fileURLToPath(new URL('../../../renderer/', import.meta.url));
const folder = join(renderer, 'languages');
const translated = LANGUAGES.filter((language) => language !== 'en');

type Text = string | ((...values: number[]) => string);
type Texts = { readonly [name: string]: Text | Texts };

/** Shown in a text wherever its first, second … value stands. */
const MARKERS = [9101, 9102, 9103, 9104, 9105, 9106];

function filesBelow(path: string): readonly string[] {
  return readdirSync(path).flatMap((name) => {
    const inside = join(path, name);
    return statSync(inside).isDirectory() ? filesBelow(inside) : [inside];
  });
}

/** Texts of a file by their names; functions are those that take values. */
async function textsOf(file: string): Promise<ReadonlyMap<string, Text>> {
  const found = new Map<string, Text>();
  const add = (name: string, value: Text | Texts): void => {
    if (typeof value === 'object')
      for (const [key, each] of Object.entries(value)) add(`${name}.${key}`, each);
    else found.set(name, value);
  };
  add('', (await import(file)) as Texts);
  return found;
}

/** A function of texts gets the markers as texts. */
function shownBy(text: Exclude<Text, string>, markers: readonly number[]): string {
  try {
    return text(...markers);
  } catch (error) {
    if (error instanceof TypeError) return text(...(markers.map(String) as unknown as number[]));
    throw error;
  }
}

/** Markers in the text, in ascending order. */
function shownValues(text: Text, arity: number): readonly number[] {
  if (typeof text === 'string') return [];
  const shown = String(shownBy(text, MARKERS.slice(0, arity)));
  return MARKERS.filter((marker) => shown.includes(String(marker)));
}

test('the languages of the page are English and those with translations', () => {
  expect([...translated].sort()).toEqual(
    readdirSync(folder)
      .filter((name) => !name.includes('.'))
      .sort(),
  );
});

test.each(translated)('%s: every text shows the values that the English one shows', async (language) => {
  const faults: string[] = [];
  let compared = 0;
  for (const file of filesBelow(join(folder, language))) {
    const original = join(renderer, file.slice(join(folder, language).length));
    expect(existsSync(original), original).toBe(true);
    const [english, foreign] = [await textsOf(original), await textsOf(file)];
    for (const [name, text] of english) {
      const other = foreign.get(name);
      const arity = typeof text === 'string' ? 0 : text.length;
      if (other === undefined || typeof other !== typeof text) faults.push(`${file}: ${name} is missing`);
      else if (shownValues(other, arity).join() !== shownValues(text, arity).join())
        faults.push(`${file}: ${name} shows other values`);
      compared++;
    }
  }
  expect(faults).toEqual([]);
  expect(compared).toBeGreaterThan(700);
});

test.each(translated)('%s: no text of several words is left in English', async (language) => {
  const left: string[] = [];
  for (const file of filesBelow(join(folder, language))) {
    const english = await textsOf(join(renderer, file.slice(join(folder, language).length)));
    for (const [name, text] of await textsOf(file))
      if (
        typeof text === 'string' &&
        text === english.get(name) &&
        /[a-z]{3,} [a-z]{3,} [a-z]{3,}/.test(text)
      )
        left.push(`${file}: ${name}: ${text}`);
  }
  expect(left).toEqual([]);
});
