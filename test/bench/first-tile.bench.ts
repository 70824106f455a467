/**
 * Time from opening a scene to its first tile: `npm run bench:first-tile -- FILE.tif…` after `npm run build`. Each file is opened in a newly
 * started served application, as the page does it: opened, then the tile that shows it whole. A large COG is made, for example, by
 * `gdal_translate -of COG -co COMPRESS=NONE -outsize 17000 17000 SCENE.tif big.tif` (1.2 GB). Limit: 1.5 s, the median of five starts.
 */
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import type { Grant } from '../../core/documents/ids.ts';
import { tilesUrl } from '../../core/urls/tile-url.ts';
import { describeCpu } from './describe-cpu.ts';
import { connect, fetchJson, fetchTimed, serveFiles } from './load-client.ts';

const STARTS = 5;
const LIMIT_MS = 1500;

console.log(await describeCpu());
for (const path of process.argv.slice(2).map((each) => resolve(each))) {
  const times: number[] = [];
  for (let start = 0; start < STARTS; start++) times.push(await firstTileMs(path));
  const sorted = times.toSorted((a, b) => a - b);
  const median = sorted[STARTS >> 1]!;
  const isMet = median <= LIMIT_MS;
  const megabytes = ((await stat(path)).size / 1e6).toFixed(0);
  console.log(
    `${basename(path)}, ${megabytes} MB: first tile after ${median.toFixed(0)} ms (${sorted[0]!.toFixed(0)}-${sorted.at(-1)!.toFixed(0)}), limit ${LIMIT_MS} ms: ${isMet ? 'met' : 'MISSED'}`,
  );
  if (!isMet) process.exitCode = 1;
}

async function firstTileMs(path: string): Promise<number> {
  const home = await mkdtemp(join(tmpdir(), 'longsight-first-tile-'));
  const served = await serveFiles(home, [path]);
  try {
    const page = await connect(served);
    const [file] = (await fetchJson(served, '/grants')) as readonly Grant[];
    const startedMs = performance.now();
    const scene = await page.call('scenes.open', { grant: file!.id });
    await fetchTimed(served, `/${tilesUrl(scene, scene.defaultStyle)}/0/0/0`);
    const ms = performance.now() - startedMs;
    page.close();
    return ms;
  } finally {
    await served.stop();
    await rm(home, { recursive: true });
  }
}
