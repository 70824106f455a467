import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { errorStrings as german } from '../../../renderer/languages/de/ui/error-strings.ts';
import { errorStrings as spanish } from '../../../renderer/languages/es/ui/error-strings.ts';
import { errorStrings as english } from '../../../renderer/ui/error-strings.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
/** Words of English alone. */
const ENGLISH = /\b(?:the|of|and|with|is|are|has|this|first|choose|again)\b/i;

/** What an analyst meets most, as the core writes it; values in braces. */
const MET = [
  '{path}: no such file',
  '{path}: the disk is full: free some space, then try again',
  '{path}: permission denied: choose another place, or change its permissions',
  '{each} exists already, and nothing is replaced unasked: choose another name, or allow it to be replaced',
  '{what} is in use by another task: wait for it, or cancel it first',
  '{read.where}: {codecName} compression (TIFF code {compression}) is not supported; convert the file, for example with gdal_translate -co COMPRESS=DEFLATE',
  '{where}: the file is truncated: block {i} of {expected} ends at byte {end}, the file at byte {source.sizeBytes}',
  '{path}: this file is already open as another scene; remove that scene first',
  'EPSG:{code} is not a projected or geographic coordinate reference system: look the code up, for example at epsg.io',
  'the scene is being indexed: wait for that job or cancel it first',
  'the query is empty: enter a sentence or choose a window',
  'a sentence of the query is empty: describe what to look for',
  'the query has no direction: its terms cancel each other out',
  'no indexed window has its centre in the area of the question: draw a larger area, or index smaller windows',
  'the scene or the model has changed since the question: ask again',
  'the scene has changed since the question: ask again',
  'the results of query {id} are no longer in memory: run the query again',
  'the two queries are of different scenes: run both on the same scene',
  'regions need a threshold (a cosine): set one first',
  'a model named {name} already exists: choose another name, or remove it first',
  'model {model} is being used to index a scene: wait for that job or cancel it first',
  'model {id} is not calibrated: calibrate it first',
  '{host}: Longsight does not connect to this server unless you ask it to: connect the layer',
] as const;

const sources = ['core', 'electron/app', 'electron/node'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(join(root, folder, file), 'utf8')),
);

/** The end after the last colon may stand in a table of its own. */
function isWritten(sentence: string): boolean {
  const template = sentence.replaceAll(/\{([^}]+)\}/g, (_, value) => `\${${value}}`);
  const [, end] = /^\$\{path\}: (.+)$/.exec(template) ?? [null, template];
  return sources.some((text) => text.includes(end));
}

test.each(MET)('"%s" is what the core writes', (sentence) => {
  expect(isWritten(sentence)).toBe(true);
});

/** Texts come first, numbers later. */
const VALUES = ['r.tif', '17', '4711', '98', '305'];

test.each([
  ['German', german],
  ['Spanish', spanish],
] as const)('errors that are met most are in %s, with their values', (_, words) => {
  for (const sentence of MET) {
    let i = 0;
    const filled = sentence.replaceAll(/\{[^}]+\}/g, () => VALUES[i++ % VALUES.length]!);
    const said = filled.replace(/^EPSG:\S+/, 'EPSG:17');
    const translated = words.said(said);
    expect(translated, sentence).not.toBe(said);
    expect(translated).not.toMatch(ENGLISH);
    for (const value of said.match(/17|r\.tif|4711|98|305/g) ?? [])
      if (!sentence.includes('results of query')) expect(translated, sentence).toContain(value);
  }
});

test('other errors, and those of the English window, stay as they are', () => {
  const sentence = 'tile 3 of scene.tif is damaged: copy the file again';
  for (const words of [german, spanish]) expect(words.said(sentence)).toBe(sentence);
  expect(english.said('r.tif: no such file')).toBe('r.tif: no such file');
});
