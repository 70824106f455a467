/** Vite plugin: code named by `new URL('./x.mjs', import.meta.url)` is that of a thread, which is built by itself as out/worker/x.js. */
import { existsSync } from 'node:fs';
import { basename, dirname, extname, resolve } from 'node:path';

const PATTERN = /new URL\(\s*(['"])(\.{1,2}\/[^'"]+)\1\s*,\s*import\.meta\.url\s*,?\s*\)/g;
const CODE = ['.ts', '.mts', '.js', '.mjs'];
/** `../engine/index.js`: another output of the same build. */
const OUTPUT = /^\.\.\/[\w-]+\/index\.c?js$/;

/** All outputs must be one folder deep, so that `../worker/x.js` resolves from each of them. */
export function threadEntries() {
  return {
    name: 'longsight:thread-entries',
    transform(code, id) {
      if (id.includes('/node_modules/') || !code.includes('import.meta.url')) return null;
      let found = false;
      const changed = code.replace(PATTERN, (whole, _quote, specifier) => {
        const file = resolve(dirname(id), specifier);
        if (OUTPUT.test(specifier) || !CODE.includes(extname(file))) return whole;
        if (!existsSync(file)) throw new Error(`${id}: ${specifier} does not exist`);
        found = true;
        const fileName = `worker/${basename(file, extname(file))}.js`;
        // Threads need real files, which the package keeps beside its archive; nothing that processes run is shared with them.
        return `new URL('../${fileName}', import.meta.url.replace('/app.asar/', '/app.asar.unpacked/'))`;
      });
      return found ? { code: changed, map: null } : null;
    },
  };
}
