/**
 * Writes the inputs to start from to `test/fixtures/fuzz`: `npm run fuzz:corpus [-- FORMAT…]`, after `npm run build`. TIFFs need `gdal_translate`. Run it when
 * a format changes, or with a new fault: add that to `seeds/`.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readCorpus } from './corpus.ts';
import { FORMATS, type Format } from './formats.ts';
import type { Seed } from './seed.ts';
import { pickleSeeds, safetensorsSeeds } from './seeds/checkpoint-seeds.ts';
import { indexSeeds } from './seeds/index-seeds.ts';
import { jp2Seeds } from './seeds/jp2-seeds.ts';
import { parquetSeeds } from './seeds/parquet-seeds.ts';
import { rpcSeeds } from './seeds/rpc-seeds.ts';
import { stacSeeds } from './seeds/stac-seeds.ts';
import { stateSeeds } from './seeds/state-seeds.ts';
import { tiffSeeds } from './seeds/tiff-seeds.ts';

const checkout = fileURLToPath(new URL('../', import.meta.url));
/** Inputs that the fuzz found and nothing here makes: they are kept as they are. */
const FOUND = 'fault-found-';
const MADE: Readonly<Record<Format, () => readonly Seed[] | Promise<readonly Seed[]>>> = {
  tiff: tiffSeeds,
  jp2: jp2Seeds,
  pickle: pickleSeeds,
  safetensors: safetensorsSeeds,
  index: indexSeeds,
  rpc: rpcSeeds,
  state: () => stateSeeds(checkout),
  parquet: parquetSeeds,
  stac: stacSeeds,
};
const asked = process.argv.slice(2);
for (const format of FORMATS.filter((each) => asked.length === 0 || asked.includes(each))) {
  const found = (await readCorpus(checkout, format)).filter(({ name }) => name.startsWith(FOUND));
  const seeds = [...(await MADE[format]()), ...found];
  const folder = join(checkout, 'test/fixtures/fuzz', format);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const { name, bytes } of seeds) await writeFile(join(folder, name), bytes);
  const kilobytes = seeds.reduce((sum, { bytes }) => sum + bytes.length, 0) / 1024;
  console.log(`${format}: ${seeds.length} seeds, ${Math.round(kilobytes)} kB`);
}
