/**
 * Writes core/geo/grid-shifts.generated.ts: `node build/grid-shifts.mjs`. Needs PROJ's `projinfo` (Debian: proj-bin), and PROJ_LIB to name
 * a folder with `proj.db` alone. For each geographic CRS of the EPSG database whose usual transformation to WGS 84 needs a grid file: the
 * accuracy of the usual one without.
 */
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { promisify } from 'node:util';

const run = promisify(execFile);
const WGS84 = 'EPSG:4326';
/** Differences below this are not worth a note. */
const LEAST_M = 1;
const AT_ONCE = 2;

const { stdout } = await run('projinfo', ['--list-crs', 'geographic_2d', '--authority', 'EPSG', '--summary']);
const systems = [...stdout.matchAll(/^(EPSG:\d+) "(.*)"/gm)].map(([, code, name]) => ({ code, name }));
const rows = [];
const queue = systems.values();
const work = async () => {
  for (const { code, name } of queue) {
    const [any, without] = [await accuracyM(code, 'none'), await accuracyM(code, 'discard_missing')];
    if (any !== null && (without === null || without >= Math.max(LEAST_M, 2 * any)))
      rows.push([name, without]);
  }
};
await Promise.all(Array.from({ length: AT_ONCE }, work));
rows.sort(([a], [b]) => (a < b ? -1 : 1));
writeFileSync(
  new URL('../core/geo/grid-shifts.generated.ts', import.meta.url),
  `/** Made by build/grid-shifts.mjs from the EPSG database; do not edit. Metres by name of the geographic CRS; null where unknown. */\nexport const GRID_SHIFTS: Readonly<Record<string, number | null>> = {\n${rows
    .map(
      ([name, metres]) =>
        `  ${/^[a-zA-Z_]\w*$/.test(name) ? name : `'${name.replaceAll("'", "\\'")}'`}: ${metres},`,
    )
    .join('\n')}\n};\n`,
);

/** Accuracy in metres of the transformation that PROJ lists first, for the largest area; null if it states none. */
async function accuracyM(code, gridCheck) {
  const args = [
    '-s',
    code,
    '-t',
    WGS84,
    '--spatial-test',
    'intersects',
    '--grid-check',
    gridCheck,
    '--summary',
  ];
  const { stdout } = await run('projinfo', args).catch(() => ({ stdout: '' }));
  const metres = /^[^,\n]+, .*?, ([\d.]+) m, /m.exec(stdout)?.[1];
  return metres === undefined ? null : Number(metres);
}
