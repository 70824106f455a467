/** A minute of the standing fuzz, with the same inputs every time: `npm run fuzz` goes on with others. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildChild } from './build-child.ts';
import { HANG_CPU_MS, runCampaign } from './campaign.ts';
import { readSeeds } from './corpus.ts';
import { FORMATS, type Format } from './formats.ts';
import { FuzzProcess } from './fuzz-process.ts';

const SEED = 20_261_129;
/** About ten seconds each on two cores. */
const INPUTS: Readonly<Record<Format, number>> = {
  tiff: 500,
  // Each of them starts threads.
  jp2: 150,
  pickle: 700,
  safetensors: 2000,
  state: 2500,
  index: 1500,
  rpc: 1500,
  // As those of `jp2`.
  parquet: 150,
  stac: 1500,
};
/** How much slower a machine may be than the one on which the limit was set: some seeds come near it, and a hang goes far beyond. */
const SLOWNESS = 3;
const checkout = fileURLToPath(new URL('../../', import.meta.url));
const outDir = join(checkout, 'dist', `fuzz-child-${process.pid}`);
let program: string;

beforeAll(async () => {
  program = await buildChild(checkout, outDir);
});
afterAll(() => rm(outDir, { recursive: true, force: true }));

test.each(FORMATS)(
  'no changed %s input crashes, hangs, takes a gigabyte or gives an error without a name',
  { timeout: 600_000 },
  async (format) => {
    const runner = await FuzzProcess.open(program, format, checkout);
    try {
      const { findings, inputs, refused, done, kept } = await runCampaign({
        format,
        seeds: await readSeeds(checkout, format),
        seed: SEED,
        process: runner,
        hangCpuMs: SLOWNESS * HANG_CPU_MS,
        goesOn: (inputs) => inputs < INPUTS[format],
        found: async () => undefined,
      });
      expect(findings.map(({ fault, from }) => `${from}: ${fault.kind}: ${fault.text}`)).toEqual([]);
      expect(inputs).toBe(INPUTS[format]);
      expect(refused + done).toBe(inputs);
      // The code under test is reached, and its branches are counted.
      expect(refused).toBeGreaterThan(inputs / 10);
      expect(done).toBeGreaterThan(0);
      expect(kept).toBeGreaterThan(Math.min(10, inputs / 50));
    } finally {
      await runner.close();
    }
  },
);
