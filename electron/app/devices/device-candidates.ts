/** Compute devices that a platform may have, in the order to test them, and their display names. */

import type { DeviceName } from '../../../core/documents/app.ts';
import { InvalidInput } from '../../../core/errors.ts';

export const DEVICE_NAMES: Readonly<Record<DeviceName, string>> = {
  cpu: 'CPU',
  webgpu: 'WebGPU',
  cuda: 'CUDA',
  tensorrt: 'TensorRT',
  dml: 'DirectML',
  coreml: 'Core ML',
};

/** Candidates of a platform, without the CPU, which every machine has. */
export function candidateDevices(platform: NodeJS.Platform = process.platform): readonly DeviceName[] {
  if (platform === 'win32') return ['webgpu', 'dml'];
  if (platform === 'darwin') return ['webgpu', 'coreml'];
  return ['tensorrt', 'cuda', 'webgpu'];
}

/** Devices listed in `LONGSIGHT_DEVICES` ("cpu", "webgpu,dml"); null if it is not set. Throws `InvalidInput` for an unknown name. */
export function devicesOfEnvironment(
  environment: NodeJS.ProcessEnv = process.env,
): readonly DeviceName[] | null {
  const listed = environment.LONGSIGHT_DEVICES;
  return listed === undefined || listed.trim() === '' ? null : listed.split(',').map(deviceNamed);
}

function deviceNamed(name: string): DeviceName {
  const known = (Object.keys(DEVICE_NAMES) as DeviceName[]).find((device) => device === name.trim());
  if (!known)
    throw new InvalidInput(
      `LONGSIGHT_DEVICES: "${name}" is not a device; expected ${Object.keys(DEVICE_NAMES).join(', ')}`,
    );
  return known;
}
