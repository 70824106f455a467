/**
 * Fails unless each language in renderer/languages translates every file of texts in renderer, and nothing else, when a component has
 * a text of its own, and when a text lets a line end between a number and its unit. The compiler compares what is in the files.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const renderer = fileURLToPath(new URL('../renderer/', import.meta.url));
const TEXTS = /(^|\/)((.*-)?strings|titles|locale)\.ts$/;
const EXPORTS = /^export const (\w+)/gm;

/** Between tags, or an attribute that is shown or read out; addresses are no texts. */
const LOOSE_TEXT =
  />\s*([^<>{}=;()]*[A-Za-z]{3}[^<>{}=;()]*)<\/|\b(?:label|title|placeholder|alt|aria-label)="(?!https?:)([^"]*[A-Za-z]{3}[^"]*)"/g;

/** Texts in the code of a component. */
export function looseTexts(code) {
  return [...code.matchAll(LOOSE_TEXT)].map(([, content, attribute]) => (content ?? attribute).trim());
}

/** A number, or a value that is put in, and a unit with a space between that a line may end at; the patterns of the core's sentences are left out. */
const PARTED_UNIT =
  /(?:\}|\d) (?:%|px|km²|m²|km|cm|m|ms|min|s|h|kB|MB|GB|M|Mio\.|(?:windows|Fenster|ventanas)\/s)(?![\p{L}\d²])/u;

/** Lines of a file of texts in which a number and its unit may be parted. */
export function partedUnits(code) {
  return code
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => !/^\[?\/|^\*|^\/\//.test(line) && PARTED_UNIT.test(line));
}

/** What is wrong with the translations of a language; `textOf` reads a file of `originals` or `translations`, both paths from their folders. */
export function languageFaults(language, originals, translations, textOf) {
  const place = (file) => `renderer/languages/${language}/${file}`;
  const missing = originals.filter((file) => !translations.includes(file));
  const superfluous = translations.filter((file) => !originals.includes(file));
  const untyped = translations.flatMap((file) =>
    [...textOf(file).matchAll(EXPORTS)].flatMap(([line, name]) =>
      textOf(file).includes(`${line}: Translated<typeof english> = `) ? [] : [{ file, name }],
    ),
  );
  return [
    ...missing.map((file) => `renderer/${file} is not translated: add ${place(file)}`),
    ...superfluous.map((file) => `${place(file)} translates no file of texts: renderer/${file}`),
    ...untyped.map(
      ({ file, name }) =>
        `${place(file)}: declare ${name} as Translated<typeof english>, english being the original`,
    ),
  ];
}

function filesBelow(folder, below = '') {
  return readdirSync(join(folder, below)).flatMap((name) => {
    const path = below === '' ? name : `${below}/${name}`;
    return statSync(join(folder, path)).isDirectory() ? filesBelow(folder, path) : [path];
  });
}

function check() {
  const originals = filesBelow(renderer).filter((file) => TEXTS.test(file) && !file.startsWith('languages/'));
  const languages = readdirSync(join(renderer, 'languages')).filter((name) => !name.includes('.'));
  const faults = languages.flatMap((language) => {
    const folder = join(renderer, 'languages', language);
    const textOf = (file) => readFileSync(join(folder, file), 'utf8');
    return languageFaults(language, originals, filesBelow(folder), textOf);
  });
  const loose = filesBelow(renderer)
    .filter((file) => file.endsWith('.tsx'))
    .flatMap((file) =>
      looseTexts(readFileSync(join(renderer, file), 'utf8')).map(
        (text) => `renderer/${file}: move the text "${text}" into a file of texts, such as strings.ts`,
      ),
    );
  const parted = filesBelow(renderer)
    .filter((file) => TEXTS.test(file) || file === 'ui/format.ts')
    .flatMap((file) =>
      partedUnits(readFileSync(join(renderer, file), 'utf8')).map(
        (line) => `renderer/${file}: write \\u00a0 between a number and its unit: ${line}`,
      ),
    );
  return { languages, files: originals.length, faults: [...faults, ...loose, ...parted] };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { languages, files, faults } = check();
  if (faults.length > 0) {
    console.error(faults.join('\n'));
    process.exit(1);
  }
  console.log(`languages: ${files} files of texts are translated into ${languages.join(', ')}`);
}
