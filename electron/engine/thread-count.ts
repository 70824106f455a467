/** How many threads compute on the CPU where nobody says. */
import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

const CPUS = '/sys/devices/system/cpu';

/**
 * One for each core that this process may use. Always given to ONNX Runtime: left to itself it pins its threads to cores, and the
 * calling thread then shares one of them, which on two cores costs half the speed.
 */
export function threadCount(cpuFolder = CPUS, parallelism = availableParallelism()): number {
  return Math.min(physicalCores(cpuFolder) ?? parallelism, parallelism);
}

/** Two hardware threads of a core have one list of siblings. Null where Linux's `/sys` does not tell. */
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
