/** Names the libraries that are compiled into the native files of a shipped package; parts-inside.json has their licences. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const KNOWN = JSON.parse(readFileSync(new URL('./parts-inside.json', import.meta.url), 'utf8'));

/** `{title, sources, parts}` of a package of `describePackages`, with its version in the address of the sources; null without native parts. */
export function partsInside({ name, version, folder }) {
  if (name.startsWith('@img/sharp-')) return imageLibrary(name, version, folder);
  return Object.hasOwn(KNOWN, name) ? withVersion(KNOWN[name], version) : null;
}

/** Sharp's packages say in a table which libraries are inside; on Windows they come with sharp itself. */
function imageLibrary(name, version, folder) {
  const readme = join(folder, 'README.md');
  const rows = existsSync(readme) ? tableRows(readFileSync(readme, 'utf8')) : [];
  if (rows.length === 0) return null;
  const known = KNOWN['@img/sharp-libvips'];
  const unknown = rows.filter((library) => !Object.hasOwn(known.parts, library));
  if (unknown.length > 0)
    throw new Error(
      `${name} contains ${unknown.join(', ')}: add their licences to build/release/parts-inside.json`,
    );
  const parts = Object.fromEntries(rows.map((library) => [library, known.parts[library]]));
  return { ...withVersion(known, name.includes('libvips') ? version : libraryVersion(folder)), parts };
}

function tableRows(readme) {
  const [, table = ''] = readme.split(/^\| Library .*\n\|[-| ]+\n/m);
  return [...table.matchAll(/^\| (\S+) +\|/gm)].map(([, library]) => library);
}

/** Version of the image library that `sharp`, two folders up, asks for. */
function libraryVersion(folder) {
  const { optionalDependencies } = JSON.parse(readFileSync(join(folder, '../../sharp/package.json'), 'utf8'));
  return optionalDependencies['@img/sharp-libvips-linux-x64'];
}

function withVersion(part, version) {
  const put = (text) => text.replaceAll('{version}', version);
  return { ...part, title: put(part.title), sources: put(part.sources) };
}
