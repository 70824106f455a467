/**
 * Writes the inputs to start from to `test/fixtures/fuzz`: `npm run fuzz:corpus`, after `npm run build`. Needs `gdal_translate`. Run it when
 * a format changes, or with a new fault: add that to `seeds/`.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Format } from './formats.ts';
import type { Seed } from './seed.ts';
import { pickleSeeds, safetensorsSeeds } from './seeds/checkpoint-seeds.ts';
import { indexSeeds } from './seeds/index-seeds.ts';
import { rpcSeeds } from './seeds/rpc-seeds.ts';
import { stateSeeds } from './seeds/state-seeds.ts';
import { tiffSeeds } from './seeds/tiff-seeds.ts';

const checkout = fileURLToPath(new URL('../', import.meta.url));
const made: Readonly<Record<Format, readonly Seed[]>> = {
  tiff: tiffSeeds(),
  pickle: pickleSeeds(),
  safetensors: safetensorsSeeds(),
  index: await indexSeeds(),
  rpc: rpcSeeds(),
  state: await stateSeeds(checkout),
};
for (const [format, seeds] of Object.entries(made)) {
  const folder = join(checkout, 'test/fixtures/fuzz', format);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const { name, bytes } of seeds) await writeFile(join(folder, name), bytes);
  const kilobytes = seeds.reduce((sum, { bytes }) => sum + bytes.length, 0) / 1024;
  console.log(`${format}: ${seeds.length} seeds, ${Math.round(kilobytes)} kB`);
}
