/** Default number of CPU threads. */
import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

const CPUS = '/sys/devices/system/cpu';

/**
 * One for each core that this process may use. It is always passed to ONNX Runtime, which otherwise pins its threads to cores; the
 * calling thread then shares one of them, which halves the speed on two cores.
 */
export function threadCount(cpuFolder = CPUS, parallelism = availableParallelism()): number {
  return Math.min(physicalCores(cpuFolder) ?? parallelism, parallelism);
}

/** Counts lists of siblings, which the hardware threads of a core share. Null without Linux's `/sys`. */
function physicalCores(cpuFolder: string): number | null {
  try {
    const cpus = readdirSync(cpuFolder).filter((name) => /^cpu\d+$/.test(name));
    const siblings = cpus.map((cpu) =>
      readFileSync(`${cpuFolder}/${cpu}/topology/thread_siblings_list`, 'utf8').trim(),
    );
    return siblings.length === 0 ? null : new Set(siblings).size;
  } catch {
    return null;
  }
}
