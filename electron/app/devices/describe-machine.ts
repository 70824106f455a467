/** Description of the processor, memory and system, as far as they affect the speed of models. */
import { readFile } from 'node:fs/promises';
import { arch, availableParallelism, cpus, freemem, release, totalmem, version } from 'node:os';

export type Machine = {
  readonly cpu: string;
  /** Number of cores that this process may use. */
  readonly cores: number;
  /** Instruction sets that affect the kernels of ONNX Runtime; empty if the system does not report them. */
  readonly flags: readonly string[];
  readonly memoryBytes: number;
  readonly freeMemoryBytes: number;
  readonly system: string;
};

const TELLING_FLAGS =
  /^(avx2|fma|f16c|avx512f|avx512_vnni|avx512_bf16|avx512_fp16|avx_vnni|amx_(tile|int8|bf16)|asimd|asimddp|i8mm|bf16|sve)$/;

export async function describeMachine(): Promise<Machine> {
  return {
    cpu: cpus()[0]?.model.trim() || 'unknown processor',
    cores: availableParallelism(),
    flags: await cpuFlags(),
    memoryBytes: totalmem(),
    freeMemoryBytes: freemem(),
    system: `${process.platform} ${release()} ${arch()} (${version()})`,
  };
}

async function cpuFlags(): Promise<readonly string[]> {
  if (process.platform !== 'linux') return [];
  const line = /^(?:flags|Features)\s*:\s*(.+)$/m.exec(await readFile('/proc/cpuinfo', 'utf8'))?.[1] ?? '';
  return line.split(' ').filter((flag) => TELLING_FLAGS.test(flag));
}
