import { describe, expect, test } from 'vitest';
import type { DeviceName } from '../../../../core/documents/app.ts';
import {
  type DeviceQuestion,
  decideDevice,
  type Knowledge,
} from '../../../../electron/app/devices/decide-device.ts';
import { devicesOfEnvironment } from '../../../../electron/app/devices/device-candidates.ts';

const verified = (windowsPerSecond: number, cpuWindowsPerSecond = 150): Knowledge => ({
  kind: 'verified',
  windowsPerSecond,
  cpuWindowsPerSecond,
});
const failed: Knowledge = { kind: 'failed', reason: 'no adapter', cpuWindowsPerSecond: 150 };
const crashed: Knowledge = { kind: 'crashed', reason: 'the engine process ended (SIGSEGV)' };

describe('when measurements decide', () => {
  test('the first verified device that is faster than the CPU is used', () => {
    const { device, devices } = decide({ cuda: failed, webgpu: verified(600) });
    expect(device).toBe('webgpu');
    expect(devices).toEqual([
      { device: 'cuda', name: 'CUDA', state: 'passed-over', reason: 'no adapter', windowsPerSecond: null },
      { device: 'webgpu', name: 'WebGPU', state: 'in-use', reason: null, windowsPerSecond: 600 },
      {
        device: 'cpu',
        name: 'CPU',
        state: 'ready',
        reason: 'slower than WebGPU: 150 vs 600 windows/s',
        windowsPerSecond: 150,
      },
    ]);
  });

  test('a verified device that is slower than the CPU is not used, and the figures say why', () => {
    const { device, devices } = decide({ cuda: failed, webgpu: verified(3) });
    expect(device).toBe('cpu');
    expect(devices[1]).toMatchObject({
      state: 'ready',
      reason: 'slower than the CPU: 3.0 vs 150 windows/s',
      windowsPerSecond: 3,
    });
  });

  test('a device that crashed the process is not used', () => {
    const { device, devices, untested } = decide({ cuda: crashed, webgpu: failed });
    expect(device).toBe('cpu');
    expect(devices[0].reason).toBe('it crashed the engine process: the engine process ended (SIGSEGV)');
    expect(untested).toEqual([]);
  });

  test('only devices that could still be chosen are left to test', () => {
    expect(decide({}).untested).toEqual(['cuda', 'webgpu']);
    expect(decide({ webgpu: verified(600) })).toMatchObject({ device: 'webgpu', untested: ['cuda'] });
    const { untested, devices } = decide({ cuda: verified(900) });
    expect(untested).toEqual([]);
    expect(devices[1]).toMatchObject({ state: 'untested', reason: 'not tested: CUDA is in use' });
  });

  test('an int8 model stays on the CPU, and no device is left to test', () => {
    const { device, untested, devices } = decide({ webgpu: verified(600) }, null, 'int8 runs on the CPU');
    expect([device, untested]).toEqual(['cpu', []]);
    expect(devices[1]).toMatchObject({ state: 'ready', reason: 'int8 runs on the CPU' });
  });
});

describe('a requested device', () => {
  test('is used however slow it is', () => {
    const { device, devices } = decide({ webgpu: verified(3) }, ['webgpu']);
    expect(device).toBe('webgpu');
    expect(devices.at(-1)).toMatchObject({ device: 'cpu', reason: 'WebGPU was chosen' });
  });

  test('gives way to the CPU if it does not work', () => {
    const { device, devices } = decide({ webgpu: failed }, ['webgpu']);
    expect(device).toBe('cpu');
    expect(devices.map(({ device, reason }) => [device, reason])).toEqual([
      ['webgpu', 'no adapter'],
      ['cuda', 'not tested: WebGPU was chosen'],
      ['cpu', null],
    ]);
  });

  test('is tested first if it has never been tested', () => {
    expect(decide({}, ['webgpu']).untested).toEqual(['webgpu']);
    expect(decide({}, ['cpu']).untested).toEqual([]);
  });
});

test('LONGSIGHT_DEVICES lists devices in order, and an unknown name is refused', () => {
  expect(devicesOfEnvironment({})).toBeNull();
  expect(devicesOfEnvironment({ LONGSIGHT_DEVICES: 'webgpu, cpu' })).toEqual(['webgpu', 'cpu']);
  expect(() => devicesOfEnvironment({ LONGSIGHT_DEVICES: 'gpu' })).toThrow(
    /"gpu" is not a device; expected cpu/,
  );
});

function decide(
  known: Partial<Record<DeviceName, Knowledge>>,
  wanted: DeviceQuestion['wanted'] = null,
  cpuOnly: string | null = null,
) {
  return decideDevice({
    candidates: ['cuda', 'webgpu'],
    wanted,
    cpuOnly,
    known: new Map(Object.entries(known) as [DeviceName, Knowledge][]),
    testing: null,
  });
}
