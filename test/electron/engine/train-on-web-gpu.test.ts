/** Comparison of a run on WebGPU (software Vulkan) with the same run on the CPU, each in an engine process. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import type { RunLogEntry } from '../../../core/documents/run.ts';
import { unattended } from '../../../core/task.ts';
import { forkBuiltEngine } from '../../../electron/app/process/open-services.ts';
import { cpuSessions } from '../../../electron/engine/onnx-session.ts';
import { trainInProcess } from '../../../electron/engine/train-in-process.ts';
import { trustedWebGpu } from '../../../electron/engine/training-sessions.ts';
import type { Feeds } from '../../../models/onnx/feeds.ts';
import { readRunLog } from '../../../training/run/run-folder.ts';
import type { OpenSession } from '../../../training/step/graph-session.ts';
import { SOFTWARE_VULKAN, webGpuTest } from '../../software-vulkan.ts';
import { smallRun, storage } from '../../training/run/small-run.ts';

const PATIENCE_MS = 300_000;
const homes: string[] = [];
const cpu = cpuSessions(1);

afterEach(async () => {
  vi.unstubAllEnvs();
  for (const home of homes.splice(0)) await rm(home, { recursive: true });
});

webGpuTest('a run on WebGPU has the same losses as on the CPU', { timeout: PATIENCE_MS }, async () => {
  for (const [name, value] of Object.entries(SOFTWARE_VULKAN)) vi.stubEnv(name, value);
  const [onCpu, onWebGpu] = [await losses('cpu'), await losses('webgpu')];
  expect(onWebGpu).toHaveLength(6);
  for (const [i, loss] of onWebGpu.entries()) expect(loss / onCpu[i]).toBeCloseTo(1, 5);
  // Equal bits would mean that the CPU did the work.
  expect(onWebGpu).not.toEqual(onCpu);
});

// Only on Linux can a driver be hidden from a process.
test.runIf(process.platform === 'linux')(
  'without WebGPU a run is refused, and the error says what to do',
  async () => {
    for (const name of ['VK_DRIVER_FILES', 'VK_ICD_FILENAMES']) vi.stubEnv(name, '/nowhere.json');
    await expect(losses('webgpu')).rejects.toThrow(/WebGPU cannot train here .*set "device" to "cpu"/);
  },
);

test('a run is refused with the relative error if WebGPU computes other gradients', async () => {
  const halved: OpenSession = async (graph) => {
    const { run, release } = await cpu(graph);
    const gradients = async (feeds: Feeds) =>
      Object.fromEntries(
        Object.entries(await run(feeds)).map(([name, all]) => [name, all.map((x) => x / 2)]),
      );
    return { run: gradients, release };
  };
  await expect(trustedWebGpu(cpu, halved)).rejects.toThrow(/relative error 5\.0e-1\): set "device" to "cpu"/);
  expect(await trustedWebGpu(cpu, cpu)).toBe(cpu);
});

async function losses(device: 'cpu' | 'webgpu'): Promise<number[]> {
  const { home, folder } = await smallRun({ device });
  homes.push(home);
  await trainInProcess(
    forkBuiltEngine,
    {
      kind: 'training',
      folders: { models: join(home, 'models'), datasets: join(home, 'datasets') },
      threads: 1,
      work: { kind: 'run', folder },
    },
    unattended(),
  );
  const steps = (await readRunLog(storage, folder)).filter(
    (entry): entry is Extract<RunLogEntry, { kind: 'step' }> => entry.kind === 'step',
  );
  return steps.map(({ total }) => total);
}
