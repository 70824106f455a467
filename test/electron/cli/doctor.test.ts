import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SOFTWARE_VULKAN, webGpuTest } from '../../software-vulkan.ts';
import { smallStarterResources } from '../small-starter.ts';

const PATIENCE_MS = 180_000;
const cli = fileURLToPath(new URL('../../../electron/cli/bin.mjs', import.meta.url));
let home: string;
let resources: string;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'longsight-doctor-'));
  resources = await smallStarterResources();
});
afterAll(async () => {
  for (const folder of [home, resources]) await rm(folder, { recursive: true });
});

describe('longsight doctor', () => {
  test('prints one JSON value with machine, runtime, devices, models and data folder', {
    timeout: PATIENCE_MS,
  }, async () => {
    const report = JSON.parse(await doctor({}));
    expect(report.machine).toMatchObject({ cpu: expect.stringMatching(/./), cores: expect.any(Number) });
    expect(report.runtime.backends).toContainEqual({ name: 'cpu', bundled: true });
    const { devices } = report.devices;
    expect(devices.at(-1).device).toBe('cpu');
    expect(devices.at(-1).windowsPerSecond).toBeGreaterThan(0);
    expect(devices.length).toBeGreaterThan(1);
    for (const { state, reason } of devices)
      expect(reason, state).toEqual(state === 'in-use' ? null : expect.stringMatching(/./));
    expect(report.models).toHaveLength(1);
    expect(report.dataFolder).toMatchObject({ path: home, freeBytes: expect.any(Number) });
    expect(report.environment).toMatchObject({ LONGSIGHT_HOME: home });
  });

  webGpuTest(
    'measures a verified device that is slower than the CPU, and does not use it',
    { timeout: PATIENCE_MS },
    async () => {
      const report = JSON.parse(await doctor(SOFTWARE_VULKAN));
      expect(report.graphicsDrivers).toEqual([expect.stringMatching(/^Vulkan .*lvp_icd\.json/)]);
      const webGpu = report.devices.devices.find(({ device }: { device: string }) => device === 'webgpu');
      expect(webGpu).toMatchObject({
        state: 'ready',
        reason: expect.stringMatching(/^slower than the CPU: [\d.]+ vs \d+ windows\/s$/),
      });
      expect(webGpu.windowsPerSecond).toBeGreaterThan(0);
    },
  );

  test('reports everything else if the data folder cannot be used', { timeout: PATIENCE_MS }, async () => {
    const file = join(home, 'a file');
    await writeFile(file, '');
    const report = JSON.parse(await doctor({ LONGSIGHT_HOME: file }));
    expect(report.devices.fault).toContain(file);
    expect(report.models.fault).toContain(file);
    expect(report.machine.cores).toBeGreaterThan(0);
  });
});

/** Runs the command and returns its stdout. */
async function doctor(environment: NodeJS.ProcessEnv): Promise<string> {
  const env = {
    ...process.env,
    LONGSIGHT_HOME: home,
    LONGSIGHT_RESOURCES: resources,
    VK_DRIVER_FILES: '/nowhere',
    ...environment,
  };
  const { stdout } = await promisify(execFile)(process.execPath, [cli, 'doctor', '--json'], { env });
  return stdout;
}
