/** Lists the npm packages whose code is in a packed application: those bundled into out/, and those that lie beside the bundles. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Paths of the packages in the bundles, such as `node_modules/ol`; `out` is the folder of a finished build. The folders and files in
 * it that begin with `.packages-` are written by build/build.mjs.
 */
export function bundledPackages(out) {
  const lists = readdirSync(out).filter((name) => name.startsWith('.packages-'));
  if (lists.length === 0) throw new Error(`${out} lists no packages: run npm run build`);
  return lists.flatMap((name) => JSON.parse(readFileSync(join(out, name), 'utf8')));
}

/** Paths of the packages among the files of an archive (`/node_modules/sharp/lib/index.js` → `node_modules/sharp`). */
export function packedPackages(files) {
  const found = files.map(
    (file) => /^\/((?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/@]+)\//.exec(asPosix(file))?.[1],
  );
  return [...new Set(found.filter((path) => path !== undefined))];
}

/** Name, version, licence and folder of each package of `paths`, as installed in the repository `root`; sorted, each once. */
export function describePackages(root, paths) {
  return [...new Set(paths)]
    .map((path) => {
      const folder = join(root, path);
      const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
      return { name, version, licence: license, folder };
    })
    .toSorted((a, b) => a.name.localeCompare(b.name) || a.version.localeCompare(b.version));
}

function asPosix(path) {
  return path.replaceAll('\\', '/');
}
