import { describe, expect, test } from 'vitest';
import type { DeviceName } from '../../../../core/documents/app.ts';
import { DeviceRunner } from '../../../../electron/app/devices/device-runner.ts';
import { driversOfRegistry } from '../../../../electron/app/devices/graphics-drivers.ts';
import { EngineError, engineFailure } from '../../../../electron/engine/engine-error.ts';
import type { TowerRunner } from '../../../../models/encoder/tower-runner.ts';

const CROPS = Uint8Array.from({ length: 12 }, (_, i) => i);
const DOUBLED = Float32Array.from(CROPS, (value) => value * 2);

describe('a device with too little memory', () => {
  test('gets half the batch until it fits, and all rows are returned in order', async () => {
    const { runner, sizes } = machine(['webgpu'], (_, size) => {
      if (size > 3) throw new EngineError('OUT_OF_MEMORY', 'no room');
    });
    expect(await runner.runVision(CROPS, 12)).toEqual(DOUBLED);
    expect(sizes).toEqual([12, 6, 3, 3, 3, 3]);
  });

  test('gets larger batches again after several successes, and less often after each refusal', async () => {
    let room = 3;
    const { runner, sizes } = machine(['webgpu'], (_, size) => {
      if (size > room) throw new EngineError('OUT_OF_MEMORY', 'no room');
    });
    await runner.runVision(CROPS, 6);
    for (let i = 0; i < 40; i++) await runner.runVision(CROPS, 6);
    const refused = sizes.filter((size) => size > room).length;
    // Refused at size 6 in the first run, and once more during 40 runs of two batches each.
    expect(refused).toBe(2);
    room = 12;
    for (let i = 0; i < 80; i++) await runner.runVision(CROPS, 12);
    expect(sizes.at(-1)).toBe(12);
  });

  test('that cannot hold a single window gives way to the CPU', async () => {
    const { runner, broken } = machine(['webgpu', 'cpu'], (device) => {
      if (device === 'webgpu') throw new EngineError('OUT_OF_MEMORY', 'no room');
    });
    expect(await runner.runVision(CROPS, 12)).toEqual(DOUBLED);
    expect(broken).toEqual(['webgpu OUT_OF_MEMORY']);
  });
});

test('a device that crashes the process costs one batch, which the next device computes', async () => {
  const { runner, broken, sizes } = machine(['webgpu', 'cpu'], (device) => {
    if (device === 'webgpu') throw new EngineError('ENGINE_CRASHED', 'SIGSEGV');
  });
  expect(await runner.runVision(CROPS, 12)).toEqual(DOUBLED);
  expect(await runner.runVision(CROPS, 12)).toEqual(DOUBLED);
  expect(broken).toEqual(['webgpu ENGINE_CRASHED']);
  expect(sizes).toEqual([12, 12, 12]);
});

test('a batch that crashes the process twice on the CPU is halved', async () => {
  const { runner, sizes } = machine(['cpu'], (_, size) => {
    if (size > 6) throw new EngineError('ENGINE_CRASHED', 'twice');
  });
  expect(await runner.runVision(CROPS, 12)).toEqual(DOUBLED);
  expect(sizes).toEqual([12, 6, 6]);
});

test('a failure on the CPU is thrown, and so is a stop', async () => {
  const failing = machine(['cpu'], () => {
    throw new EngineError('ENGINE_FAILED', 'the model is damaged');
  });
  await expect(failing.runner.runVision(CROPS, 12)).rejects.toThrow('the model is damaged');
  const stopped = machine(['webgpu', 'cpu'], () => {
    throw new EngineError('ENGINE_STOPPED', 'closed');
  });
  await expect(stopped.runner.runVision(CROPS, 12)).rejects.toThrow('closed');
  expect(stopped.broken).toEqual([]);
});

test.each([
  // From ONNX Runtime 1.30 on a machine with little memory.
  "Non-zero status code returned while running Mul node. Name:'node_Mul_0' Status Message: std::bad_alloc",
  'shader_helper.cc:306 numbers_storage_buffers_ <= limits_.maxStorageBuffersPerShaderStage was false. Too many storage buffers in shader. Current: 20, Max is 16',
  // Reported by users of ONNX Runtime, Dawn and DirectML.
  'bfc_arena.cc:376 onnxruntime::BFCArena::AllocateRawInternal Failed to allocate memory for requested buffer of size 939524096',
  'vkAllocateMemory failed with VK_ERROR_OUT_OF_DEVICE_MEMORY',
  'Buffer size (3185049600) exceeds the max buffer size limit (1073741824)',
  "Failed to execute 'mapAsync' on 'GPUBuffer': [Invalid Buffer (unlabeled)] is invalid due to a previous error.",
  'Exception(1) tid(4790) 8007000E Not enough memory resources are available to complete this operation.',
  'CUDA failure 2: out of memory ; GPU=0',
])('an engine failure is recognised as a lack of memory: %s', (message) => {
  expect(engineFailure(message).code).toBe('OUT_OF_MEMORY');
});

test('other engine failures are not taken for a lack of memory', () => {
  expect(engineFailure('Got invalid dimensions for input: pixel_values').code).toBe('ENGINE_FAILED');
  expect(engineFailure('Failed to get a WebGPU adapter').code).toBe('ENGINE_FAILED');
});

test('graphics adapters and their drivers are read from the Windows registry', () => {
  const key = 'HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\Class\\{4d36e968}';
  const output = [
    '',
    key,
    '    Class    REG_SZ    Display',
    `${key}\\0000`,
    '    DriverDesc    REG_SZ    NVIDIA GeForce RTX 4070',
    '    DriverVersion    REG_SZ    32.0.15.6094',
    `${key}\\0001`,
    '    DriverDesc    REG_SZ    Intel(R) UHD Graphics 770',
    '',
  ].join('\r\n');
  expect(driversOfRegistry(output)).toEqual([
    'NVIDIA GeForce RTX 4070, driver 32.0.15.6094',
    'Intel(R) UHD Graphics 770, driver unknown',
  ]);
});

/** Runner over `devices` in order; features are the doubled bytes, unless `fails` throws. */
function machine(devices: readonly DeviceName[], fails: (device: DeviceName, size: number) => void) {
  const usable = [...devices];
  const sizes: number[] = [];
  const broken: string[] = [];
  const towersOn = (device: DeviceName): TowerRunner => ({
    runVision: async (crops, count) => {
      sizes.push(count);
      fails(device, count);
      return Float32Array.from(crops, (value) => value * 2);
    },
    runPatches: () => Promise.reject(new Error('no patches are asked for')),
    runText: async (ids) => Float32Array.from(ids),
  });
  const runner = new DeviceRunner({
    device: async () => usable[0],
    open: async (device) => towersOn(device),
    broke: async (device, { code }) => {
      broken.push(`${device} ${code}`);
      usable.shift();
    },
  });
  return { runner, sizes, broken };
}
