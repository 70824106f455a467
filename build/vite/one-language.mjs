/**
 * Vite plugin: the page in one language. A file in `renderer/languages/LANGUAGE` takes the place of the file with the same path in
 * `renderer`; of the component library's messages only those of the language stay: all thirty take 26 kB.
 */
import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';

/** As it is written in the sources. */
export const WRITTEN_LANGUAGE = 'en';

const LOCALE_FILE = /\/([a-z]{2})-[A-Z]{2}\.mjs$/;
const LIBRARIES = /\/node_modules\/(react-aria|react-stately|react-aria-components)\//;
const NO_MESSAGES = '\0longsight:no-messages';

/** Name of the page's document: what `core/urls/page-file.ts` looks for. */
function documentOf(language) {
  return language === WRITTEN_LANGUAGE ? 'index.html' : `index.${language}.html`;
}

export function oneLanguage(language, renderer) {
  const translations = join(renderer, 'languages', language);
  return {
    name: 'longsight:one-language',
    enforce: 'pre',
    resolveId(specifier, importer) {
      if (!importer) return null;
      if (LIBRARIES.test(importer.replaceAll('\\', '/')))
        return isForeign(specifier, language) ? NO_MESSAGES : null;
      return specifier.startsWith('.') ? translationOf(resolve(dirname(importer), specifier)) : null;
    },
    load(id) {
      return id === NO_MESSAGES ? 'export default {};' : null;
    },
    transformIndexHtml: (html) =>
      html.replace(`<html lang="${WRITTEN_LANGUAGE}">`, `<html lang="${language}">`),
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        bundle['index.html'].fileName = documentOf(language);
      },
    },
  };

  function translationOf(path) {
    const inside = relative(renderer, path);
    if (inside.startsWith('..') || isAbsolute(inside)) return null;
    const translation = join(translations, inside);
    return existsSync(translation) ? translation : null;
  }
}

function isForeign(specifier, language) {
  const [, found] = LOCALE_FILE.exec(specifier) ?? [];
  return found !== undefined && found !== language;
}
