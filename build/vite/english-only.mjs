/** Vite plugin: keeps only the English messages of the component library; the other thirty languages take 26 kB. */

const LOCALE_FILE = /\/([a-z]{2}-[A-Z]{2})\.mjs$/;
const LIBRARIES = /\/node_modules\/(react-aria|react-stately|react-aria-components)\//;
const NO_MESSAGES = '\0longsight:no-messages';

export function englishOnly() {
  return {
    name: 'longsight:english-only',
    enforce: 'pre',
    resolveId(specifier, importer) {
      const locale = specifier.match(LOCALE_FILE)?.[1];
      const isForeign = locale !== undefined && locale !== 'en-US';
      return isForeign && importer && LIBRARIES.test(importer.replaceAll('\\', '/')) ? NO_MESSAGES : null;
    },
    load(id) {
      return id === NO_MESSAGES ? 'export default {};' : null;
    },
  };
}
