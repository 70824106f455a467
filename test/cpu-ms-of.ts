import { existsSync, readFileSync } from 'node:fs';

/** Processor time of a process and its threads so far; NaN where the system does not tell. Linux counts in hundredths of a second, in fields 14 and 15. */
export function cpuMsOf(pid: number): number {
  const path = `/proc/${pid}/stat`;
  if (!existsSync(path)) return Number.NaN;
  const fields = readFileSync(path, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}
