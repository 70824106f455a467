/** Inputs to start from, in `test/fixtures/fuzz/FORMAT`: small files of each format, and one for each fault of the past. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Format } from './formats.ts';
import type { Seed } from './seed.ts';
import { wholePickles, wholeSafetensors } from './seeds/checkpoint-seeds.ts';

/** Files of the corpus in the order of their names, and whole models. */
export async function readSeeds(checkout: string, format: Format): Promise<readonly Seed[]> {
  const whole = format === 'pickle' ? wholePickles() : format === 'safetensors' ? wholeSafetensors() : [];
  return [...(await readCorpus(checkout, format)), ...whole];
}

/** In the order of their names. */
export async function readCorpus(checkout: string, format: Format): Promise<readonly Seed[]> {
  const folder = join(checkout, 'test/fixtures/fuzz', format);
  const names = (await readdir(folder)).toSorted();
  return Promise.all(
    names.map(async (name) => ({ name, bytes: new Uint8Array(await readFile(join(folder, name))) })),
  );
}
