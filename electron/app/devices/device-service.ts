/** Service that assigns a device to each model: tests the candidates in a separate process, stores the results, follows the user's choice. */

import type { DeviceName, DeviceStatus } from '../../../core/documents/app.ts';
import type { Tower } from '../../../core/documents/run.ts';
import type { Faults } from '../../../core/faults.ts';
import type { Storage } from '../../../core/host.ts';
import { serialQueue } from '../../../core/serial-queue.ts';
import type { ModelFolder } from '../../../models/folder/model-folder.ts';
import { dependencies } from '../../../package.json';
import type { EngineClient } from '../../engine/engine-client.ts';
import { EngineError } from '../../engine/engine-error.ts';
import type { ProbeOutcome } from '../../engine/engine-messages.ts';
import { type DeviceDecision, decideDevice, type Knowledge } from './decide-device.ts';
import { candidateDevices, devicesOfEnvironment } from './device-candidates.ts';
import { DeviceRecords } from './device-records.ts';
import { DeviceRunner } from './device-runner.ts';
import { graphicsDrivers } from './graphics-drivers.ts';

const RUNTIME_VERSION = dependencies['onnxruntime-node'];

export type DeviceServiceOptions = {
  readonly storage: Storage;
  /** `devices.json` */
  readonly path: string;
  readonly engine: EngineClient;
  /** Separate process for tests, which may hang or crash. */
  readonly probeEngine: EngineClient;
  readonly faults?: Faults;
};

export class DeviceService {
  readonly drivers: readonly string[];
  readonly #options: DeviceServiceOptions;
  readonly #records: DeviceRecords;
  /** Devices listed in `LONGSIGHT_DEVICES`, or that of `takeOnly`; null otherwise. */
  #forced: readonly DeviceName[] | null;
  /** Failures by model and device. They are not stored, since the cause may be gone when the program starts again. */
  readonly #failed = new Map<string, Knowledge>();
  readonly #watchers = new Set<() => void>();
  readonly #inOrder = serialQueue();
  #testing: { readonly folder: string; readonly device: DeviceName } | null = null;

  /** Throws `InvalidInput` for an unknown name in `LONGSIGHT_DEVICES`. */
  static async open(options: DeviceServiceOptions): Promise<DeviceService> {
    const records = await DeviceRecords.open(options.storage, options.path, options.faults);
    return new DeviceService(options, records, await graphicsDrivers());
  }

  private constructor(options: DeviceServiceOptions, records: DeviceRecords, drivers: readonly string[]) {
    this.#options = options;
    this.#records = records;
    this.#forced = devicesOfEnvironment();
    this.drivers = drivers;
  }

  get choice(): DeviceName | null {
    return this.#records.choice;
  }

  get isOverridden(): boolean {
    return this.#forced !== null;
  }

  /** Main memory of the process that computes, as it is now; null before it has done anything. */
  get memoryBytes(): number | null {
    return this.#options.engine.memoryBytes;
  }

  /** `changed` is called whenever a decision may have changed. */
  watch(changed: () => void): void {
    this.#watchers.add(changed);
  }

  /** Takes this device alone until the process ends, whatever else was chosen. One that does not work leaves the CPU. */
  takeOnly(device: DeviceName): void {
    this.#forced = [device];
  }

  /** Runner of the model's towers, which asks for the device at every batch. */
  runner(folder: ModelFolder): DeviceRunner {
    return new DeviceRunner({
      device: (work) => this.#deviceFor(folder, work),
      open: (device, signal) => this.#options.engine.openModel(folder, { device, threads: 0 }, signal),
      broke: (device, error) => this.#broke(folder, device, error),
    });
  }

  /** The device that the model would use now. */
  device(folder: ModelFolder): DeviceName {
    return this.#decide(folder).device;
  }

  /** Tests devices until no further test could change the decision. */
  async tried(folder: ModelFolder): Promise<void> {
    if (this.#decide(folder).untested.length > 0) await this.#probeUntested(folder);
  }

  /** Current status of each device. Starts tests in the background if they could change the decision. */
  status(folder: ModelFolder): readonly DeviceStatus[] {
    const { untested, devices } = this.#decide(folder);
    if (untested.length > 0) this.#probeInBackground(folder);
    return devices;
  }

  /** Tests every candidate that has not crashed, and the CPU; resolves to the new status. */
  async probeAll(folder: ModelFolder): Promise<readonly DeviceStatus[]> {
    const { devices } = this.#decide(folder);
    const crashed = this.#crashes();
    const listed = devices.map(({ device }) => device).filter((device) => !crashed.has(device));
    await this.#alone(async () => {
      for (const device of listed) await this.#probe(folder, device);
    });
    return this.#decide(folder).devices;
  }

  /** Stores the user's choice; null lets the measurements decide. */
  async choose(device: DeviceName | null): Promise<void> {
    await this.#records.choose(device);
    this.#changed();
  }

  /** Removes all test results, so that every device is tested again, including those that crashed. */
  async retry(): Promise<void> {
    this.#failed.clear();
    await this.#records.forgetFindings();
    this.#changed();
  }

  close(): void {
    this.#options.probeEngine.close();
  }

  /** Runtime version and drivers; results obtained with others are not valid. */
  get #machine(): string {
    return [`ONNX Runtime ${RUNTIME_VERSION}`, ...this.drivers].join('; ');
  }

  /** Pictures take long enough to be worth testing devices for; a text does not, unless a device was chosen. */
  async #deviceFor(folder: ModelFolder, work: Tower): Promise<DeviceName> {
    const { untested, device } = this.#decide(folder);
    if (untested.length === 0) return device;
    if (this.#wanted() === null) {
      if (work === 'vision') this.#probeInBackground(folder);
      return device;
    }
    await this.#probeUntested(folder);
    return this.#decide(folder).device;
  }

  #decide(folder: ModelFolder): DeviceDecision {
    const known = new Map<DeviceName, Knowledge>();
    const { weightsSha256, precision } = folder.identity;
    for (const probe of this.#records.probes)
      if (
        probe.machine === this.#machine &&
        probe.weightsSha256 === weightsSha256 &&
        probe.precision === precision
      )
        known.set(probe.device, probe.outcome);
    for (const device of [...candidateDevices(), ...(this.#wanted() ?? []), 'cpu' as const]) {
      const failed = this.#failed.get(failureKey(folder, device));
      if (failed) known.set(device, failed);
    }
    for (const [device, reason] of this.#crashes()) known.set(device, { kind: 'crashed', reason });
    return decideDevice({
      candidates: candidateDevices(),
      wanted: this.#wanted(),
      cpuOnly: precision === 'int8' ? 'int8 runs on the CPU: use the model in fp32 for other devices' : null,
      known,
      testing: this.#testing?.folder === folder.path ? this.#testing.device : null,
    });
  }

  #wanted(): readonly DeviceName[] | null {
    return this.#forced ?? (this.choice === null ? null : [this.choice]);
  }

  /** Reasons of the crashes on this machine, by device. */
  #crashes(): ReadonlyMap<DeviceName, string> {
    const here = this.#records.crashes.filter(({ machine }) => machine === this.#machine);
    return new Map(here.map(({ device, reason }) => [device, reason]));
  }

  #probeInBackground(folder: ModelFolder): void {
    if (this.#testing !== null) return;
    // Only the disk can fail here; the next status tries again, and the CPU is used meanwhile.
    this.#probeUntested(folder).catch(() => undefined);
  }

  #probeUntested(folder: ModelFolder): Promise<void> {
    return this.#alone(async () => {
      for (;;) {
        const [device] = this.#decide(folder).untested;
        if (device === undefined || !(await this.#probe(folder, device))) return;
      }
    });
  }

  /** Runs one series of tests at a time and ends the process afterwards. */
  #alone(trials: () => Promise<void>): Promise<void> {
    return this.#inOrder(() => trials().finally(() => this.#options.probeEngine.kill()));
  }

  /** Tests one device and records the result. False if the program is closing. */
  async #probe(folder: ModelFolder, device: DeviceName): Promise<boolean> {
    this.#testing = { folder: folder.path, device };
    this.#changed();
    try {
      const outcome = await this.#options.probeEngine.probe(folder, { device, threads: 0 });
      await this.#learnt(folder, device, outcome);
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      if (error.code === 'ENGINE_STOPPED') return false;
      await this.#broke(folder, device, error);
    } finally {
      this.#testing = null;
      this.#changed();
    }
    return true;
  }

  async #learnt(folder: ModelFolder, device: DeviceName, outcome: ProbeOutcome): Promise<void> {
    if (outcome.kind === 'failed') {
      this.#failed.set(failureKey(folder, device), outcome);
      return;
    }
    this.#failed.delete(failureKey(folder, device));
    const { weightsSha256, precision } = folder.identity;
    await this.#records.addProbe({ device, machine: this.#machine, weightsSha256, precision, outcome });
  }

  async #broke(folder: ModelFolder, device: DeviceName, error: EngineError): Promise<void> {
    if (error.code === 'ENGINE_CRASHED' && device !== 'cpu') {
      const at = new Date().toISOString();
      await this.#records.addCrash({ device, machine: this.#machine, reason: firstLine(error), at });
    } else this.#failed.set(failureKey(folder, device), { kind: 'unfit', reason: firstLine(error) });
    this.#changed();
  }

  #changed(): void {
    for (const changed of this.#watchers) changed();
  }
}

function failureKey({ identity }: ModelFolder, device: DeviceName): string {
  return `${device} ${identity.precision} ${identity.weightsSha256}`;
}

function firstLine({ message }: Error): string {
  return message.split('\n')[0];
}
