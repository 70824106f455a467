/** Peak memory of a process and all its descendants, as Linux counts it. */
import { readdirSync, readFileSync } from 'node:fs';

const SAMPLE_MS = 200;

export type MemoryPeak = {
  readonly processes: number;
  /** Sum of the highest resident sizes of the processes: at least what they used together at any moment. */
  readonly mebibytes: number;
};

type ProcessStatus = { readonly pid: number; readonly parent: number; readonly peakMib: number };

/** Samples until `stop` is called. A process that lives for less than a fifth of a second may be missed. */
export function watchMemory(pid: number): { readonly stop: () => MemoryPeak } {
  const peaks = new Map<number, number>();
  const sample = (): void => {
    const all = processes();
    for (const each of familyOf(pid, all)) peaks.set(each.pid, each.peakMib);
  };
  const timer = setInterval(sample, SAMPLE_MS);
  return {
    stop: () => {
      clearInterval(timer);
      return { processes: peaks.size, mebibytes: [...peaks.values()].reduce((sum, peak) => sum + peak, 0) };
    },
  };
}

function familyOf(pid: number, all: readonly ProcessStatus[]): readonly ProcessStatus[] {
  const children = all.filter(({ parent }) => parent === pid);
  return [
    ...all.filter((each) => each.pid === pid),
    ...children.flatMap((child) => familyOf(child.pid, all)),
  ];
}

function processes(): readonly ProcessStatus[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      const status = statusOf(name);
      const parent = /^PPid:\s+(\d+)$/m.exec(status)?.[1];
      const peakKib = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
      if (parent === undefined || peakKib === undefined) return [];
      return [{ pid: Number(name), parent: Number(parent), peakMib: Number(peakKib) / 1024 }];
    });
}

/** Status text of a process; empty if the process has ended. */
function statusOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ESRCH') return '';
    throw error;
  }
}
