/**
 * `npm run fuzz -- --minutes N [--format FORMAT] [--seed N]`: fuzzes one format after the other, and writes what it finds to
 * `dist/fuzz/FORMAT-N`. `npm run fuzz -- --format FORMAT --input FILE` runs one input again.
 */
import { rmSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { buildChild } from './build-child.ts';
import { type Finding, faultOf, HANG_CPU_MS, runCampaign, type Tally } from './campaign.ts';
import { readSeeds } from './corpus.ts';
import { FORMATS, type Format } from './formats.ts';
import { FuzzProcess } from './fuzz-process.ts';
import { minimized } from './minimize.ts';

const MINIMIZING_RUNS = { error: 300, crash: 60, memory: 30, hang: 10 } as const;
const checkout = fileURLToPath(new URL('../', import.meta.url));
const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '1' },
    format: { type: 'string' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    input: { type: 'string' },
  },
});
const formats = FORMATS.filter((each) => values.format === undefined || values.format === each);
if (formats.length === 0) throw new Error(`--format: one of ${FORMATS.join(', ')}`);
// Several runs can share a checkout.
const childFolder = join(checkout, `dist/fuzz-child-${process.pid}`);
process.on('exit', () => rmSync(childFolder, { recursive: true, force: true }));
const program = await buildChild(checkout, childFolder);
let found = 0;
for (const format of formats)
  found += values.input === undefined ? await fuzz(format) : await runAgain(format, values.input);
process.exitCode = found > 0 ? 1 : 0;

async function fuzz(format: Format): Promise<number> {
  const runner = await FuzzProcess.open(program, format, checkout);
  const end = Date.now() + Number(values.minutes) * 60_000;
  const started = Date.now();
  console.log(`${format}: seed ${values.seed}, ${values.minutes} minutes`);
  let reportedMs = started;
  try {
    const tally = await runCampaign({
      format,
      seeds: await readSeeds(checkout, format),
      seed: Number(values.seed),
      process: runner,
      hangCpuMs: HANG_CPU_MS,
      goesOn: (inputs) => {
        if (Date.now() - reportedMs > 60_000) {
          reportedMs = Date.now();
          console.log(`  ${Math.round((reportedMs - started) / 1000)} s: ${inputs} inputs`);
        }
        return Date.now() < end;
      },
      found: (finding, tally) => write(format, finding, tally, runner),
    });
    console.log(`${format}: ${summary(tally)}, ${Math.round((Date.now() - started) / 1000)} s`);
    return tally.findings.length;
  } finally {
    await runner.close();
  }
}

function summary({ inputs, refused, done, kept, findings, slowestMs, peakBytes }: Tally): string {
  return `${inputs} inputs (${refused} refused by name, ${done} read), ${kept} reached new branches, slowest ${Math.round(slowestMs)} ms of processor time, ${Math.round(peakBytes / 2 ** 20)} MiB at most: ${findings.length} findings`;
}

async function write(
  format: Format,
  { fault, input, from }: Finding,
  { findings }: Tally,
  runner: FuzzProcess,
): Promise<void> {
  const folder = join(checkout, 'dist/fuzz', `${format}-${values.seed}-${findings.length}`);
  const small = await minimized(runner, input, fault.signature, MINIMIZING_RUNS[fault.kind]);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'input'), small);
  await writeFile(join(folder, 'input.whole'), input);
  await writeFile(
    join(folder, 'README.txt'),
    `${fault.kind}: ${fault.text}\n\nFrom seed file ${from}, dice ${values.seed}.\nRun again: npm run fuzz -- --format ${format} --input ${join(folder, 'input')}\n`,
  );
  console.log(
    `  ${fault.kind}: ${fault.text.split('\n').slice(0, 4).join('\n    ')}\n    -> ${folder} (${small.length} bytes)`,
  );
}

async function runAgain(format: Format, path: string): Promise<number> {
  const runner = await FuzzProcess.open(program, format, checkout);
  try {
    const run = await runner.run(new Uint8Array(await readFile(path)));
    const fault = faultOf(run, runner.basePeakBytes, HANG_CPU_MS);
    console.log(fault === null ? JSON.stringify(run, null, 1) : `${fault.kind}: ${fault.text}`);
    return fault === null ? 0 : 1;
  } finally {
    await runner.close();
  }
}
