/** Sessions for a run, on the device that its spec names. */

import type { RunSpec } from '../../core/documents/run.ts';
import { InvalidInput } from '../../core/errors.ts';
import type { Task } from '../../core/task.ts';
import { type SelfTestResult, testGradients } from '../../training/step/gradient-self-test.ts';
import type { OpenSession } from '../../training/step/graph-session.ts';
import { cpuSessions, webGpuSessions } from './onnx-session.ts';

const USE_THE_CPU = 'set "device" to "cpu", or update the graphics driver';

/** Throws `InvalidInput` if WebGPU is not available here, or its gradients differ from the CPU's. */
export async function trainingSessions(
  { device, threads }: Pick<RunSpec, 'device' | 'threads'>,
  task: Task,
): Promise<OpenSession> {
  const cpu = cpuSessions(threads);
  if (device === 'cpu') return cpu;
  task.report({ phase: 'testing gradients on WebGPU', done: 0, total: 0 });
  return trustedWebGpu(cpu, webGpuSessions());
}

/** The candidate, if a small step on it gives the CPU's gradients. Throws `InvalidInput` otherwise. */
export async function trustedWebGpu(cpu: OpenSession, candidate: OpenSession): Promise<OpenSession> {
  const { trusted, worst } = await tested(cpu, candidate);
  if (!trusted)
    throw new InvalidInput(
      `WebGPU gives other results than the CPU (gradient of ${worst.key}: relative error ${worst.error.toExponential(1)}): ${USE_THE_CPU}`,
    );
  return candidate;
}

async function tested(cpu: OpenSession, candidate: OpenSession): Promise<SelfTestResult> {
  try {
    return await testGradients(cpu, candidate);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new InvalidInput(`WebGPU cannot train here (${reason.trim()}): ${USE_THE_CPU}`, { cause });
  }
}
