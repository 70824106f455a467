import { expect, test } from 'vitest';
import { languageFaults, looseTexts, partedUnits } from '../../build/check-languages.mjs';

const GOOD = 'export const strings: Translated<typeof english> = {\n';
const faults = (originals: readonly string[], translations: Readonly<Record<string, string>>) =>
  languageFaults('de', originals, Object.keys(translations), (file) => translations[file]);

test('a file of texts without a translation, and a translation without a file, are named with what to do', () => {
  expect(faults(['a/strings.ts'], { 'a/strings.ts': GOOD })).toEqual([]);
  expect(faults(['a/strings.ts', 'b/titles.ts'], { 'a/strings.ts': GOOD })).toEqual([
    'renderer/b/titles.ts is not translated: add renderer/languages/de/b/titles.ts',
  ]);
  expect(faults([], { 'a/strings.ts': GOOD })).toEqual([
    'renderer/languages/de/a/strings.ts translates no file of texts: renderer/a/strings.ts',
  ]);
});

test('a translation that the compiler does not compare is refused', () => {
  const untyped = 'const english = {};\nexport const strings = {\n';
  expect(faults(['a/strings.ts'], { 'a/strings.ts': untyped })).toEqual([
    'renderer/languages/de/a/strings.ts: declare strings as Translated<typeof english>, english being the original',
  ]);
});

test('a text in a component is found, whether between tags or in an attribute', () => {
  expect(looseTexts('<p>\n  Nothing found\n</p>')).toEqual(['Nothing found']);
  expect(looseTexts('<Button label="Try again" icon={X} />')).toEqual(['Try again']);
  expect(looseTexts('<p className={style.a}>{strings.none} · {count}</p>')).toEqual([]);
  expect(looseTexts('const a: Map<string, number> = new Map<string, number>();')).toEqual([]);
  expect(looseTexts('<TextInput placeholder="https://…" />')).toEqual([]);
});

test('a number that a line may part from its unit is found', () => {
  const value = '$'.concat('{value}');
  const line = `percent: (value) => \`${value} %\`,`;
  expect(partedUnits(line)).toEqual([line]);
  expect(partedUnits("badLength: 'Sizes must be above 0 m.',")).toHaveLength(1);
  expect(partedUnits(line.replace(' %', '\\u00a0%'))).toEqual([]);
  expect(partedUnits(`size: (n) => \`${value} models and 3 maps\`,`)).toEqual([]);
  expect(partedUnits('/^(\\d+ %) of 50 % is kept$/,')).toEqual([]);
});
