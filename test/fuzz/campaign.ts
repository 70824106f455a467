/** Fuzzing of one format: inputs are changed, run, kept if they reach new branches, and reported if they do harm. */

import { Dice } from './dice.ts';
import { type Format, MUTATORS } from './formats.ts';
import type { FuzzProcess, Run } from './fuzz-process.ts';
import type { Seed } from './seed.ts';

export type Fault = {
  readonly kind: 'crash' | 'hang' | 'memory' | 'error';
  readonly text: string;
  /** Equal for faults with one cause, as far as can be told. */
  readonly signature: string;
};

export type Finding = { readonly fault: Fault; readonly input: Uint8Array; readonly from: string };

export type Tally = {
  inputs: number;
  refused: number;
  done: number;
  kept: number;
  slowestMs: number;
  peakBytes: number;
  readonly findings: Finding[];
};

/** Processor time that an input may take: a busy machine makes no hang. */
export const HANG_CPU_MS = 2000;
const MEMORY_BYTES = 1 << 30;
/** A fresh process from time to time, so that what one input leaves behind does not count against another. */
const RESTART_AFTER = 4000;
const MOST_FINDINGS = 40;

export type Campaign = {
  readonly format: Format;
  readonly seeds: readonly Seed[];
  readonly seed: number;
  readonly process: FuzzProcess;
  readonly hangCpuMs: number;
  /** Whether to go on after so many inputs. */
  readonly goesOn: (inputs: number) => boolean;
  readonly found: (finding: Finding, tally: Tally) => Promise<void>;
};

/** Runs every seed, then changed copies of them. */
export async function runCampaign(campaign: Campaign): Promise<Tally> {
  const { format, seeds, seed, process, hangCpuMs, goesOn, found } = campaign;
  const dice = new Dice(seed);
  const kept: Seed[] = [];
  const tally: Tally = { inputs: 0, refused: 0, done: 0, kept: 0, slowestMs: 0, peakBytes: 0, findings: [] };
  const known = new Set<string>();
  const take = async (input: Seed): Promise<boolean> => {
    const run = await process.run(input.bytes);
    const isNew = count(run, tally);
    const fault = await confirmed(faultOf(run, process.basePeakBytes, hangCpuMs), input.bytes, campaign);
    if (fault !== null) {
      if (fault.kind !== 'error') await process.restart();
      if (!known.has(fault.signature)) {
        known.add(fault.signature);
        const finding = { fault, input: input.bytes, from: input.name };
        tally.findings.push(finding);
        await found(finding, tally);
      }
    } else if (tally.inputs % RESTART_AFTER === 0) await process.restart();
    return isNew && fault === null;
  };
  for (const each of seeds) {
    await take(each);
    kept.push(each);
  }
  while (goesOn(tally.inputs) && tally.findings.length < MOST_FINDINGS) {
    // Inputs that were kept last are the newest ground.
    const isRecent = kept.length > seeds.length && dice.chance(0.4);
    const base = isRecent
      ? kept[kept.length - 1 - dice.below(Math.min(50, kept.length - seeds.length))]
      : dice.pick(kept);
    const bytes = MUTATORS[format](base.bytes, dice.pick(kept).bytes, dice);
    if (await take({ name: base.name, bytes })) {
      kept.push({ name: base.name, bytes });
      tally.kept++;
    }
  }
  return tally;
}

/**
 * An input can seem to hang on a busy machine, or because it is the first one that loads some code. It counts as a hang only if it is slow twice in a
 * fresh process.
 */
async function confirmed(
  fault: Fault | null,
  input: Uint8Array,
  { process, hangCpuMs }: Pick<Campaign, 'process' | 'hangCpuMs'>,
): Promise<Fault | null> {
  if (fault?.kind !== 'hang') return fault;
  await process.restart();
  const again = faultOf(await process.run(input), process.basePeakBytes, hangCpuMs);
  return again?.kind === 'hang' && again.signature !== 'stuck'
    ? faultOf(await process.run(input), process.basePeakBytes, hangCpuMs)
    : again;
}

/** True if the input reached branches that no earlier one had reached. */
function count(run: Run, tally: Tally): boolean {
  tally.inputs++;
  if (run.kind !== 'answered') return false;
  const { outcome, newBranches, cpuMs, peakBytes } = run.reply;
  if (outcome.kind === 'refused') tally.refused++;
  if (outcome.kind === 'done') tally.done++;
  tally.slowestMs = Math.max(tally.slowestMs, cpuMs);
  tally.peakBytes = Math.max(tally.peakBytes, peakBytes);
  return newBranches > 0;
}

/** Null if the input did no harm. `basePeakBytes` is the memory of the process before its first input. */
export function faultOf(run: Run, basePeakBytes: number, hangCpuMs: number): Fault | null {
  if (run.kind === 'gone')
    return { kind: 'crash', text: run.told, signature: `crash ${run.told.slice(0, 200)}` };
  if (run.kind === 'stuck') return { kind: 'hang', text: run.told, signature: 'stuck' };
  const { outcome, cpuMs, peakBytes } = run.reply;
  if (outcome.kind === 'faulty')
    return { kind: 'error', text: outcome.fault, signature: signatureOf(outcome.fault) };
  const told = outcome.kind === 'refused' ? outcome.message : 'no error';
  if (cpuMs > hangCpuMs)
    return {
      kind: 'hang',
      text: `${Math.round(cpuMs)} ms of processor time; ${told}`,
      signature: `slow ${signatureOf(told)}`,
    };
  if (peakBytes - basePeakBytes > MEMORY_BYTES)
    return {
      kind: 'memory',
      text: `${Math.round((peakBytes - basePeakBytes) / 2 ** 20)} MiB above the start; ${told}`,
      signature: `memory ${signatureOf(told)}`,
    };
  return null;
}

/** The message without numbers, and the innermost place in our code. */
function signatureOf(text: string): string {
  const [first = '', ...frames] = text.split('\n');
  const places = frames
    .filter((line) => /\.mjs:\d+/.test(line))
    .map((line) => line.replace(/^\s*at (\S+).*$/, '$1'));
  return [first.replaceAll(/"[^"]*"|\d+/g, '#').slice(0, 160), ...places.slice(0, 3)].join(' | ');
}
