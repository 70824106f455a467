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
  /** A process that may hang or die without holding up any work. */
  readonly probeEngine: EngineClient;
  readonly faults?: Faults;
};

export class DeviceService {
  readonly drivers: readonly string[];
  readonly #options: DeviceServiceOptions;
  readonly #records: DeviceRecords;
  /** What `LONGSIGHT_DEVICES` wants. */
  readonly #forced: readonly DeviceName[] | null;
  /** Failures of this run of the program, by model and device: what failed may be put right before the next. */
  readonly #failed = new Map<string, Knowledge>();
  readonly #watchers = new Set<() => void>();
  readonly #inOrder = serialQueue();
  #testing: { readonly folder: string; readonly device: DeviceName } | null = null;

  /** Throws `InvalidInput` where `LONGSIGHT_DEVICES` names no device. */
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

  /** Called whenever a decision may have changed. */
  watch(changed: () => void): void {
    this.#watchers.add(changed);
  }

  /** The model's towers, on the device of the moment at each batch. */
  runner(folder: ModelFolder): DeviceRunner {
    return new DeviceRunner({
      device: (work) => this.#deviceFor(folder, work),
      open: (device, signal) => this.#options.engine.openModel(folder, { device, threads: 0 }, signal),
      broke: (device, error) => this.#broke(folder, device, error),
    });
  }

  device(folder: ModelFolder): DeviceName {
    return this.#decide(folder).device;
  }

  /** Resolves when trying another device could not change what is used. */
  async tried(folder: ModelFolder): Promise<void> {
    if (this.#decide(folder).untested.length > 0) await this.#probeUntested(folder);
  }

  /** What is known now; starts to try what never was. */
  status(folder: ModelFolder): readonly DeviceStatus[] {
    const { untested, devices } = this.#decide(folder);
    if (untested.length > 0) this.#probeInBackground(folder);
    return devices;
  }

  /** Tries every candidate that did not crash, the CPU too, and waits for it. */
  async probeAll(folder: ModelFolder): Promise<readonly DeviceStatus[]> {
    const { devices } = this.#decide(folder);
    const crashed = this.#crashes();
    const listed = devices.map(({ device }) => device).filter((device) => !crashed.has(device));
    await this.#alone(async () => {
      for (const device of listed) await this.#probe(folder, device);
    });
    return this.#decide(folder).devices;
  }

  async choose(device: DeviceName | null): Promise<void> {
    await this.#records.choose(device);
    this.#changed();
  }

  async retry(): Promise<void> {
    this.#failed.clear();
    await this.#records.forgetFindings();
    this.#changed();
  }

  close(): void {
    this.#options.probeEngine.close();
  }

  /** Runtime and drivers: what was found out with others says nothing. */
  get #machine(): string {
    return [`ONNX Runtime ${RUNTIME_VERSION}`, ...this.drivers].join('; ');
  }

  /** Pictures are much work: worth trying devices for. A text is not, unless a device was asked for. */
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
    for (const device of [...candidateDevices(), 'cpu' as const]) {
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

  /** By device, with the reason. */
  #crashes(): ReadonlyMap<DeviceName, string> {
    const here = this.#records.crashes.filter(({ machine }) => machine === this.#machine);
    return new Map(here.map(({ device, reason }) => [device, reason]));
  }

  #probeInBackground(folder: ModelFolder): void {
    if (this.#testing !== null) return;
    // A fault of the disk: the next status tries again, and the CPU works meanwhile.
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

  /** One series of trials after the other, in a process that ends with it. */
  #alone(trials: () => Promise<void>): Promise<void> {
    return this.#inOrder(() => trials().finally(() => this.#options.probeEngine.kill()));
  }

  /** False where the program is closing. */
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
