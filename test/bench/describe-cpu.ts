/** Processor, threads, instruction sets and load, for the head of a benchmark. */
import { readFile } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg } from 'node:os';

const FLAGS = ['avx2', 'avx512f', 'avx_vnni', 'avx512_vnni', 'avx512_bf16', 'amx_bf16', 'amx_int8'];

export async function describeCpu(): Promise<string> {
  const known = process.platform === 'linux' ? (await readFile('/proc/cpuinfo', 'utf8')).split('\n') : [];
  const flags = known.find((line) => line.startsWith('flags'))?.split(/\s+/) ?? [];
  const found = FLAGS.filter((flag) => flags.includes(flag)).join(' ') || 'flags unknown';
  return `${cpus()[0].model.trim()}, ${availableParallelism()} threads, ${found}, load ${loadavg()[0].toFixed(1)}`;
}
