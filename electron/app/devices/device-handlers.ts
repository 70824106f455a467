/** Handlers for the choice and testing of compute devices. */
import type { Handlers } from '../../../core/rpc/contract.ts';
import type { DeviceService } from './device-service.ts';

export function deviceHandlers(devices: DeviceService) {
  return {
    'app.chooseDevice': async ({ device }) => {
      await devices.choose(device);
      return null;
    },
    'app.retryDevices': async () => {
      await devices.retry();
      return null;
    },
  } satisfies Partial<Handlers>;
}
